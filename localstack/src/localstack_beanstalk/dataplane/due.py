"""Which health checks are to be made now, of application, network and classic load balancers."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..elb import state as classic
from ..elb.balancers import read_target
from ..elbv2 import state as v2
from ..elbv2.pace import REGISTRATION, scaled
from ..elbv2.placement import ec2_instance
from ..elbv2.state import Target, now
from ..elbv2.targets import instance_state, settle
from . import instances
from .probes import Check

#: a check is not given up sooner, however fast the account's life is: the machine may be busy
SHORTEST_TIMEOUT = 1.0
#: what a protocol's own port is, which a Host header need not tell
OWN_PORTS = {"HTTP": 80, "HTTPS": 443}


@dataclass(frozen=True)
class Thresholds:
    """How many equal outcomes make a verdict, and how far apart the checks are."""

    healthy: int
    unhealthy: int
    #: "A new target must pass one health check to be considered healthy" (ALB guide)
    first_is_enough: bool
    interval: float


@dataclass(frozen=True)
class Due:
    """A check to be made. ``lock`` is to be held when its outcome is recorded."""

    lock: threading.RLock
    target: Target
    check: Check
    #: the loopback port of the target's application, and what the check's Host header says
    port: int | None
    host: str
    thresholds: Thresholds


def sources() -> Iterator[Callable[[], list[Due]]]:
    """What to ask for the checks that are due, an account and region each."""
    for state in v2.every_state():
        if state.load_balancers:
            yield lambda state=state: _locked(state, _due)  # type: ignore[misc]
    for old in classic.every_state():
        if old.load_balancers:
            yield lambda old=old: _locked(old, _due_classic)  # type: ignore[misc]


def _locked(state: Any, due: Callable[[Any], Iterator[Due]]) -> list[Due]:
    with state.lock:
        return list(due(state))


def _due(state: v2.Elbv2State) -> Iterator[Due]:
    waiting = [
        group for group in state.target_groups.values() if any(map(_may_be_due, group.targets.values()))
    ]
    used = state.usage() if waiting else {}
    for group in waiting:
        settle(state, group)
        if group.arn not in used:
            _forget(group)
            continue
        settings = group.settings
        check = Check(
            settings["HealthCheckProtocol"],
            settings.get("HealthCheckPath"),
            settings.get("Matcher", {}).get("HttpCode", ""),
            _timeout(state.account_id, settings["HealthCheckTimeoutSeconds"]),
        )
        thresholds = Thresholds(
            settings["HealthyThresholdCount"],
            settings["UnhealthyThresholdCount"],
            settings["Protocol"] in ("HTTP", "HTTPS"),
            scaled(state.account_id, settings["HealthCheckIntervalSeconds"]),
        )
        port = settings["HealthCheckPort"]
        for target in group.targets.values():
            if target.draining_until is None and _is_due(state, target):
                checked = target.port if port == "traffic-port" else int(port)
                yield _take(state, target, check, checked, thresholds)


def _forget(group: v2.TargetGroup) -> None:
    """Once its group is used again, a target's health is to be found out anew."""
    for target in group.targets.values():
        target.healthy, target.failure, target.passed, target.failed = None, None, 0, 0


def _due_classic(state: classic.ElbState) -> Iterator[Due]:
    for balancer in state.load_balancers.values():
        settings = balancer.health_check
        protocol, port, path = read_target(settings["Target"])
        timeout = _timeout(state.account_id, settings["Timeout"])
        check = Check(protocol, path, "200", timeout)
        interval = scaled(state.account_id, settings["Interval"])
        thresholds = Thresholds(settings["HealthyThreshold"], settings["UnhealthyThreshold"], False, interval)
        for target in balancer.instances.values():
            if _is_due(state, target):
                yield _take(state, target, check, port, thresholds)


def _may_be_due(target: Target) -> bool:
    """What can be told without looking the instance up, which takes long where there are many."""
    return not target.checking and now() >= target.next_check


def _is_due(state: Any, target: Target) -> bool:
    if not _may_be_due(target) or now() < target.registered + scaled(state.account_id, REGISTRATION):
        return False
    return instance_state(state, target.id) in (None, "running", "pending")


def _take(state: Any, target: Target, check: Check, checked: int, thresholds: Thresholds) -> Due:
    target.checking = True
    port = instances.port(state.account_id, state.region_name, target.id, checked)
    return Due(state.lock, target, check, port, _host(state, target, check.protocol, checked), thresholds)


def _host(state: Any, target: Target, protocol: str, port: int) -> str:
    """The Host header: the target's private address, with the port if that is not the protocol's own.

    So says the ALB guide, "Troubleshoot your Application Load Balancers"; of the others it is assumed.
    """
    instance = ec2_instance(state, target.id) if target.id.startswith("i-") else None
    address = str(instance.private_ip_address) if instance else target.id
    address = f"[{address}]" if ":" in address else address
    return address if port == OWN_PORTS.get(protocol) else f"{address}:{port}"


def _timeout(account: str, aws_seconds: float) -> float:
    return max(SHORTEST_TIMEOUT, scaled(account, aws_seconds))
