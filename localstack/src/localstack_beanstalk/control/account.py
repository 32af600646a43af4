"""What a test may decide about one account."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from .budget import Budget
from .calls import CallLog
from .faults import Fault, read

#: what an update of an environment comes to, when not to success: it fails and is rolled back, it never ends,
#: or it succeeds and leaves the environment in bad health
Outcome = Literal["fail", "hang", "degrade"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)


def _phase_seconds() -> float:
    return float(os.environ.get("EBDEPLOY_PHASE_SECONDS", "0.3"))


#: what a test may set, and what makes it of JSON
MEMBERS: dict[str, Callable[[Any], Any]] = {
    "phase_seconds": float,
    "latency_seconds": float,
    "calls_per_second": float,
    "opens_listener_ports": bool,
    "enforce_iam": bool,
    "outcomes": dict,
    "faults": read,
}


@dataclass
class AccountControl:
    """Speed and outcomes for the environments of one account."""

    #: how long each phase of an environment's operation takes
    phase_seconds: float = field(default_factory=_phase_seconds)
    #: whether Elastic Beanstalk opens the ports of its listeners in the load balancer's security group. For
    #: ports other than 80 that is not established, so it does not: a client must look whether 443 is open.
    opens_listener_ports: bool = False
    #: whether policies decide what IAM users and roles may do; an account's root may do everything
    enforce_iam: bool = False
    #: added to each call of a client
    latency_seconds: float = 0.0
    #: how many calls a second each service takes; 0 stands for any number
    calls_per_second: float = 0.0
    #: what the next create or update of each environment, by name, comes to
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    calls: CallLog = field(default_factory=CallLog)
    budget: Budget | None = None

    def change(self, wanted: dict[str, Any]) -> None:
        """Takes over the members given; refuses what it does not know, changing nothing."""
        if unknown := set(wanted) - set(MEMBERS):
            raise ValueError(f"unknown: {sorted(unknown)}; known: {sorted(MEMBERS)}")
        outcomes = wanted.get("outcomes", {})
        if bad := set(outcomes.values()) - {*OUTCOMES, None}:
            raise ValueError(f"no such outcome: {sorted(bad)}; known: {sorted(OUTCOMES)}")
        values = {name: convert(wanted[name]) for name, convert in MEMBERS.items() if name in wanted}
        values["outcomes"] = {name: o for name, o in (self.outcomes | outcomes).items() if o}
        for name, value in values.items():
            setattr(self, name, value)
        if "calls_per_second" in values:
            self.budget = Budget(self.calls_per_second) if self.calls_per_second else None

    def describe(self) -> dict[str, Any]:
        """The state as JSON has it, without the call log."""
        shown = {name: getattr(self, name) for name in MEMBERS}
        return shown | {"faults": [vars(fault) for fault in self.faults]}

    def take_outcome(self, environment_name: str) -> Outcome | None:
        """What the update that starts now shall come to; it is used up by this."""
        return self.outcomes.pop(environment_name, None)


_accounts: dict[str, AccountControl] = {}
_lock = threading.Lock()


def state(account: str) -> AccountControl:
    """The control state of an account."""
    with _lock:
        return _accounts.setdefault(account, AccountControl())


def forget(account: str) -> None:
    """Puts an account back to the defaults."""
    with _lock:
        _accounts.pop(account, None)
