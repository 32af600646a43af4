"""Bundles with scaffolded files, and the servers before an application that says what it was asked."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ci.conftest import account, binary, control, endpoint  # noqa: F401

from localstack_beanstalk.dataplane.proxies import layout

from . import echo
from .running import free_port, proxy, running

SERVERS = ("apache", "nginx")
#: puts files into a folder by `ebdeploy scaffold` with these arguments
Scaffold = Callable[..., Path]
#: runs a server before the application, with files scaffolded with these arguments; its port
Serve = Callable[..., int]


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest) -> str:
    """Each server in turn."""
    name = str(request.param)
    assert layout.program(name), f"{name} is not on this computer: install Debian's apache2 and nginx"
    return name


@pytest.fixture
def scaffold(binary: Path, tmp_path: Path) -> Scaffold:  # noqa: F811
    bundle = tmp_path / "bundle"
    bundle.mkdir()

    def write(*arguments: str, file: str | None = None) -> Path:
        command = [str(binary), "scaffold", "--yes", "--into", str(bundle), *arguments]
        if file is not None:
            (tmp_path / "shop.toml").write_text(file)
            command.append(str(tmp_path / "shop.toml"))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return bundle

    return write


@pytest.fixture
def serve(scaffold: Scaffold, server: str, tmp_path: Path) -> Iterator[Serve]:
    with contextlib.ExitStack() as ending:

        def start(*arguments: str, file: str | None = None) -> int:
            bundle = scaffold("--app", "node", "--proxy", server, *arguments, file=file)
            application = free_port()
            ending.enter_context(running([sys.executable, echo.__file__], tmp_path, application))
            return ending.enter_context(proxy(server, bundle, application, tmp_path))

        yield start
