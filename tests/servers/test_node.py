"""Express behind the platform's servers, with the scaffolded health check."""

import contextlib
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import venvs

from .conftest import Scaffold
from .running import free_port, listening, proxy, running
from .wire import ask

EXPRESS = Path(__file__).resolve().parent / "express"
CLIENT = "203.0.113.9"
NETWORK = """
[application]
name = "shop"
[environment]
name = "shop-test"
[load-balancer]
type = "network"
"""
Site = Callable[..., int]


@pytest.fixture(scope="session")
def modules() -> Path:
    """Express, installed once by its lock and kept in the cache."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("there is no Node.js here")
    lock = (EXPRESS / "package-lock.json").read_bytes()
    home = venvs.cache() / f"express-{hashlib.sha256(lock).hexdigest()[:12]}"
    with venvs.alone(home.with_suffix(".lock")):
        if not (home / "complete").exists():
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(EXPRESS, home)
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=home, check=True)
            (home / "complete").touch()
    return home / "node_modules"


@contextlib.contextmanager
def express(bundle: Path, modules: Path, folder: Path, **more: str) -> Iterator[int]:
    """The application with a bundle's health check; its port."""
    port = free_port()
    given = {"NODE_PATH": str(modules), "HEALTH": str(bundle / "ebdeploy-health.cjs"), **more}
    with running(["node", str(EXPRESS / "server.cjs")], folder, port, **given):
        yield port


@pytest.fixture
def site(scaffold: Scaffold, server: str, modules: Path, tmp_path: Path) -> Iterator[Site]:
    bundle = scaffold("--app", "node", "--proxy", server)
    with contextlib.ExitStack() as ending:

        def start(**more: str) -> int:
            port = ending.enter_context(express(bundle, modules, tmp_path, **more))
            return ending.enter_context(proxy(server, bundle, port, tmp_path))

        yield start


def test_the_health_check_answers_both_spellings_and_nobody_is_to_keep_its_answer(site: Site) -> None:
    port = site()
    for target in ("/health", "/health/", "/health?full=1"):
        answer = ask(port, target, by=None, host="10.0.3.7")
        assert (answer.status, json.loads(answer.body)) == (200, {"fine": "ok"})
        assert answer.headers["cache-control"] == "no-store"


def test_a_check_that_fails_makes_it_ill_and_its_words_are_for_the_log_alone(
    site: Site, tmp_path: Path
) -> None:
    answer = ask(site(BROKEN="1"), "/health", by=None)
    assert (answer.status, json.loads(answer.body)) == (503, {"fine": "ok", "broken": "failed"})
    logs = "".join(log.read_text() for log in tmp_path.glob("*.log"))
    assert "health check broken: the password is hunter2" in logs


def test_a_check_that_never_ends_is_not_waited_for(site: Site) -> None:
    answer = ask(site(SILENT="1"), "/health", by=None)
    assert (answer.status, json.loads(answer.body)["silent"]) == (503, "failed")


def test_express_knows_the_client_and_what_it_came_by(site: Site) -> None:
    port = site()
    told = json.loads(ask(port, "/a", by="https", X_Forwarded_For=CLIENT).body)
    assert told == {"protocol": "https", "secure": True, "ip": CLIENT}
    # what a client says of itself, the load balancer puts its own address behind
    forged = json.loads(ask(port, "/a", by="https", X_Forwarded_For=f"198.51.100.1, {CLIENT}").body)
    assert forged["ip"] == CLIENT


def test_what_came_by_http_does_not_get_to_express(site: Site) -> None:
    answer = ask(site(), "/a?b")
    assert (answer.status, answer.location) == (301, "https://shop.example.com/a?b")


def test_behind_a_network_load_balancer_too_express_knows_the_client(
    scaffold: Scaffold, server: str, modules: Path, tmp_path: Path
) -> None:
    bundle = scaffold("--app", "node", "--proxy", server, file=NETWORK)
    with express(bundle, modules, tmp_path) as port, listening(server, bundle, port, tmp_path) as ports:
        # which is not what a client says of itself, and here the address that it comes from
        for forged in ({}, {"X_Forwarded_For": f"198.51.100.1, {CLIENT}"}):
            told = json.loads(ask(ports[8443], "/a", by="http", source="127.0.0.2", **forged).body)
            assert told == {"protocol": "https", "secure": True, "ip": "127.0.0.2"}
