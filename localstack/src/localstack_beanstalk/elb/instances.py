"""Instances behind a classic load balancer, and their health in the API reference's words."""

from ..elbv2.pace import REGISTRATION, scaled
from ..elbv2.placement import ec2_instance
from ..elbv2.state import Target, now
from .balancers import balancer
from .errors import INSTANCE_UNKNOWN, INSTANCE_VPC
from .operation import operation
from .state import ElbState, LoadBalancer, Shape

IN_PROGRESS = "Instance registration is still in progress."
FAILED = "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."
NOT_PASSED = "Instance has not passed the configured HealthyThreshold number of health checks consecutively."
NOT_REGISTERED = "Instance is not currently registered with the LoadBalancer."
OTHER_ZONE = "The instance is in an Availability Zone that is not enabled for the LoadBalancer."  # assumed


class Instances:
    """The operations on instances."""

    @operation("RegisterInstancesWithLoadBalancer")
    def register_instances_with_load_balancer(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        ids = [each.get("InstanceId", "") for each in request["Instances"]]
        for instance_id in ids:
            instance = ec2_instance(state, instance_id)
            if instance is None or instance.state == "terminated":
                raise INSTANCE_UNKNOWN(id=instance_id)
            if instance.vpc_id != found.vpc_id:
                raise INSTANCE_VPC(id=instance_id)
        state.register(found, ids)
        return {"Instances": [{"InstanceId": each} for each in found.instances]}

    @operation("DeregisterInstancesFromLoadBalancer")
    def deregister_instances_from_load_balancer(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        ids = [each.get("InstanceId", "") for each in request["Instances"]]
        for instance_id in ids:
            if ec2_instance(state, instance_id) is None:
                raise INSTANCE_UNKNOWN(id=instance_id)
        for instance_id in ids:
            found.instances.pop(instance_id, None)
        return {"Instances": [{"InstanceId": each} for each in found.instances]}

    @operation("DescribeInstanceHealth")
    def describe_instance_health(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        settle(state, found)
        asked = request.get("Instances")
        ids = list(found.instances) if asked is None else [each.get("InstanceId", "") for each in asked]
        for instance_id in ids:
            if instance_id not in found.instances and ec2_instance(state, instance_id) is None:
                raise INSTANCE_UNKNOWN(id=instance_id)
        return {"InstanceStates": [_shape(state, found, each) for each in ids]}


def settle(state: ElbState, found: LoadBalancer) -> None:
    """Forgets the instances that are terminated."""
    for instance_id in list(found.instances):
        instance = ec2_instance(state, instance_id)
        if instance is None or instance.state == "terminated":
            del found.instances[instance_id]


def in_service(state: ElbState, found: LoadBalancer) -> list[Target]:
    """The instances that requests are sent to."""
    return [each for each in found.instances.values() if _health(state, found, each)[0] == "InService"]


def _shape(state: ElbState, found: LoadBalancer, instance_id: str) -> Shape:
    target = found.instances.get(instance_id)
    health = ("OutOfService", "Instance", NOT_REGISTERED)
    if target:
        health = _health(state, found, target)
    return {
        "InstanceId": instance_id,
        **dict(zip(("State", "ReasonCode", "Description"), health, strict=True)),
    }


def _health(state: ElbState, found: LoadBalancer, target: Target) -> tuple[str, str, str]:
    instance = ec2_instance(state, target.id)
    running = instance.state if instance else "terminated"
    if running not in ("running", "pending"):
        return "OutOfService", "Instance", f"Instance is in {running} state."
    if instance.placement.zone not in found.zones:
        return "OutOfService", "ELB", OTHER_ZONE
    if target.healthy:
        return "InService", "N/A", "N/A"
    if target.healthy is None and now() < target.registered + scaled(state.account_id, REGISTRATION):
        return "OutOfService", "ELB", IN_PROGRESS
    if target.healthy is None:
        return "OutOfService", "ELB", IN_PROGRESS if not target.failed else NOT_PASSED
    return "OutOfService", "Instance", NOT_PASSED if target.passed else FAILED
