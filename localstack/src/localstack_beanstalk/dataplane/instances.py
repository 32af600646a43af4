"""What runs on instances.

An instance has one application, and every port of the instance leads to it, but for those that the bundle's
own files have the proxy listen on: on AWS the proxy of the platform
listens on port 80, or the application itself on the port of the environment's process. Here the application's
real port is a loopback port, told to it by ``PORT`` (whatever the environment's variables say of ``PORT``).

A platform's own proxy passes on all requests alike, and so does the load balancer without one. A proxy is run
where the bundle brings files for it, and the server is on this computer.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from localstack import config
from moto.ec2.models import ec2_backends

from . import dependencies, metadata
from .bundles import unpack
from .engine import FETCH_SECRETS, START_PROXY, Engine
from .engine import LOG as ENGINE_LOG
from .metadata import Metadata, Trouble
from .page import Page
from .processes import APPLICATION_LOG, ApplicationProcess
from .proxies.running import NotConfigured, RunningProxy, server_for
from .serving import Answer

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Application:
    """What is to run on an instance: a bundle with the variables of its environment."""

    environment: str
    bundle: bytes | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    #: whether requirements.txt is installed, as the Python platforms do
    has_requirements: bool = False
    #: whether the instance's metadata are told only to those who have asked for a token
    token_required: bool = True
    #: the option ProxyServer
    proxy: str = ""


@dataclass
class Running:
    """The application of an instance. A page asks for no metadata, so it has none."""

    environment: str
    server: ApplicationProcess | Page
    metadata: Metadata | None = None
    proxy: RunningProxy | None = None

    @property
    def front(self) -> ApplicationProcess | Page | RunningProxy:
        """What requests come to."""
        return self.proxy or self.server

    def stop(self) -> None:
        if self.proxy:
            self.proxy.stop()
        self.server.stop()
        if self.metadata:
            self.metadata.stop()


_running: dict[Key, Running] = {}
_lock = threading.Lock()


def start(account: str, region: str, instance_id: str, application: Application) -> None:
    """Runs the application on the instance, in place of what ran there: a deployment.

    With a ``web`` line in its Procfile that is a process with the environment's variables; without one, or
    without a bundle, it is a page that answers 200. When its dependencies cannot be installed, what ran
    there runs on, and ``dependencies.NotInstalled`` is raised. When its files for the proxy are wrong, it
    runs without one, and ``NotConfigured`` is raised.
    """
    key = account, region, instance_id
    engine = Engine(_home(key))
    try:
        venv = _install(engine, application)
    except dependencies.NotInstalled as failure:
        engine.not_installed(str(failure))
        raise
    stop(*key)
    command = unpack(application.bundle, _home(key) / "app")
    if command is None:
        running = Running(application.environment, Page())
    else:
        running = _run(key, command, application, venv)
    try:
        running.proxy = _proxy(key, running, application)
        engine.done()
    except NotConfigured as failure:
        engine.gave_up(START_PROXY, str(failure))
        raise
    finally:
        with _lock:
            _running[key] = running


def _install(engine: Engine, application: Application) -> Path | None:
    if not application.has_requirements or not dependencies.required(application.bundle):
        return None
    engine.installs()
    return dependencies.installed(application.bundle)


def _run(key: Key, command: str, application: Application, venv: Path | None) -> Running:
    service = Metadata(lambda: metadata.facts(*key), application.token_required)
    variables = {metadata.VARIABLE: service.address, **application.variables}
    process = ApplicationProcess(command, _home(key) / "app", variables, venv)
    return Running(application.environment, process, service)


def _proxy(key: Key, running: Running, application: Application) -> RunningProxy | None:
    """The proxy before the application, started after it; None where it would do nothing."""
    bundle = _home(key) / "app"
    server = server_for(application.proxy, bundle)
    if server is None:
        return None
    return RunningProxy(server, _home(key) / "proxy", bundle, running.server.port)


def without_secrets(account: str, region: str, instance_id: str, why: str) -> None:
    """A deployment that ended before it began: what the application needs could not be fetched."""
    Engine(_home((account, region, instance_id))).gave_up(FETCH_SECRETS, why)


def stop(account: str, region: str, instance_id: str) -> None:
    """Ends what runs on the instance, if anything does."""
    with _lock:
        found = _running.pop((account, region, instance_id), None)
    if found:
        found.stop()


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


def port(account: str, region: str, instance_id: str, asked: int = 80) -> int | None:
    """The loopback port that a port of the instance is here; None if nothing runs there."""
    found = _running.get((account, region, instance_id))
    if not found or not found.server.running:
        return None
    own = found.proxy.ports if found.proxy else {}
    return own.get(asked, found.front.port)


def logs(account: str, region: str, instance_id: str) -> dict[str, bytes]:
    """What the instance's application has written, and the platform about its deployment, by file name."""
    home = _home((account, region, instance_id))
    found = {name: home / name for name in (ENGINE_LOG, APPLICATION_LOG)}
    return {name: log.read_bytes() for name, log in found.items() if log.exists()}


def answer(account: str, region: str, environment: str, wanted: Answer) -> int:
    """Makes the built-in pages of an environment, or of one instance by its id, answer so; their number."""
    servers = [found.server for found in _meant(account, region, environment)]
    pages = [server for server in servers if isinstance(server, Page)]
    for page in pages:
        page.answer = wanted
    return len(pages)


def trouble(account: str, region: str, environment: str, wanted: Trouble) -> int:
    """Makes the metadata services of an environment, or of one instance by its id, so; their number."""
    services = [found.metadata for found in _meant(account, region, environment) if found.metadata]
    for service in services:
        service.trouble = wanted
    return len(services)


def _meant(account: str, region: str, environment: str) -> list[Running]:
    keys = _of(account, region, environment) or [(account, region, environment)]
    known = _snapshot()
    return [known[key] for key in keys if key in known]


def _snapshot() -> dict[Key, Running]:
    with _lock:
        return dict(_running)


def _of(account: str, region: str, environment: str) -> list[Key]:
    known = _snapshot().items()
    return [key for key, each in known if key[:2] == (account, region) and each.environment == environment]


def _home(key: Key) -> Path:
    return Path(config.dirs.tmp, "instances", *key)
