"""Budgets: how many calls a second an account has for each service."""

import threading
import time
from dataclasses import dataclass, field

from localstack.aws.api import CommonServiceException

#: what each service answers beyond its budget, from botocore's models and its list of throttling codes; the
#: others answer as the query protocol does
REFUSALS: dict[str, tuple[str, str, int]] = {
    "ec2": ("RequestLimitExceeded", "Request limit exceeded.", 503),
    "s3": ("SlowDown", "Please reduce your request rate.", 503),
    "acm": ("ThrottlingException", "Rate exceeded", 400),
}
REFUSAL = ("Throttling", "Rate exceeded", 400)


@dataclass
class Budget:
    """A bucket of tokens for each service, that holds what comes in within a second."""

    calls_per_second: float
    _tokens: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, service: str) -> bool:
        """Whether a call of this service is within the budget; then it is counted."""
        now = time.monotonic()
        most = max(self.calls_per_second, 1.0)
        with self._lock:
            tokens, then = self._tokens.get(service, (most, now))
            tokens = min(most, tokens + (now - then) * self.calls_per_second)
            within = tokens >= 1
            self._tokens[service] = (tokens - 1 if within else tokens, now)
        return within


def refusal(service: str) -> CommonServiceException:
    """What a call beyond the budget is answered."""
    code, text, status = REFUSALS.get(service, REFUSAL)
    return CommonServiceException(code, text, status, sender_fault=True)
