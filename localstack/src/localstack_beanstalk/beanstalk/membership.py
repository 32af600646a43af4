"""Instances behind the environment's load balancer: who is registered and how that is, in and out."""

from collections.abc import Iterable, Iterator

from ..elb import instances as classic
from ..elb import state as elb
from ..elbv2 import state as elbv2
from ..elbv2.targets import health_of, settle
from .aws import Aws
from .environment import Environment

TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
CLASSIC_BALANCER = "AWS::ElasticLoadBalancing::LoadBalancer"


def is_balanced(environment: Environment) -> bool:
    return bool(environment.stack.all(TARGET_GROUP) or environment.stack.all(CLASSIC_BALANCER))


def take_out(environment: Environment, aws: Aws, ids: list[str]) -> None:
    """Takes instances out of service: their connections are drained."""
    for arn in environment.stack.all(TARGET_GROUP):
        aws.elbv2.deregister_targets(TargetGroupArn=arn, Targets=[{"Id": each} for each in ids])
    for name in environment.stack.all(CLASSIC_BALANCER):
        there = [{"InstanceId": each} for each in ids]
        aws.elb.deregister_instances_from_load_balancer(LoadBalancerName=name, Instances=there)


def put_in(environment: Environment, aws: Aws, ids: list[str], groups: list[str] | None = None) -> None:
    """Puts instances behind the load balancer, or into some target groups; those that are there stay."""
    for arn in environment.stack.all(TARGET_GROUP) if groups is None else groups:
        aws.elbv2.register_targets(TargetGroupArn=arn, Targets=[{"Id": each} for each in ids])
    for name in environment.stack.all(CLASSIC_BALANCER):
        there = [{"InstanceId": each} for each in ids]
        aws.elb.register_instances_with_load_balancer(LoadBalancerName=name, Instances=there)


def draining(environment: Environment, ids: list[str]) -> bool:
    """Whether any of these is not out of service yet."""
    return any(instance in ids for instance, _ in registered(environment))


def sick(environment: Environment, ids: list[str], groups: list[str] | None = None) -> list[str]:
    """Those of the instances that have not passed the load balancer's health check everywhere.

    A group that no listener uses checks nobody, and so keeps nobody from being well.
    """
    if not is_balanced(environment):
        return []
    found = list(registered(environment, groups))
    known = {instance for instance, _ in found}
    failing = {instance for instance, state in found if state not in ("healthy", "unused")}
    return [each for each in ids if each in failing or each not in known]


def registered(environment: Environment, groups: list[str] | None = None) -> Iterator[tuple[str, str]]:
    """Each target of the environment, or of some target groups: its instance and its state."""
    arns = environment.stack.all(TARGET_GROUP) if groups is None else groups
    yield from _targets(environment, arns)
    yield from _classic(environment)


def _targets(environment: Environment, arns: Iterable[str]) -> Iterator[tuple[str, str]]:
    state = elbv2.state_of(environment.account, environment.region)
    with state.lock:
        usage = state.usage()
        for arn in arns:
            group = state.target_groups.get(arn)
            if group is None:
                continue
            settle(state, group)
            for target in list(group.targets.values()):
                yield target.id, health_of(state, group, target, usage.get(arn))["State"]


def _classic(environment: Environment) -> Iterator[tuple[str, str]]:
    """A classic load balancer's instances, in the words of target groups."""
    names = environment.stack.all(CLASSIC_BALANCER)
    if not names:
        return
    state = elb.state_of(environment.account, environment.region)
    with state.lock:
        for name in names:
            balancer = state.load_balancers.get(name)
            if balancer is None:
                continue
            classic.settle(state, balancer)
            serving = {target.id for target in classic.in_service(state, balancer)}
            for instance in balancer.instances:
                yield instance, "healthy" if instance in serving else "unhealthy"
