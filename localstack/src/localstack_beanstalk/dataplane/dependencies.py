"""What a Python application depends on: ``requirements.txt``, installed as the Python platforms install it.

A virtual environment is made once for the same requirements, and kept in ``$EBDEPLOY_CACHE/applications/``.
It runs on LocalStack's own Python, whatever Python the platform's branch has.
"""

import contextlib
import fcntl
import hashlib
import io
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .processes import INHERITED, run_to_end

FILE = "requirements.txt"
#: how long an installation may take: the default of a command's timeout on AWS
LONGEST_SECONDS = 600
#: lines that refer to other files of the bundle
_REFERRING = re.compile(
    r"^\s*(-[rcef]\b|--(requirement|constraint|editable|find-links)\b|\.|.*@\s*file:)", re.MULTILINE
)


class NotInstalled(Exception):
    """The dependencies could not be installed; the text is what the installation has said."""


def required(bundle: bytes | None) -> bool:
    """Whether a bundle says what it depends on."""
    if not bundle or not zipfile.is_zipfile(io.BytesIO(bundle)):
        return False
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return FILE in archive.namelist()


def installed(bundle: bytes | None) -> Path | None:
    """The virtual environment for a bundle's requirements, made now if need be; None if it has none."""
    if not bundle or not required(bundle):
        return None
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        home = _applications() / _digest(archive)
        complete = home / "complete"
        if not complete.exists():
            with _alone(home.with_suffix(".lock")):
                if not complete.exists():
                    # what stands here without the mark is the remains of a making that was interrupted
                    shutil.rmtree(home, ignore_errors=True)
                    _make(archive, home)
                    complete.touch()
    return home


def _make(archive: zipfile.ZipFile, home: Path) -> None:
    interpreter = str(getattr(sys, "_base_executable", sys.executable))
    environment = {name: value for name, value in os.environ.items() if _reaches_pip(name)}
    sources = home / "sources"
    sources.mkdir(parents=True)
    archive.extractall(sources)
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    for command in ([interpreter, "-m", "venv", str(home)], [*pip, "install", "-r", FILE]):
        status, said = run_to_end(command, sources, environment, LONGEST_SECONDS)
        if status != 0:
            shutil.rmtree(home)
            raise NotInstalled(said)
    shutil.rmtree(sources)


def _reaches_pip(name: str) -> bool:
    """Of LocalStack's environment: not the path of its own modules, which are no dependencies of anybody."""
    return name in (*INHERITED, "HOME") or name.startswith("PIP_")


def _digest(archive: zipfile.ZipFile) -> str:
    """Of the interpreter and the requirements, and of all files if the requirements refer to some."""
    text = archive.read(FILE)
    digest = hashlib.sha256(sys.version.encode() + text)
    if _REFERRING.search(text.decode(errors="replace")):
        for name in sorted(archive.namelist()):
            digest.update(name.encode() + archive.read(name))
    return digest.hexdigest()[:16]


def _applications() -> Path:
    cache = Path(os.environ.get("EBDEPLOY_CACHE") or Path.home() / ".cache" / "ebdeploy")
    return cache / "applications"


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
