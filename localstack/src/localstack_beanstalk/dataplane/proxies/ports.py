"""The ports of an instance's proxy, which are ports of this computer: all its instances share those.

Port 80 is the platform's own. A bundle's files may have the server listen on others, and pass requests on to
the server itself: each port gets one that is free here, on the loopback address alone.
"""

import re
from pathlib import Path

from ..processes import free_port

#: ``listen 8443;`` of nginx, ``Listen 8443`` of Apache, each with or without an address
_LISTEN = re.compile(r"^(\s*listen\s+)(?:[\d.*]+:|\[[\d:]+\]:)?(\d+)\b", re.IGNORECASE | re.MULTILINE)
_VIRTUAL_HOST = re.compile(r"(<VirtualHost\s+[^\s>]*:)(\d+)\b", re.IGNORECASE)
_SELF = re.compile(r"\b((?:127\.0\.0\.1|localhost):)(\d+)\b")


def taken(folder: Path, port: int) -> dict[int, int]:
    """Moves the files below a folder to ports of this computer; which stands for which of the instance's."""
    files = {path: path.read_text() for path in sorted(folder.rglob("*.conf")) if path.is_file()}
    listened = {int(found[2]) for text in files.values() for found in _LISTEN.finditer(text)}
    ports = {80: port, **{other: free_port() for other in sorted(listened - {80})}}

    def own(found: re.Match[str]) -> str:
        return f"{found[1]}{ports.get(int(found[2]), found[2])}"

    for path, text in files.items():
        moved = _LISTEN.sub(lambda found: f"{found[1]}127.0.0.1:{ports[int(found[2])]}", text)
        moved = _SELF.sub(own, _VIRTUAL_HOST.sub(own, moved))
        if moved != text:
            path.write_text(moved)
    return ports
