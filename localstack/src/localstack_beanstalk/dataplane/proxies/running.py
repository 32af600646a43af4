"""A proxy that runs: in front of one instance's application, and ended with it."""

import time
from pathlib import Path

from ..processes import Process, free_port, listens, run_to_end
from . import layout

#: how long a server may take to read its files
LONGEST_SECONDS = 30


class NotConfigured(Exception):
    """The server does not take the bundle's files; the text is what it has said."""


class RunningProxy(Process):
    """A server in front of a port."""

    def __init__(self, server: str, folder: Path, bundle: Path, application: int) -> None:
        """Tests its files, as the platform does before it takes them over, and starts it."""
        self.port = free_port()
        proxy = layout.laid_out(server, folder, bundle, self.port, application)
        #: of each port of the instance that it listens on
        self.ports = proxy.ports
        status, said = run_to_end(proxy.test, folder, {}, LONGEST_SECONDS)
        if status != 0:
            raise NotConfigured(said)
        super().__init__(proxy.run, folder, {}, folder / "logs/output.log")
        deadline = time.monotonic() + LONGEST_SECONDS
        while self.running and not listens(self.port) and time.monotonic() < deadline:
            time.sleep(0.02)


def server_for(wanted: str, bundle: Path) -> str | None:
    """The server to run in front of a bundle's application; None where it would pass on all requests alike.

    ``wanted`` is the option ProxyServer: nginx unless it says otherwise.
    """
    server = wanted or "nginx"
    if server not in layout.IN_BUNDLE or not layout.brought(server, bundle):
        return None
    return server if layout.program(server) else None
