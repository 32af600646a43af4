"""Faults: what the next calls of an operation get instead of an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localstack.aws.api import CommonServiceException
from localstack.http import Response

from ..iam.need import action_of

ANY = "*"


@dataclass
class Fault:
    """What some calls get: ``after`` of them pass, ``count`` are hit, the rest pass again."""

    #: ``service.Operation``, ``service.*``, or ``*``
    operation: str
    kind: str
    count: int = 1
    after: int = 0

    def hits(self, service: str, operation: str) -> bool:
        """Whether it hits this call; a call that it concerns is counted."""
        if self.operation not in (ANY, f"{service}.{ANY}", f"{service}.{operation}") or self.count <= 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.count -= 1
        return True


def read(body: Any) -> list[Fault]:
    """The faults that a request to the control route describes."""
    faults = [Fault(**row) for row in body]
    if unknown := {fault.kind for fault in faults} - set(KINDS):
        raise ValueError(f"no such kind of fault: {sorted(unknown)}; known: {sorted(KINDS)}")
    return faults


def _throttled(operation: str) -> CommonServiceException:
    return CommonServiceException("Throttling", "Rate exceeded", 400, sender_fault=True)


def _broken(operation: str) -> CommonServiceException:
    return CommonServiceException("InternalFailure", "An internal error occurred.", 500)


def _unavailable(operation: str) -> CommonServiceException:
    return CommonServiceException("ServiceUnavailable", "Service is unavailable.", 503)


def _denied(operation: str) -> CommonServiceException:
    service, _, name = operation.partition(":")
    action = action_of(service, name)
    text = f"User: arn:aws:iam::000000000000:user/nobody is not authorized to perform: {action}"
    return CommonServiceException("AccessDenied", text, 403, sender_fault=True)


def _unknown(operation: str) -> CommonServiceException:
    text = "The security token included in the request is invalid."
    return CommonServiceException("InvalidClientTokenId", text, 403, sender_fault=True)


def _garbled(operation: str) -> Response:
    return Response("<html><p>This is no answer of AWS", 200, mimetype="text/html")


#: each gives an AWS error, a response in place of AWS's, or None: then the connection is reset
KINDS: dict[str, Callable[[str], CommonServiceException | Response | None]] = {
    "throttle": _throttled,
    "server-error": _broken,
    "unavailable": _unavailable,
    "access-denied": _denied,
    "wrong-credentials": _unknown,
    "wrong-answer": _garbled,
    "connection-reset": lambda operation: None,
}
