"""Servers that run for as long as a test needs them, and are ended by the process that was started."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from localstack_beanstalk.dataplane.proxies import layout

PATIENCE_SECONDS = 60


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: list[str], folder: Path, port: int, **variables: str) -> Iterator[Path]:
    """A command that listens on a port; its log."""
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "PORT": str(port), **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _listens(port):
            assert process.poll() is None, f"it has ended:\n{log.read_text()}"
            assert time.monotonic() < deadline, f"it does not listen:\n{log.read_text()}"
            time.sleep(0.05)
        yield log
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def proxy(server: str, bundle: Path, application: int, folder: Path) -> Iterator[int]:
    """The platform's server with a bundle's files, which it must find no fault with; its port."""
    with listening(server, bundle, application, folder) as ports:
        yield ports[80]


@contextlib.contextmanager
def listening(server: str, bundle: Path, application: int, folder: Path) -> Iterator[dict[int, int]]:
    """The same, with all ports: of each of an instance's the one that it is here."""
    port = free_port()
    laid = layout.laid_out(server, folder / "proxy", bundle, port, application)
    tested = subprocess.run(laid.test, capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr.lower(), tested.stderr
    with running(laid.run, folder, port):
        yield laid.ports


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
