"""Waiting for instances to become healthy, and to go out of service."""

import time

from ... import control
from ...elbv2.pace import AWS_SECONDS_PER_PHASE
from .. import deployment, health, membership, texts
from ..operation import Operation
from ..settings import COMMAND, HEALTH
from ..steps import SECONDS_TO_SETTLE, CommandFailed

POLL_SECONDS = 0.05


def require_health(operation: Operation, ids: list[str], groups: list[str] | None = None) -> None:
    """Waits until the instances are healthy; in vain when a command's timeout is over.

    (EB guide, "Deployment policies and settings": what Timeout, IgnoreHealthCheck and, with enhanced health
    reporting, HealthCheckSuccessThreshold mean. That it must be so 12 times in a row is left out.)
    """
    sick = wait_for_health(operation, ids, groups)
    if sick and not operation.environment.configuration.is_on(COMMAND, "IgnoreHealthCheck"):
        operation.event(texts.not_healthy(sick), "ERROR")
        raise CommandFailed


def wait_for_health(operation: Operation, ids: list[str], groups: list[str] | None = None) -> list[str]:
    """Waits until the instances are healthy, or time is up; those that are not."""
    deadline = _deadline(operation)
    while (sick := _too_sick(operation, ids, groups)) and time.monotonic() < deadline:
        operation.pause()
    return sick


def take_out(operation: Operation, ids: list[str]) -> None:
    """Takes instances out of service, and waits until they have drained, also when the update is aborted."""
    environment = operation.environment
    if not membership.is_balanced(environment):
        return
    membership.take_out(environment, operation.aws, ids)
    deadline = _deadline(operation)
    while membership.draining(environment, ids) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def retire(operation: Operation, ids: list[str]) -> None:
    """Terminates instances without others in their place, each once it is out of service.

    One after the other: when the group changes, moto registers again those that are still there.
    """
    for instance in ids:
        take_out(operation, [instance])
        deployment.terminate(operation.environment, operation.aws, instance)


def _too_sick(operation: Operation, ids: list[str], groups: list[str] | None) -> list[str]:
    """An instance is either Ok or, when the load balancer's check fails, Severe."""
    environment = operation.environment
    threshold = environment.configuration.value(HEALTH, "HealthCheckSuccessThreshold").lower()
    if health.is_enhanced(environment) and threshold == "severe":
        return []
    return membership.sick(environment, ids, groups)


def _deadline(operation: Operation) -> float:
    """Health checks do not get as quick as phases may be, so some seconds there always are."""
    environment = operation.environment
    phases = environment.configuration.number(COMMAND, "Timeout") / AWS_SECONDS_PER_PHASE
    seconds = phases * control.state(environment.account).phase_seconds
    return time.monotonic() + max(seconds, SECONDS_TO_SETTLE)
