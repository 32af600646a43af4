"""What Elastic Beanstalk remembers, for each account and Region."""

import datetime
import secrets
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from localstack.aws.api import RequestContext

from . import errors
from .environment import Environment
from .platforms import Platform
from .settings import Key

#: AWS keeps events for six weeks; here the memory of a long-lived process is what bounds them
EVENTS_KEPT = 50_000
TERMINATED_KEPT = 500
SEVERITIES = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass
class Version:
    """An application version."""

    application: str
    label: str
    arn: str
    description: str | None
    bundle: dict[str, str]
    status: str
    created: datetime.datetime = field(default_factory=now)
    updated: datetime.datetime = field(default_factory=now)
    build: dict[str, str] = field(default_factory=dict)
    #: what its .ebextensions set, once it is processed
    extensions: dict[Key, str] | None = None


@dataclass
class SavedConfiguration:
    """A configuration template: settings saved under a name."""

    application: str
    name: str
    description: str | None
    platform: Platform
    settings: dict[Key, str]
    created: datetime.datetime = field(default_factory=now)
    updated: datetime.datetime = field(default_factory=now)


@dataclass
class Application:
    """An application, with its versions and saved configurations by name."""

    name: str
    arn: str
    description: str | None
    lifecycle: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    templates: dict[str, SavedConfiguration] = field(default_factory=dict)
    created: datetime.datetime = field(default_factory=now)
    updated: datetime.datetime = field(default_factory=now)


@dataclass(frozen=True)
class Event:
    """One event. Its number tells it apart from events of the same moment."""

    number: int
    date: datetime.datetime
    message: str
    severity: str
    application: str
    environment: str | None = None
    environment_id: str | None = None
    version: str | None = None
    template: str | None = None
    platform_arn: str | None = None
    #: AWS gives the events about health none
    request_id: str | None = None


class Store:
    """One account in one Region.

    Its lock guards the maps, each environment has a lock of its own, and events have one: they are taken in
    this order, never the other way round.
    """

    def __init__(self, account: str, region: str) -> None:
        self.account = account
        self.region = region
        self.lock = threading.RLock()
        self.applications: dict[str, Application] = {}
        self.environments: dict[str, Environment] = {}
        self.tags: dict[str, dict[str, str]] = {}
        self._events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self._numbers = 0
        self._recording = threading.Lock()

    def arn(self, kind: str, name: str) -> str:
        return f"arn:aws:elasticbeanstalk:{self.region}:{self.account}:{kind}/{name}"

    def record(self, message: str, severity: str, application: str, **about: str | None) -> None:
        """Adds an event; events are recorded in the order of their dates."""
        with self._recording:
            self._numbers += 1
            self._events.append(Event(self._numbers, now(), message, severity, application, **about))

    def events(self) -> list[Event]:
        """The events, the newest first."""
        with self._recording:
            return list(reversed(self._events))

    def application(self, name: str) -> Application:
        if name not in self.applications:
            raise errors.no_application(name)
        return self.applications[name]

    def version(self, application: str, label: str) -> Version:
        found = self.application(application).versions.get(label)
        if found is None:
            raise errors.no_version(label)
        return found

    def usable_version(self, application: str, label: str) -> Version:
        """The version, if it can be deployed: one that is being processed, or has failed to be, cannot."""
        version = self.version(application, label)
        if version.status not in ("PROCESSED", "UNPROCESSED"):
            raise errors.unusable_version(label, version.status)
        return version

    def environment(self, name: str | None = None, identifier: str | None = None) -> Environment:
        """The environment that a request means; terminated ones are not found."""
        if not name and not identifier:
            raise errors.missing("You must specify either an EnvironmentId or an EnvironmentName.")
        with self.lock:
            for environment in self.living():
                if environment.id == identifier if identifier else environment.name == name:
                    return environment
        raise errors.no_environment(name, identifier)

    def add(self, environment: Environment) -> None:
        """Adds an environment, and forgets the oldest of very many terminated ones."""
        gone = [each.id for each in self.environments.values() if each.status == "Terminated"]
        for identifier in gone[: max(0, len(gone) - TERMINATED_KEPT)]:
            del self.environments[identifier]
        self.environments[environment.id] = environment

    def living(self) -> Iterator[Environment]:
        """The environments that are not terminated."""
        return (e for e in list(self.environments.values()) if e.status != "Terminated")


_stores: dict[tuple[str, str], Store] = {}
_lock = threading.Lock()


def store(context: RequestContext) -> Store:
    """The store of the account and Region that a request comes from."""
    return store_of(context.account_id, context.region)


def store_of(account: str, region: str) -> Store:
    with _lock:
        if (account, region) not in _stores:
            _stores[account, region] = Store(account, region)
        return _stores[account, region]


def every_store() -> list[Store]:
    with _lock:
        return list(_stores.values())


def forget(account: str) -> list[Store]:
    """Drops the stores of an account, and returns them: their environments may still be at work."""
    with _lock:
        return [_stores.pop(key) for key in list(_stores) if key[0] == account]


def token(length: int = 10) -> str:
    """Part of a name as Elastic Beanstalk makes them."""
    return "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(length))
