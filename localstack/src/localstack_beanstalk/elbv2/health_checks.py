"""Health check settings of target groups: defaults and rules by protocol (ELBv2 API reference)."""

import re

from .errors import HEALTH_PROTOCOL_FIXED, invalid
from .state import Shape

HTTP = ("HTTP", "HTTPS")
#: protocol of the group -> protocols that its checks may have
CHECK_PROTOCOLS = {
    "HTTP": HTTP,
    "HTTPS": HTTP,
    "TCP": ("TCP", *HTTP),
    "TLS": ("TCP", *HTTP),
    "UDP": ("TCP", *HTTP),
    "TCP_UDP": ("TCP", *HTTP),
}
#: (group is HTTP, check is HTTP) -> seconds after which a check has failed
TIMEOUTS = {(True, True): 5, (False, True): 6, (False, False): 10}
#: group is HTTP -> codes that pass by default, and the range of codes that may be told to pass
MATCHERS = {True: ("200", 200, 499), False: ("200-399", 200, 599)}

_CODES = re.compile(r"\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*")
_SETTINGS = (
    "HealthCheckProtocol",
    "HealthCheckPort",
    "HealthCheckEnabled",
    "HealthCheckPath",
    "HealthCheckIntervalSeconds",
    "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount",
    "UnhealthyThresholdCount",
    "Matcher",
)


def created(protocol: str, request: Shape) -> Shape:
    """The settings of a new group."""
    http = protocol in HTTP
    given = {key: request[key] for key in _SETTINGS if request.get(key) is not None}
    check = given.get("HealthCheckProtocol") or ("HTTP" if http else "TCP")
    settings: Shape = {
        "HealthCheckProtocol": check,
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": True,
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": TIMEOUTS.get((http, check in HTTP), 5),
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
    }
    if check in HTTP:
        settings |= {"HealthCheckPath": "/", "Matcher": {"HttpCode": MATCHERS[http][0]}}
    return checked(protocol, settings, given)


def modified(protocol: str, settings: Shape, request: Shape) -> Shape:
    """The settings after a modification."""
    given = {key: request[key] for key in _SETTINGS if request.get(key) is not None}
    check = given.get("HealthCheckProtocol")
    if protocol == "TCP" and check and check != settings["HealthCheckProtocol"]:
        raise HEALTH_PROTOCOL_FIXED()
    return checked(protocol, settings, given)


def checked(protocol: str, settings: Shape, given: Shape) -> Shape:
    """``settings`` with what is given in their place, or AWS's refusal."""
    merged = settings | given
    check = merged["HealthCheckProtocol"]
    if check not in CHECK_PROTOCOLS[protocol]:
        allowed = ", ".join(CHECK_PROTOCOLS[protocol])
        raise invalid(  # assumed
            f"Health check protocol '{check}' must be one of '{allowed}' "
            f"for target groups with protocol '{protocol}'"
        )
    if check in HTTP:
        _check_http(protocol, merged)
    elif given.get("Matcher"):
        raise invalid(f"Health check matchers are not supported for {check} health checks")
    elif given.get("HealthCheckPath"):
        raise invalid(f"Health check paths are not supported for {check} health checks")
    if merged["HealthCheckEnabled"] is False:
        raise invalid("Health check enabled must be true for target groups with target type 'instance'")
    _check_port(merged["HealthCheckPort"])
    if merged["HealthCheckTimeoutSeconds"] >= merged["HealthCheckIntervalSeconds"]:
        raise invalid("Health check interval must be greater than the timeout.")
    return merged


def _check_http(protocol: str, merged: Shape) -> None:
    if not merged["HealthCheckPath"].startswith("/"):
        raise invalid(f"Health check path '{merged['HealthCheckPath']}' must begin with a '/' character")
    codes = merged["Matcher"].get("HttpCode")
    _, low, high = MATCHERS[protocol in HTTP]
    if not codes:
        raise invalid("Health check matcher HTTP code cannot be empty")
    if not _CODES.fullmatch(codes):
        raise invalid(f"Health check matcher HTTP code '{codes}' is not valid")  # assumed
    if any(not low <= int(code) <= high for code in re.findall(r"\d+", codes)):
        raise invalid(f"Health check matcher HTTP code '{codes}' must be within '{low}-{high}' inclusive")


def _check_port(port: str) -> None:
    if port == "traffic-port" or (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        return
    raise invalid(f"Health check port '{port}' must be 'traffic-port' or in the range '1-65535'")
