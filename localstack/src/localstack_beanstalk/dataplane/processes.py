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
#: where what it writes goes
APPLICATION_LOG = "web.stdout.log"

_lock = threading.Lock()
_warden: subprocess.Popen[str] | None = None


class Process:
    """A command, the leader of a process group."""

    def __init__(self, command: list[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
        """Starts it; what it writes goes into the log."""
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
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


class ApplicationProcess(Process):
    """The command of a Procfile's ``web`` line, listening (when it likes) on a loopback port."""

    def __init__(
        self, command: str, folder: Path, variables: Mapping[str, str], venv: Path | None = None
    ) -> None:
        """Starts it with the variables, though they cannot say what ``PORT`` is, and a venv's programs."""
        self.port = free_port()
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        environment |= {"HOME": str(folder), **variables, "PORT": str(self.port)}
        if venv:
            environment["VIRTUAL_ENV"] = str(venv)
            environment["PATH"] = os.pathsep.join([str(venv / "bin"), environment.get("PATH", os.defpath)])
        super().__init__(["/bin/sh", "-c", command], folder, environment, folder.parent / APPLICATION_LOG)


def run_to_end(
    command: list[str], folder: Path, environment: Mapping[str, str], seconds: float
) -> tuple[int, str]:
    """Runs a command until it ends, its time is up, or LocalStack is gone; its status and its output."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    _tell_warden("+", process.pid)
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        said += f"\nnot done within {seconds} seconds\n"
    finally:
        _tell_warden("-", process.pid)
    return process.returncode, said


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether somebody listens on a loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


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
