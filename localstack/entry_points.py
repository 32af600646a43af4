"""Lets Python find the package's entry points without installing it.

    python3 localstack/entry_points.py DIR

writes the metadata of an installed distribution into the folder; with it and ``src`` on ``PYTHONPATH``
LocalStack finds the plugin, and a change in ``src`` takes effect at the next start. Standard library only.
"""

import shutil
import sys
import tomllib
from pathlib import Path

PACKAGE = "localstack_beanstalk"
PROJECT = Path(__file__).resolve().parent / "pyproject.toml"


def write(folder: Path) -> None:
    """Writes the metadata, in place of what the folder held."""
    project = tomllib.loads(PROJECT.read_text())["project"]
    metadata = folder / f"{PACKAGE}-{project['version']}.dist-info"
    shutil.rmtree(folder, ignore_errors=True)
    metadata.mkdir(parents=True)
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (metadata / "METADATA").write_text(head)
    groups = (
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items())
        for group, entries in project["entry-points"].items()
    )
    (metadata / "entry_points.txt").write_text("\n".join(groups))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
