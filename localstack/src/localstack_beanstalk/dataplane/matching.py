"""Whether a request meets the conditions of a rule."""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.datastructures import Headers

Shape = dict[str, Any]


@dataclass(frozen=True)
class Incoming:
    """A request as a load balancer sees it. ``path`` and ``query`` are as they came, not decoded."""

    method: str
    protocol: str
    host: str
    port: int
    path: str
    query: str
    headers: Headers
    body: bytes
    client: str


def meets(conditions: list[Shape], request: Incoming) -> bool:
    """Whether the request meets all conditions; of each, one value is enough."""
    return all(_meets(condition, request) for condition in conditions)


def _meets(condition: Shape, request: Incoming) -> bool:
    match condition["Field"]:
        case "path-pattern":
            return any(like(value, request.path) for value in condition["PathPatternConfig"]["Values"])
        case "host-header":
            host = request.host.lower()
            return any(like(value.lower(), host) for value in condition["HostHeaderConfig"]["Values"])
        case "http-request-method":
            return request.method in condition["HttpRequestMethodConfig"]["Values"]
        case "http-header":
            config = condition["HttpHeaderConfig"]
            found = [value.lower() for value in request.headers.getlist(config["HttpHeaderName"])]
            return any(like(wanted.lower(), value) for wanted in config["Values"] for value in found)
        case "query-string":
            return any(_has_pair(pair, request.query) for pair in condition["QueryStringConfig"]["Values"])
        case "source-ip":
            client = ipaddress.ip_address(request.client)
            networks = condition["SourceIpConfig"]["Values"]
            return any(client in ipaddress.ip_network(network) for network in networks)
    return False


def like(pattern: str, text: str, escapes: bool = False) -> bool:
    """Whether a text is like a pattern: ``*`` is any number of characters, ``?`` is one.

    With ``escapes``, a backslash before either makes it stand for itself.
    """
    return _compiled(pattern, escapes).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str, escapes: bool) -> re.Pattern[str]:
    wild = {"*": ".*", "?": "."}
    parts = re.findall(r"\\[*?]|." if escapes else ".", pattern, re.DOTALL)
    regex = (wild.get(part) or re.escape(part if len(part) == 1 else part[1]) for part in parts)
    return re.compile("".join(regex), re.DOTALL)


def _has_pair(wanted: Shape, query: str) -> bool:
    """Keys and values are compared without regard to case (ALB guide, "Query string conditions")."""
    pairs = [part.partition("=") for part in query.split("&") if part]
    return any(
        like(wanted["Value"].lower(), unquote_plus(value).lower(), escapes=True)
        for key, _, value in pairs
        if not wanted.get("Key") or like(wanted["Key"].lower(), unquote_plus(key).lower(), escapes=True)
    )
