"""Condition elements. (IAM user guide, "Condition operators".)

Known are the operators on strings and ARNs, ``Bool`` and ``Null``, with ``IfExists``, ``ForAllValues`` and
``ForAnyValue``. A condition with another operator never lets a statement allow, and always lets it deny.
Values are taken literally: policy variables such as ``${aws:username}`` are not replaced.
"""

from collections.abc import Callable, Mapping
from typing import Any

from .patterns import matches

#: condition keys of a request, in lower case; a key with several values has a list
Keys = Mapping[str, str | list[str]]
Test = Callable[[str, str], bool]


def _equals(wanted: str, value: str) -> bool:
    return wanted == value


def _equals_ignoring_case(wanted: str, value: str) -> bool:
    return wanted.lower() == value.lower()


#: operators, and those that are their contrary
TESTS: dict[str, Test] = {
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_ignoring_case,
    "StringLike": matches,
    "ArnEquals": matches,
    "ArnLike": matches,
    "Bool": _equals_ignoring_case,
}
CONTRARIES = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


def holds(condition: Mapping[str, Mapping[str, Any]], keys: Keys, *, unknown: bool) -> bool:
    """Whether all of a Condition element holds; ``unknown`` is what an unknown operator comes to."""
    return all(
        _holds(operator, _texts(wanted), keys.get(key.lower()), unknown)
        for operator, wanted_by_key in condition.items()
        for key, wanted in wanted_by_key.items()
    )


def _holds(operator: str, wanted: list[str], has: str | list[str] | None, unknown: bool) -> bool:
    quantifier, _, name = operator.rpartition(":")
    values = [has] if isinstance(has, str) else has
    if name == "Null":
        return (values is None) == (wanted == ["true"])
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    contrary = name in CONTRARIES
    test = TESTS.get(CONTRARIES.get(name, name))
    if test is None or quantifier not in ("", "ForAllValues", "ForAnyValue"):
        return unknown
    if values is None:
        # a key that is not there fits no value, and so is unequal to each
        return if_exists or contrary or quantifier == "ForAllValues"

    def one(value: str) -> bool:
        return any(test(each, value) for each in wanted) != contrary

    return all(map(one, values)) if quantifier == "ForAllValues" or contrary else any(map(one, values))


def _texts(wanted: Any) -> list[str]:
    values = wanted if isinstance(wanted, list) else [wanted]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
