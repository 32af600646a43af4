"""What a test may decide about one account."""

import os
import threading
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

#: what an update of an environment comes to, when not to success: it fails and is rolled back, it never ends,
#: or it succeeds and leaves the environment in bad health
Outcome = Literal["fail", "hang", "degrade"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)


def _phase_seconds() -> float:
    return float(os.environ.get("EBDEPLOY_PHASE_SECONDS", "0.3"))


@dataclass
class AccountControl:
    """Speed and outcomes for the environments of one account."""

    #: how long each phase of an environment's operation takes
    phase_seconds: float = field(default_factory=_phase_seconds)
    #: whether Elastic Beanstalk opens the ports of its listeners in the load balancer's security group. For
    #: ports other than 80 that is not established, so it does not: a client must look whether 443 is open.
    opens_listener_ports: bool = False
    #: what the next update of each environment, by name, comes to
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def change(self, wanted: dict[str, Any]) -> None:
        """Takes over the members given; refuses what it does not know, changing nothing."""
        known = {"phase_seconds": float, "opens_listener_ports": bool, "outcomes": dict}
        if unknown := set(wanted) - set(known):
            raise ValueError(f"unknown: {sorted(unknown)}; known: {sorted(known)}")
        if bad := set(wanted.get("outcomes", {}).values()) - set(OUTCOMES):
            raise ValueError(f"no such outcome: {sorted(bad)}; known: {sorted(OUTCOMES)}")
        self.phase_seconds = float(wanted.get("phase_seconds", self.phase_seconds))
        self.opens_listener_ports = bool(wanted.get("opens_listener_ports", self.opens_listener_ports))
        self.outcomes |= wanted.get("outcomes", {})

    def describe(self) -> dict[str, Any]:
        return {
            "phase_seconds": self.phase_seconds,
            "opens_listener_ports": self.opens_listener_ports,
            "outcomes": dict(self.outcomes),
        }

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
