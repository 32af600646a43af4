"""Pages of long answers: MaxRecords and NextToken."""

from collections.abc import Sequence
from typing import Any, TypeVar

from .. import errors

T = TypeVar("T")


def page(items: Sequence[T], request: Any, default: int | None = None) -> tuple[list[T], dict[str, str]]:
    """The items of the page that the request asks for, and the ``NextToken`` member if there are more."""
    start = _start(request.get("NextToken"))
    size = request.get("MaxRecords") or default or len(items) or 1
    more = {"NextToken": str(start + size)} if start + size < len(items) else {}
    return list(items[start : start + size]), more


def _start(token: str | None) -> int:
    if not token:
        return 0
    if not token.isascii() or not token.isdigit():
        raise errors.invalid(f"Invalid NextToken: {token}")
    return int(token)
