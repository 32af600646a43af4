"""The example as an instance runs it: its bundle, unpacked, by the command in the Procfile."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bundle

from .metadata import metadata_service

#: the instance's own, by which a load balancer asks
ADDRESS = "10.0.3.7"
#: the name that its visitors know
NAME = "shop.example.com"
VARIABLES = {
    "DJANGO_SETTINGS_MODULE": "shop.settings.aws",
    "SECRET_KEY": "kept-by-nobody-since-it-is-only-for-tests-and-of-fifty-letters",
    "ALLOWED_HOSTS": f"{NAME}, .elasticbeanstalk.com",
}
PATIENCE_SECONDS = 60


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


class Site:
    """A running Procfile."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self._log = folder / "web.stdout.log"
        self.port = _free_port()
        unpacked = folder / "app"
        bundle.make(folder / "bundle.zip")
        with zipfile.ZipFile(folder / "bundle.zip") as archive:
            archive.extractall(unpacked)
        command = re.sub(r"^web: ", "", (unpacked / "Procfile").read_text())
        programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=unpacked,
                env={"PATH": programs, "PORT": str(self.port), **variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self._log.read_text()

    @property
    def status(self) -> int | None:
        """What the command ended with; None while it runs."""
        return self._process.poll()

    @property
    def listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except ConnectionRefusedError:
            return False
        return True

    def wait(self) -> None:
        """Until it listens or has ended."""
        self._wait(lambda: self.listens or self.status is not None, "it neither listens nor ends")

    def wait_for_log(self, line: str) -> None:
        """A request is answered first and logged then."""
        self._wait(lambda: line in self.log, f"{line} was not logged")

    def _wait(self, until: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not until():
            if time.monotonic() > deadline:
                raise AssertionError(f"{otherwise}:\n{self.log}")
            time.sleep(0.05)

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            os.killpg(self._process.pid, signal.SIGKILL)  # who waits for a slow service
        self._process.wait()

    def get(
        self, path: str, host: str = ADDRESS, https: bool = False, accept: str = "", timeout: float = 30
    ) -> Answer:
        """What a request comes to; unless told otherwise it is a load balancer's health check."""
        headers = {"Host": host}
        if https:
            headers["X-Forwarded-Proto"] = "https"
        if accept:
            headers["Accept"] = accept
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(connection):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())

    def visit(self, path: str = "/") -> Answer:
        """What somebody sees who comes by HTTPS, through the load balancer."""
        return self.get(path, NAME, https=True)

    def components(self) -> Answer:
        """A health check by somebody who reads the components."""
        return self.get("/health", accept="application/json")


@contextlib.contextmanager
def site(without: str | None = None, **variables: str) -> Iterator[Site]:
    """The example with these variables more, or without one, on an instance with a metadata service."""
    with tempfile.TemporaryDirectory() as folder, metadata_service(ADDRESS) as service:
        given = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": service.url, **VARIABLES, **variables}
        given.pop(without or "", None)
        running = Site(Path(folder), given)
        try:
            running.wait()
            yield running
        finally:
            running.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
