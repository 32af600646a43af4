"""One health check: a request or a connection to an application, and what came of it."""

import http.client
import socket
import ssl
from dataclasses import dataclass

USER_AGENT = "ELB-HealthChecker/2.0"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Check:
    """How a target is checked: a path that must answer one of ``codes``, or, without one, a connection."""

    protocol: str
    path: str | None
    codes: str
    timeout: float


@dataclass(frozen=True)
class Outcome:
    """Whether a check passed, and if not, why: a reason and a description in AWS's words."""

    passed: bool
    reason: str = ""
    description: str = ""


PASSED = Outcome(True)
TIMED_OUT = Outcome(False, "Target.Timeout", "Request timed out")
FAILED = Outcome(False, "Target.FailedHealthChecks", "Health checks failed")


def probe(check: Check, port: int | None, host: str) -> Outcome:
    """Checks what listens on the loopback port; None stands for an instance on which nothing listens.

    The host is what the request's header says, since the application believes to be at another address.
    """
    if port is None:
        return FAILED
    try:
        if check.path is None:
            socket.create_connection((HOST, port), check.timeout).close()
            return PASSED
        code = _request(check, port, host)
    except TimeoutError:
        return TIMED_OUT
    except (OSError, http.client.HTTPException):
        return FAILED
    if matches(check.codes, code):
        return PASSED
    return Outcome(False, "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{code}]")


def matches(codes: str, code: int) -> bool:
    """Whether a status code is among those of a matcher."""
    for part in codes.split(","):
        low, _, high = part.partition("-")
        if int(low) <= code <= int(high or low):
            return True
    return False


def _request(check: Check, port: int, host: str) -> int:
    connection: http.client.HTTPConnection
    if check.protocol == "HTTPS":
        # a load balancer does not verify its targets' certificates
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(HOST, port, timeout=check.timeout, context=context)
    else:
        connection = http.client.HTTPConnection(HOST, port, timeout=check.timeout)
    try:
        headers = {
            "Host": host,
            "User-Agent": USER_AGENT,
            "Accept-Encoding": "gzip, compressed",
            "Connection": "close",
        }
        connection.request("GET", check.path or "/", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()
