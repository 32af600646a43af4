"""Makes the bundle that Elastic Beanstalk runs, out of this folder.

    python3 examples/django/bundle.py FILE.zip

The same files make the same bytes, whoever runs this, when and where.
"""

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: named, so that a database, a virtual environment or a file with secrets that lies here stays here
CONTENTS = ("Procfile", "gunicorn.conf.py", "manage.py", "requirements.txt", "shop", "storefront")
#: the earliest that a zip archive can say
TIME = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: bundle.py FILE.zip")
    make(Path(sys.argv[1]))


def make(bundle: Path) -> None:
    """Writes the bundle, in place of a file of that name."""
    # not compressed: what a compressor makes of a file differs between its versions
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as archive:
        for path in _files():
            entry = zipfile.ZipInfo(path.relative_to(HERE).as_posix(), TIME)
            entry.create_system = 3  # Unix, whose permissions these are
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes())


def _files() -> Iterator[Path]:
    for name in CONTENTS:
        path = HERE / name
        if path.is_file():
            yield path
        else:
            yield from sorted(each for each in path.rglob("*") if _belongs(each))


def _belongs(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(HERE).parts)
    return path.is_file() and not hidden and path.parent.name != "__pycache__"


if __name__ == "__main__":
    main()
