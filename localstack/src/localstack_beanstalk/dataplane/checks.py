"""Health checks: every target of every load balancer, again and again.

Checks are as far apart as the settings say, at the pace of the account, but never closer than ``CLOSEST``.
Once a target has had the same outcome ``STEADY_AFTER`` times, its checks are ``STEADY`` apart, so that
hundreds of quiet environments cost little; a first other outcome brings the pace back.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from ..elbv2.state import Target, now
from .due import Due, Thresholds, sources
from .probes import Outcome, probe

LOG = logging.getLogger(__name__)

TICK = 0.1
CLOSEST = 0.2
STEADY_AFTER, STEADY = 15, 2.0
WORKERS = 16


def run_forever(stop: threading.Event) -> None:
    """Makes the checks until told to stop."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="health-check") as workers:
        while not stop.wait(TICK):
            for source in sources():
                try:
                    for due in source():
                        workers.submit(_make, due)
                except Exception:  # one account's trouble must not end the checks of the others
                    LOG.exception("The health checks of an account failed")


def _make(due: Due) -> None:
    outcome = probe(due.check, due.port, due.host)
    with due.lock:
        target = due.target
        record(target, due.thresholds, outcome)
        least = STEADY if max(target.passed, target.failed) >= STEADY_AFTER else CLOSEST
        target.next_check = now() + max(due.thresholds.interval, least)
        target.checking = False


def record(target: Target, thresholds: Thresholds, outcome: Outcome) -> None:
    """Counts an outcome, and changes the verdict once a threshold of equal ones is reached."""
    if outcome.passed:
        target.passed, target.failed = target.passed + 1, 0
        first = target.healthy is None and thresholds.first_is_enough
        if first or target.passed >= thresholds.healthy:
            target.healthy, target.failure = True, None
    else:
        target.passed, target.failed = 0, target.failed + 1
        target.failure = outcome.reason, outcome.description
        if target.failed >= thresholds.unhealthy:
            target.healthy = False
