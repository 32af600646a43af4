"""The call log: what was asked, when, for how long, and beside how many other calls."""

import datetime
import itertools
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: older calls are forgotten
CALLS_KEPT = 10_000
MASK = "******"
#: members that hold secrets whatever they are part of
SECRET_MEMBERS = {"PrivateKey", "MasterUserPassword", "SecretString", "SecretBinary", "KeyMaterial"}
SECRET_OPTIONS = {"DBPassword"}
VARIABLES = "aws:elasticbeanstalk:application:environment"


@dataclass
class Call:
    """One call of an AWS operation by a client."""

    number: int
    operation: str
    parameters: Any
    began: str
    #: how many calls of the account were under way when it began, itself included
    concurrent: int
    request_id: str
    #: what the client calls itself
    user_agent: str = ""
    seconds: float | None = None
    status: int | None = None
    error: str | None = None
    clock: float = field(default_factory=time.monotonic, repr=False)


class CallLog:
    """The calls of one account."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self._running: set[int] = set()

    def begin(self, operation: str, parameters: Any, request_id: str, user_agent: str = "") -> Call:
        began = datetime.datetime.now(datetime.UTC).isoformat()
        with self._lock:
            number = next(self._numbers)
            self._running.add(number)
            running = len(self._running)
            call = Call(number, operation, masked(parameters), began, running, request_id, user_agent)
            self._calls.append(call)
        return call

    def end(self, call: Call, status: int, error: str | None) -> None:
        call.seconds = round(time.monotonic() - call.clock, 6)
        call.status, call.error = status, error
        with self._lock:
            self._running.discard(call.number)

    def describe(self) -> list[dict[str, Any]]:
        """The calls in the order in which they began."""
        with self._lock:
            calls = list(self._calls)
        hidden = ("clock",)
        return [{name: value for name, value in vars(call).items() if name not in hidden} for call in calls]

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()


def masked(value: Any) -> Any:
    """The parameters without secrets, as JSON can hold them."""
    if isinstance(value, Mapping):
        return {name: MASK if _is_secret(name, value) else masked(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked(item) for item in value]
    return (
        value if isinstance(value, str | int | float | bool) or value is None else str(type(value).__name__)
    )


def _is_secret(name: str, parent: Mapping[str, Any]) -> bool:
    option = name == "Value" and (
        str(parent.get("Namespace", "")).lower() == VARIABLES
        or parent.get("OptionName") in SECRET_OPTIONS
        or parent.get("Type") == "SecureString"
    )
    return option or name in SECRET_MEMBERS
