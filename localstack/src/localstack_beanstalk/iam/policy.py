"""What identity policies say of one action on one resource. (IAM user guide, "Policy evaluation logic".)"""

from collections.abc import Iterable
from typing import Any, Literal

from .conditions import Keys, holds
from .patterns import matches

Verdict = Literal["allowed", "not-allowed", "denied"]
Document = dict[str, Any]


def verdict(documents: Iterable[Document], action: str, resource: str, keys: Keys) -> Verdict:
    """An explicit deny comes before any allow, and what nobody allows is not allowed."""
    found: Verdict = "not-allowed"
    for statement in (each for document in documents for each in listed(document.get("Statement"))):
        if not _concerns(statement, action, resource):
            continue
        denies = statement.get("Effect") == "Deny"
        if not holds(statement.get("Condition") or {}, keys, unknown=denies):
            continue
        if denies:
            return "denied"
        found = "allowed"
    return found


def listed(value: Any) -> list[Any]:
    """A member that may be one thing or a list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _concerns(statement: Document, action: str, resource: str) -> bool:
    if "NotAction" in statement:
        acts = not any(matches(each, action, case=False) for each in listed(statement["NotAction"]))
    else:
        acts = any(matches(each, action, case=False) for each in listed(statement.get("Action")))
    if "NotResource" in statement:
        return acts and not any(matches(each, resource) for each in listed(statement["NotResource"]))
    return acts and any(matches(each, resource) for each in listed(statement.get("Resource")))
