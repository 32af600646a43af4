"""Pages of a listing."""

import base64
import binascii
from typing import Any

from .errors import invalid
from .state import Shape

#: the most that a page holds
PAGE = 400


def page(request: Shape, member: str, items: list[Any]) -> Shape:
    """The page of ``items`` that a request's Marker and PageSize ask for."""
    start = _decode(request["Marker"]) if request.get("Marker") else 0
    end = start + (request.get("PageSize") or PAGE)
    answer: Shape = {member: items[start:end]}
    if end < len(items):
        answer["NextMarker"] = base64.urlsafe_b64encode(f"after {end}".encode()).decode()
    return answer


def _decode(marker: str) -> int:
    try:
        word, _, number = base64.urlsafe_b64decode(marker.encode()).decode().partition(" ")
        if word == "after":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise invalid(f"The marker '{marker}' is not valid")
