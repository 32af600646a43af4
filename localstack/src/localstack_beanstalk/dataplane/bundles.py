"""Application bundles: unpacking one, and finding the command that serves the web."""

import io
import re
import shutil
import zipfile
from pathlib import Path

_WEB = re.compile(r"^web:[ \t]*(?P<command>\S.*)$", re.MULTILINE)


def unpack(bundle: bytes | None, folder: Path) -> str | None:
    """Puts the bundle into the folder, in place of what was there; answers with its ``web`` command.

    A bundle that is no zip archive (a single WAR or JAR file is one, without a Procfile) has no command.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not bundle or not zipfile.is_zipfile(io.BytesIO(bundle)):
        return None
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        for member in archive.infolist():
            path = Path(archive.extract(member, folder))  # keeps within the folder
            if mode := member.external_attr >> 16 & 0o777:
                path.chmod(mode | 0o600 | (0o100 if path.is_dir() else 0))
    procfile = folder / "Procfile"
    if not procfile.is_file():
        return None
    found = _WEB.search(procfile.read_text(errors="replace"))
    return found["command"].strip() if found else None
