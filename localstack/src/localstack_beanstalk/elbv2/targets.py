"""Targets and their health.

A target's verdict is measured elsewhere, by requests to what it runs (``dataplane``); here that verdict is
told in AWS's states, reasons and descriptions (ALB user guide, "Target health status").
"""

import ipaddress
import re

from .errors import INSTANCE_NOT_RUNNING, INSTANCE_VPC, QUOTA_TARGETS, invalid
from .limits import quota
from .operation import operation
from .pace import REGISTRATION, scaled
from .placement import ec2_instance
from .state import Elbv2State, LoadBalancer, Shape, Target, TargetGroup, now
from .target_groups import group

DESCRIPTIONS = {
    "Elb.RegistrationInProgress": "Target registration is in progress",
    "Elb.InitialHealthChecking": "Initial health checks in progress",
    "Target.DeregistrationInProgress": "Target deregistration is in progress",
    "Target.NotRegistered": "Target is not registered to the target group",
    "Target.NotInUse": "Target group is not configured to receive traffic from the load balancer",
}
OTHER_ZONE = "Target is in an Availability Zone that is not enabled for the load balancer"

_INSTANCE_ID = re.compile(r"i-([0-9a-f]{8}|[0-9a-f]{17})")


class Targets:
    """The operations on targets."""

    @operation("RegisterTargets")
    def register_targets(self, state: Elbv2State, request: Shape) -> Shape:
        register(state, group(state, request["TargetGroupArn"]), request["Targets"])
        return {}

    @operation("DeregisterTargets")
    def deregister_targets(self, state: Elbv2State, request: Shape) -> Shape:
        deregister(state, group(state, request["TargetGroupArn"]), request["Targets"])
        return {}

    @operation("DescribeTargetHealth")
    def describe_target_health(self, state: Elbv2State, request: Shape) -> Shape:
        found = group(state, request["TargetGroupArn"])
        settle(state, found)
        on = state.usage().get(found.arn)
        wanted = request.get("Targets")
        keys = list(found.targets) if not wanted else [_key(found, each) for each in wanted]
        anomalies = {"AnomalyDetection", "All"} & {*(request.get("Include") or ())}
        answers = []
        for key in keys:
            target = found.targets.get(key)
            health = _health("unused", "Target.NotRegistered")
            if target:
                health = health_of(state, found, target, on)
            answers.append(_description(found, key, target, health, bool(anomalies)))
        return {"TargetHealthDescriptions": answers}


def register(state: Elbv2State, found: TargetGroup, wanted: list[Shape]) -> None:
    """Registers targets, or refuses all of them."""
    if not wanted:
        raise invalid("A target must be specified")
    settle(state, found)
    for each in wanted:
        _require_target(state, found, each["Id"])
    keys = {_key(found, each): each.get("AvailabilityZone") for each in wanted}
    if len({*found.targets, *keys}) > quota(state, "targets-per-target-group"):
        raise QUOTA_TARGETS()
    for key, zone in keys.items():
        current = found.targets.get(key)
        if current is None or current.draining_until is not None:
            found.targets[key] = Target(*key, zone, registered=now())


def deregister(state: Elbv2State, found: TargetGroup, wanted: list[Shape]) -> None:
    """Lets targets drain: every port of an id that is given without one. Unknown ones are passed over."""
    delay = scaled(state.account_id, float(found.attributes["deregistration_delay.timeout_seconds"]))
    for each in wanted:
        for target in list(found.targets.values()):
            if target.id == each["Id"] and each.get("Port") in (None, target.port):
                _drain(state, found, target, delay)


def settle(state: Elbv2State, found: TargetGroup) -> None:
    """Forgets the targets that have drained, and lets those drain whose instance is terminated."""
    delay = scaled(state.account_id, float(found.attributes["deregistration_delay.timeout_seconds"]))
    for key, target in list(found.targets.items()):
        gone = instance_state(state, target.id) in ("terminated", "shutting-down")
        if gone and target.draining_until is None:
            target.draining_until = now() + delay
        if target.draining_until is not None and target.draining_until <= now():
            del found.targets[key]


def health_of(state: Elbv2State, found: TargetGroup, target: Target, on: LoadBalancer | None) -> Shape:
    """The TargetHealth of a registered target."""
    if target.draining_until is not None:
        return _health("draining", "Target.DeregistrationInProgress")
    if on is None:
        return _health("unused", "Target.NotInUse")
    running = instance_state(state, target.id)
    if running not in (None, "running", "pending"):
        return _health("unused", "Target.InvalidState", f"Target is in the {running} state")
    zone = zone_of(state, target)
    if zone and zone != "all" and zone not in on.zones:
        return _health("unused", "Target.NotInUse", OTHER_ZONE)
    if target.healthy is None:
        beginning = now() < target.registered + scaled(state.account_id, REGISTRATION)
        return _health("initial", "Elb.RegistrationInProgress" if beginning else "Elb.InitialHealthChecking")
    if target.healthy or target.failure is None:
        return {"State": "healthy"}
    reason, description = target.failure
    if found.settings["Protocol"] not in ("HTTP", "HTTPS"):  # a network load balancer tells nothing more
        reason, description = "Target.FailedHealthChecks", "Health checks failed"
    return _health("unhealthy", reason, description)


def instance_state(state: Elbv2State, target_id: str) -> str | None:
    """The state of a target's instance; None for an address."""
    if not target_id.startswith("i-"):
        return None
    instance = ec2_instance(state, target_id)
    return instance.state if instance else "terminated"


def zone_of(state: Elbv2State, target: Target) -> str | None:
    """The zone of a target, where it is known."""
    if not target.id.startswith("i-"):
        return target.zone
    instance = ec2_instance(state, target.id)
    return instance.placement.zone if instance else None


def _require_target(state: Elbv2State, found: TargetGroup, target_id: str) -> None:
    if found.settings["TargetType"] == "ip":
        try:
            ipaddress.ip_address(target_id)
        except ValueError:
            raise invalid(f"The IP address '{target_id}' is not a valid IPv4 address") from None
        return
    if not _INSTANCE_ID.fullmatch(target_id):
        raise invalid(f"Instance ID '{target_id}' is not valid")
    instance = ec2_instance(state, target_id)
    # The text for an id that never was is assumed to be that for one that is gone.
    if instance is None or instance.state != "running":
        raise INSTANCE_NOT_RUNNING(ids=target_id)
    if instance.vpc_id != found.settings["VpcId"]:
        raise INSTANCE_VPC(vpc=found.settings["VpcId"], ids=target_id)


def _drain(state: Elbv2State, found: TargetGroup, target: Target, delay: float) -> None:
    if found.arn not in state.usage():  # nothing flows that could be drained
        del found.targets[target.id, target.port]
    elif target.draining_until is None:
        target.draining_until = now() + delay


def _key(found: TargetGroup, wanted: Shape) -> tuple[str, int]:
    return wanted["Id"], int(wanted.get("Port") or found.settings["Port"])


def _health(state: str, reason: str, description: str | None = None) -> Shape:
    return {"State": state, "Reason": reason, "Description": description or DESCRIPTIONS[reason]}


def _description(
    found: TargetGroup, key: tuple[str, int], target: Target | None, health: Shape, anomalies: bool
) -> Shape:
    check_port = found.settings["HealthCheckPort"]
    shown: Shape = {"Id": key[0], "Port": key[1]}
    if target and target.zone:
        shown["AvailabilityZone"] = target.zone
    answer: Shape = {
        "Target": shown,
        "HealthCheckPort": str(key[1]) if check_port == "traffic-port" else check_port,
        "TargetHealth": health,
    }
    if anomalies:
        answer["AnomalyDetection"] = {"Result": "normal", "MitigationInEffect": "no"}
    return answer
