"""Health checks: every target of every load balancer, again and again.

Checks are as far apart as the group's settings say, at the pace of the account, but never closer than
``CLOSEST``. Once a target has had the same outcome ``STEADY_AFTER`` times, its checks are ``STEADY`` apart,
so that hundreds of quiet environments cost little; a first other outcome brings the pace back.
"""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from ..elbv2.pace import REGISTRATION, scaled
from ..elbv2.state import Elbv2State, Target, TargetGroup, every_state, now
from ..elbv2.targets import instance_state, settle
from . import instances
from .probes import Check, Outcome, probe

LOG = logging.getLogger(__name__)

TICK = 0.1
CLOSEST = 0.2
STEADY_AFTER, STEADY = 15, 2.0
#: a check is not given up sooner, however fast the account's life is: the machine may be busy
SHORTEST_TIMEOUT = 1.0
WORKERS = 16


@dataclass(frozen=True)
class Due:
    """A check to be made."""

    state: Elbv2State
    group: TargetGroup
    target: Target
    check: Check
    port: int | None


def run_forever(stop: threading.Event) -> None:
    """Makes the checks until told to stop."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="health-check") as workers:
        while not stop.wait(TICK):
            for state in every_state():
                try:
                    for due in _take_due(state):
                        workers.submit(_make, due)
                except Exception:  # one account's trouble must not end the checks of the others
                    LOG.exception("Health checks of %s in %s failed", state.account_id, state.region_name)


def _take_due(state: Elbv2State) -> list[Due]:
    with state.lock:
        return list(_due(state))


def _due(state: Elbv2State) -> Iterator[Due]:
    if not state.load_balancers:
        return
    used = state.usage()
    for arn, group in state.target_groups.items():
        if not group.targets:
            continue
        settle(state, group)
        if arn not in used:
            continue
        for target in group.targets.values():
            if target.checking or target.draining_until is not None or now() < target.next_check:
                continue
            if now() < target.registered + scaled(state.account_id, REGISTRATION):
                continue
            if instance_state(state, target.id) not in (None, "running", "pending"):
                continue
            target.checking = True
            port = instances.port(state.account_id, state.region_name, target.id)
            yield Due(state, group, target, _check(state, group), port)


def _check(state: Elbv2State, group: TargetGroup) -> Check:
    settings = group.settings
    return Check(
        settings["HealthCheckProtocol"],
        settings.get("HealthCheckPath"),
        settings.get("Matcher", {}).get("HttpCode", ""),
        max(SHORTEST_TIMEOUT, scaled(state.account_id, settings["HealthCheckTimeoutSeconds"])),
    )


def _make(due: Due) -> None:
    outcome = probe(due.check, due.port)
    with due.state.lock:
        record(due.group, due.target, outcome)
        streak = max(due.target.passed, due.target.failed)
        interval = scaled(due.state.account_id, due.group.settings["HealthCheckIntervalSeconds"])
        least = STEADY if streak >= STEADY_AFTER else CLOSEST
        due.target.next_check = now() + max(interval, least)
        due.target.checking = False


def record(group: TargetGroup, target: Target, outcome: Outcome) -> None:
    """Counts an outcome, and changes the verdict once there are as many as the group's thresholds ask for."""
    if outcome.passed:
        target.passed, target.failed = target.passed + 1, 0
        # "A new target must pass one health check to be considered healthy" (ALB guide); a network load
        # balancer's must pass as many as any other.
        first = target.healthy is None and group.settings["Protocol"] in ("HTTP", "HTTPS")
        if first or target.passed >= group.settings["HealthyThresholdCount"]:
            target.healthy, target.failure = True, None
    else:
        target.passed, target.failed = 0, target.failed + 1
        target.failure = outcome.reason, outcome.description
        if target.failed >= group.settings["UnhealthyThresholdCount"]:
            target.healthy = False
