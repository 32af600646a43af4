"""What runs on instances.

An instance has one application, and every port of the instance leads to it: on AWS the proxy of the platform
listens on port 80, or the application itself on the port of the environment's process. Here the application's
real port is a loopback port, told to it by ``PORT`` (whatever the environment's variables say of ``PORT``).
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from localstack import config
from moto.ec2.models import ec2_backends

from .bundles import unpack
from .page import Answer, Page
from .processes import ApplicationProcess

Key = tuple[str, str, str]


@dataclass
class Running:
    """The application of an instance."""

    environment: str
    server: ApplicationProcess | Page


_running: dict[Key, Running] = {}
_lock = threading.Lock()


def start(
    account: str,
    region: str,
    environment: str,
    instance_id: str,
    bundle: bytes | None,
    variables: Mapping[str, str],
) -> None:
    """Runs the bundle on the instance, in place of what ran there: a deployment.

    With a ``web`` line in its Procfile that is a process with the environment's variables; without one, or
    without a bundle, it is a page that answers 200.
    """
    key = account, region, instance_id
    stop(*key)
    folder = _home(key) / "app"
    command = unpack(bundle, folder)
    server = ApplicationProcess(command, folder, variables) if command else Page()
    with _lock:
        _running[key] = Running(environment, server)


def stop(account: str, region: str, instance_id: str) -> None:
    """Ends what runs on the instance, if anything does."""
    with _lock:
        found = _running.pop((account, region, instance_id), None)
    if found:
        found.server.stop()


def stop_environment(account: str, region: str, environment: str) -> None:
    """Ends what runs on the instances of an environment."""
    for key in _of(account, region, environment):
        stop(*key)


def stop_account(account: str | None = None) -> None:
    """Ends everything that runs in an account, or in all of them."""
    for key in _snapshot():
        if account in (None, key[0]):
            stop(*key)


def stop_terminated() -> None:
    """Ends what runs on instances that EC2 has terminated, by whomever."""
    known = _snapshot()
    for account, region in {key[:2] for key in known}:
        reservations = list(ec2_backends[account][region].reservations.values())
        states = {instance.id: instance.state for each in reservations for instance in each.instances}
        for key in known:
            if key[:2] == (account, region) and states.get(key[2]) in ("terminated", "shutting-down"):
                stop(*key)


def port(account: str, region: str, instance_id: str) -> int | None:
    """The loopback port where the instance's application is to be found; None if nothing runs there."""
    found = _running.get((account, region, instance_id))
    return found.server.port if found and found.server.running else None


def logs(account: str, region: str, instance_id: str) -> bytes:
    """What the instance's application has written."""
    log = _home((account, region, instance_id)) / "web.stdout.log"
    return log.read_bytes() if log.exists() else b""


def answer(account: str, region: str, environment: str, wanted: Answer) -> int:
    """Makes the built-in pages of an environment, or of one instance by its id, answer so; their number."""
    keys = _of(account, region, environment) or [(account, region, environment)]
    known = _snapshot()
    pages = [known[key].server for key in keys if key in known]
    for page in pages:
        if isinstance(page, Page):
            page.answer = wanted
    return sum(isinstance(page, Page) for page in pages)


def _snapshot() -> dict[Key, Running]:
    with _lock:
        return dict(_running)


def _of(account: str, region: str, environment: str) -> list[Key]:
    known = _snapshot().items()
    return [key for key, each in known if key[:2] == (account, region) and each.environment == environment]


def _home(key: Key) -> Path:
    return Path(config.dirs.tmp, "instances", *key)
