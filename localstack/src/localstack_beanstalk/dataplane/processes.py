"""Processes of applications, each the leader of a group of its own, which ends when LocalStack does."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from . import warden

#: what an application gets of LocalStack's own environment
INHERITED = ("PATH", "LANG", "TMPDIR")

_lock = threading.Lock()
_warden: subprocess.Popen[str] | None = None


class ApplicationProcess:
    """The command of a Procfile's ``web`` line, listening (when it likes) on a loopback port."""

    def __init__(self, command: str, folder: Path, variables: Mapping[str, str]) -> None:
        """Starts it. The variables are told after LocalStack's own, and cannot say what ``PORT`` is."""
        self.port = free_port()
        self.log = folder.parent / "web.stdout.log"
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {"HOME": str(folder), **variables, "PORT": str(self.port)}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _tell_warden("+", self._process.pid)

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """Ends the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(warden.GRACE_SECONDS)
            os.killpg(self._process.pid, signal.SIGKILL)  # whatever of the group has stayed
        self._process.wait()
        _tell_warden("-", self._process.pid)


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _tell_warden(sign: str, group: int) -> None:
    global _warden
    with _lock:
        if _warden is None or _warden.poll() is not None:
            _warden = subprocess.Popen(
                [sys.executable, "-E", "-S", warden.__file__],
                stdin=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        if _warden.stdin:
            _warden.stdin.write(f"{sign}{group}\n")
            _warden.stdin.flush()
