"""What botocore's service model says of a request's values: enumerations, ranges, lengths, patterns.

AWS services answer a value outside these with ``ValidationError`` and one text that lists every violation.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

#: AWS writes its patterns for Java; these classes are spelt otherwise in Python
_CLASSES = {r"\p{L}": r"\w", r"\p{Z}": r"\s", r"\p{N}": r"\d"}


def violations(shape: Shape, value: Any) -> str | None:
    """AWS's text about the values that the shape does not allow, or None."""
    found = list(_violations(shape, value, ""))
    if not found:
        return None
    plural = "" if len(found) == 1 else "s"
    return f"{len(found)} validation error{plural} detected: {'; '.join(found)}"


def _violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if value is None:
        return
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield from _violations(member, value.get(name), f"{path}.{_lower_camel(name)}".lstrip("."))
        return
    if isinstance(shape, MapShape):
        for key, item in value.items():
            yield from _violations(shape.value, item, f"{path}.{key}.member")
        return
    rule = _broken_rule(shape, value)
    if rule:
        yield f"Value '{value}' at '{path}' failed to satisfy constraint: Member must {rule}"
    if isinstance(shape, ListShape):
        for number, item in enumerate(value, start=1):
            yield from _violations(shape.member, item, f"{path}.{number}.member")


def _broken_rule(shape: Shape, value: Any) -> str | None:
    facts = shape.metadata
    if "enum" in facts and value not in facts["enum"]:
        return f"satisfy enum value set: [{', '.join(facts['enum'])}]"
    size, what = (len(value), "length") if hasattr(value, "__len__") else (value, "value")
    if isinstance(size, bool) or not isinstance(size, int | float):
        return None
    if "min" in facts and size < facts["min"]:
        return f"have {what} greater than or equal to {facts['min']}"
    if "max" in facts and size > facts["max"]:
        return f"have {what} less than or equal to {facts['max']}"
    if "pattern" in facts and isinstance(value, str) and not _pattern(facts["pattern"]).fullmatch(value):
        return f"satisfy regular expression pattern: {facts['pattern']}"
    return None


@cache
def _pattern(java: str) -> re.Pattern[str]:
    for theirs, ours in _CLASSES.items():
        java = java.replace(theirs, ours)
    return re.compile(java)


def _lower_camel(name: str) -> str:
    return name[:1].lower() + name[1:]
