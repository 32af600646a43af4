"""What a test may decide about one account."""

import os
import threading
from dataclasses import dataclass, field
from typing import Literal, get_args

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
    _outcomes: dict[str, Outcome] = field(default_factory=dict)

    def decide_outcome(self, environment_name: str, outcome: Outcome) -> None:
        """Decides what the next update of that environment shall come to."""
        self._outcomes[environment_name] = outcome

    def take_outcome(self, environment_name: str) -> Outcome | None:
        """What the update that starts now shall come to; it is used up by this."""
        return self._outcomes.pop(environment_name, None)


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
