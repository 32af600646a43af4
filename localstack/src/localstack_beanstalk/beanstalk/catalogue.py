"""The option settings that Elastic Beanstalk knows: names, types, limits, defaults, severities."""

import json
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

#: namespaces whose options are not in the catalogue, and are taken as they come
OPEN_NAMESPACES = ("aws:elasticbeanstalk:customoption", "aws:cloudformation:template:resource:property")


@dataclass(frozen=True)
class Option:
    """One option; ``*`` in its namespace or name stands for what a user names."""

    namespace: str
    name: str
    type: str = "Scalar"
    default: str | None = None
    default_by_kind: dict[str, str] = field(default_factory=dict)
    enum: tuple[str, ...] = ()
    case_sensitive: bool = False
    min: float | None = None
    max: float | None = None
    max_length: int | None = None
    regex: str | None = None
    severity: str | None = None
    resource: str | None = None
    platform: str | None = None
    create_only: bool = False
    #: the kinds of environment that list it though nobody set it
    listed: tuple[str, ...] = ()

    def default_in(self, kind: str) -> str | None:
        """The default in an environment of that kind."""
        return self.default_by_kind.get(kind, self.default)


@cache
def options() -> tuple[Option, ...]:
    """Every option of the catalogue."""
    rows = json.loads(resources.files(__package__).joinpath("catalogue.json").read_text())
    return tuple(_option(row) for row in rows)


def _option(row: dict[str, Any]) -> Option:
    frozen: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    return Option(**frozen)


@lru_cache(maxsize=4096)
def find(namespace: str, name: str, platform: str = "") -> Option | None:
    """The option of that name; an exact one before one with a placeholder."""
    if namespace.lower().startswith(OPEN_NAMESPACES):
        return Option(namespace, name)
    candidates = [
        option
        for option in options()
        if matches(option.namespace, namespace)
        and option.name in (name, "*")
        and option.platform in (None, "", platform or option.platform)
    ]
    return min(candidates, key=lambda option: (option.name == "*", "*" in option.namespace), default=None)


@lru_cache(maxsize=4096)
def spelt(namespace: str) -> str:
    """The namespace as the catalogue spells it: AWS compares namespaces without regard to case."""
    for known in _namespaces():
        if "*" not in known and known.lower() == namespace.lower():
            return known
    for known in _namespaces():
        if matches(known, namespace):
            prefix = known.rstrip("*")
            return prefix + namespace[len(prefix) :]
    return namespace


def matches(pattern: str, namespace: str) -> bool:
    """Whether the namespace is, or is one of, those the pattern stands for."""
    return bool(_expression(pattern).fullmatch(namespace))


@cache
def _namespaces() -> tuple[str, ...]:
    return tuple(sorted({option.namespace for option in options()}))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    # listeners are named by port, everything else by any name
    wild = r"\\d{1,5}" if ":listener:" in pattern else ".+"
    return re.compile(re.sub(r"\\\*", wild, re.escape(pattern)), re.IGNORECASE)
