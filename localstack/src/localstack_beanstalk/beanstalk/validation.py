"""Checks option settings as AWS does: each by the catalogue, then all together by rules."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import catalogue, errors
from .rules import RULES
from .settings import ENVIRONMENT, Configuration, Key, Settings

#: options whose enumeration the API does not enforce
UNCHECKED = {"EnableSpot", "MonitoringInterval"}


@dataclass(frozen=True)
class Problem:
    """One thing that AWS would refuse."""

    key: Key
    reason: str

    def describe(self) -> dict[str, Any]:
        """AWS's ValidationMessage."""
        names = {"Namespace": self.key.namespace, "OptionName": self.key.name}
        return {"Message": self.reason, "Severity": "error", **names}


def check(configuration: Configuration, given: Settings, before: Configuration | None = None) -> None:
    """Refuses settings that AWS refuses, with the first problem."""
    for problem in problems(configuration, given, before):
        raise errors.configuration(problem.reason)


def problems(
    configuration: Configuration, given: Settings, before: Configuration | None = None
) -> Iterator[Problem]:
    """What is wrong with the given settings, and with the state that they would lead to."""
    wrong = [
        problem for key, value in given.items() for problem in _value_problems(key, value, configuration)
    ]
    yield from wrong
    if before is not None:
        yield from _create_only(configuration, before)
    if not wrong:  # the rules read values, which therefore must make sense
        for rule in RULES:
            for key, reason in rule(configuration):
                yield Problem(key, _invalid(key, configuration.merged.get(key), reason))


def unknown(keys: Iterable[Key], platform: str) -> Iterator[Problem]:
    """Options that do not exist."""
    for key in keys:
        if not key.name or catalogue.find(key.namespace, key.name, platform) is None:
            named = f"(Namespace: '{key.namespace}', OptionName: '{key.name}')"
            yield Problem(key, f"Invalid option specification {named}: Unknown configuration setting.")


def _value_problems(key: Key, value: str, configuration: Configuration) -> Iterator[Problem]:
    found = list(unknown([key], configuration.platform))
    yield from found
    option = catalogue.find(key.namespace, key.name, configuration.platform)
    # an empty value is none: clients send it to say that there is nothing to say
    if option and value and not found and (reason := _broken_limit(option, value)):
        yield Problem(key, _invalid(key, value, reason))


def _broken_limit(option: catalogue.Option, value: str) -> str | None:
    if option.enum and option.name not in UNCHECKED and (reason := _broken_enumeration(option, value)):
        return reason
    if option.min is not None or option.max is not None:
        return _broken_range(option, value)
    if option.max_length is not None and len(value) > option.max_length:
        return f"Value exceeds the maximum allowed length: {option.max_length}"
    if option.regex and not re.search(option.regex, value):
        return f"Value does not satisfy regex: '{option.regex}'"
    return None


def _broken_enumeration(option: catalogue.Option, value: str) -> str | None:
    items = value.split(",") if option.type == "CommaSeparatedList" else [value]
    allowed = option.enum if option.case_sensitive else [one.lower() for one in option.enum]
    for item in items:
        if (item.strip() if option.case_sensitive else item.strip().lower()) not in allowed:
            return f"Value is not one of the allowed values: [{', '.join(option.enum)}]"
    return None


def _broken_range(option: catalogue.Option, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Value is not a number"  # the text is assumed
    if option.min is not None and number < option.min:
        return f"Value is less than minimum allowed value: {option.min:g}"
    if option.max is not None and number > option.max:
        return f"Value exceeds maximum allowed value: {option.max:g}"
    # a fraction where AWS counts is refused; only prices may have one
    if (
        not number.is_integer()
        and float(option.max or 0).is_integer()
        and float(option.min or 0).is_integer()
    ):
        return "Value is not a number"
    return None


def _create_only(configuration: Configuration, before: Configuration) -> Iterator[Problem]:
    key = Key(ENVIRONMENT, "LoadBalancerType")
    balanced = "single" not in (configuration.kind, before.kind)
    if balanced and configuration.kind != before.kind:
        text = "LoadBalancer type option cannot be changed."
        yield Problem(key, _invalid(key, configuration.merged.get(key), text))
    for option in catalogue.options():
        fixed = Key(option.namespace, option.name)
        if option.create_only and fixed != key and _differs(fixed, configuration, before):
            # AWS documents that it cannot be changed; the text is assumed to be like the one above
            reason = f"{option.name} option cannot be changed."
            yield Problem(fixed, _invalid(fixed, configuration.merged.get(fixed), reason))


def _differs(key: Key, configuration: Configuration, before: Configuration) -> bool:
    return configuration.value(*key[:2]).lower() != before.value(*key[:2]).lower()


def _invalid(key: Key, value: str | None, reason: str) -> str:
    shown = "null" if value is None else value
    return (
        f"Invalid option value: '{shown}' (Namespace: '{key.namespace}', OptionName: '{key.name}'): {reason}"
    )
