"""A release of this machine's own ebdeploy, as GitHub would serve it."""

import contextlib
import functools
import hashlib
import http.server
import platform
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .scripts import ROOT

REPOSITORY = "OWNER/ebdeploy"
VERSION = str(tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"])


@dataclass(frozen=True)
class Release:
    """Where it is served, and its files."""

    server: str
    archive: Path

    def pack(self, binary: Path) -> None:
        """Packs this binary, and says what its checksum is."""
        pack = ["tar", "--use-compress-program=gzip -1", "--create", "--file", str(self.archive)]
        subprocess.run([*pack, "--directory", str(binary.parent), binary.name], check=True)
        self.checksum.write_text(f"{self.sha256}  {self.archive.name}\n")

    @property
    def sha256(self) -> str:
        """The archive's digest."""
        return hashlib.sha256(self.archive.read_bytes()).hexdigest()

    @property
    def checksum(self) -> Path:
        """The file that says so."""
        return self.archive.with_name(f"{self.archive.name}.sha256")


@contextlib.contextmanager
def served(binary: Path, folder: Path) -> Iterator[Release]:
    """Packs the binary and serves it, under the addresses that a release of GitHub has."""
    place = folder / REPOSITORY / "releases" / "download" / f"v{VERSION}"
    place.mkdir(parents=True)
    archive = place / f"ebdeploy-{VERSION}-{platform.machine()}-unknown-linux-musl.tar.gz"
    with serving(folder) as server:
        release = Release(server, archive)
        release.pack(binary)
        yield release


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serves the files of a folder, on a free port."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass
