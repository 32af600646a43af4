"""Option settings: what was given, in layers, and what they come to together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import catalogue

ENVIRONMENT = "aws:elasticbeanstalk:environment"
VARIABLES = "aws:elasticbeanstalk:application:environment"
SECRETS = "aws:elasticbeanstalk:application:environmentsecrets"
PROCESS = "aws:elasticbeanstalk:environment:process:"
LISTENER = "aws:elbv2:listener:"
RULE = "aws:elbv2:listenerrule:"
BALANCER = "aws:elbv2:loadbalancer"
CLASSIC = "aws:elb:loadbalancer"
CLASSIC_LISTENER = "aws:elb:listener"
SQSD = "aws:elasticbeanstalk:sqsd"
PROXY = "aws:elasticbeanstalk:environment:proxy"
LAUNCH = "aws:autoscaling:launchconfiguration"
GROUP = "aws:autoscaling:asg"
TRIGGER = "aws:autoscaling:trigger"
INSTANCES = "aws:ec2:instances"
VPC = "aws:ec2:vpc"
HEALTH = "aws:elasticbeanstalk:healthreporting:system"
COMMAND = "aws:elasticbeanstalk:command"
SPLITTING = "aws:elasticbeanstalk:trafficsplitting"
PARAMETER = "aws:cloudformation:template:parameter"
SCHEDULED = "aws:autoscaling:scheduledaction"


class Key(NamedTuple):
    """What names a setting. The resource tells apart what may be there several times: scheduled actions."""

    namespace: str
    name: str
    resource: str = ""


Settings = Mapping[Key, str]


def given(option_settings: Iterable[Mapping[str, Any]]) -> dict[Key, str]:
    """The settings of a request."""
    return {_key(setting): setting.get("Value") or "" for setting in option_settings}


def specified(option_specifications: Iterable[Mapping[str, Any]]) -> set[Key]:
    """The options that a request names without values."""
    return {_key(option) for option in option_specifications}


def _key(setting: Mapping[str, Any]) -> Key:
    namespace = catalogue.spelt(setting.get("Namespace") or "")
    resource = setting.get("ResourceName") or "" if namespace == SCHEDULED else ""
    return Key(namespace, setting.get("OptionName") or "", resource)


@dataclass(frozen=True)
class Able:
    """What a version of a platform can do that older ones cannot."""

    fetches_secrets: bool = True
    finds_json_keys: bool = True


@dataclass(frozen=True)
class Configuration:
    """The merged state: the defaults, and over them the layers, the strongest last.

    The layers are the bundle's .ebextensions, the saved configuration, and what API calls set directly.
    """

    layers: tuple[Settings, ...]
    #: the language of the platform, as the catalogue names platforms
    platform: str = ""
    tier: str = "WebServer"
    able: Able = Able()
    merged: Settings = field(init=False)

    def __post_init__(self) -> None:
        merged: dict[Key, str] = {}
        for layer in self.layers:
            merged |= layer
        object.__setattr__(self, "merged", merged)

    def value(self, namespace: str, name: str) -> str:
        """The value that holds, or its default; "" when there is neither."""
        key = Key(namespace, name)
        if key in self.merged:
            return self.merged[key]
        option = catalogue.find(namespace, name, self.platform)
        return (option.default_in(self.kind) if option else "") or ""

    def is_on(self, namespace: str, name: str) -> bool:
        return self.value(namespace, name).lower() == "true"

    def items(self, namespace: str, name: str) -> list[str]:
        """The items of a comma-separated list."""
        return [item.strip() for item in self.value(namespace, name).split(",") if item.strip()]

    def number(self, namespace: str, name: str) -> int:
        """A number; given empty it is its default."""
        option = catalogue.find(namespace, name, self.platform)
        return int(self.value(namespace, name) or (option.default_in(self.kind) if option else "") or 0)

    @property
    def kind(self) -> str:
        """``worker``, ``single``, ``classic``, ``application`` or ``network``."""
        if self.tier == "Worker":
            return "worker"
        single = self.merged.get(Key(ENVIRONMENT, "EnvironmentType"), "").lower() == "singleinstance"
        # The guide and a recorded answer of the API give classic as the default type; a newer page says
        # that it is application. The documented one holds here: a client had better say what it wants.
        return (
            "single" if single else self.merged.get(Key(ENVIRONMENT, "LoadBalancerType"), "classic").lower()
        )

    def named(self, prefix: str) -> list[str]:
        """The names that a user gave in the namespaces with that prefix, the default one included."""
        names = {key.namespace[len(prefix) :] for key in self.merged if key.namespace.startswith(prefix)}
        return sorted(names | ({"default"} if prefix != RULE else set()))

    def variables(self) -> dict[str, str]:
        """The environment variables of the application."""
        return {key.name: value for key, value in self.merged.items() if key.namespace == VARIABLES}

    def secrets(self) -> dict[str, str]:
        """The variables whose values instances fetch, and the ARNs of those."""
        return {key.name: value for key, value in self.merged.items() if key.namespace == SECRETS and value}

    def listed(self) -> Iterator[tuple[Key, str | None]]:
        """Every option that AWS lists for the environment, with its value, or None where it shows none."""
        keys = set(self.merged)
        for option in catalogue.options():
            if self._lists(option):
                keys |= {Key(namespace, option.name) for namespace in self._namespaces(option.namespace)}
        for key in sorted(keys):
            yield key, self.merged[key] if key in self.merged else self.value(key.namespace, key.name) or None

    def _lists(self, option: catalogue.Option) -> bool:
        kinds = {"worker", "single"} if self.kind == "worker" else {self.kind}
        here = bool(kinds.intersection(option.listed))
        return here and option.name != "*" and option.platform in (None, self.platform)

    def _namespaces(self, pattern: str) -> list[str]:
        if not pattern.endswith("*"):
            return [pattern]
        prefix = pattern[:-1]
        return [prefix + name for name in self.named(prefix) if name != "default"]
