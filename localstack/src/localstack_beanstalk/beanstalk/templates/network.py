"""The security groups of load balancer and instances."""

from typing import Any

from ..resources.network import from_everywhere, from_group, permission
from ..settings import BALANCER, CLASSIC, CLASSIC_LISTENER, ENVIRONMENT, LAUNCH, LISTENER, Configuration
from ..stack import Ref, Resource
from .common import BALANCER_GROUP, Surroundings, listener_port

DESCRIPTIONS = {
    "application": "Load Balancer Security Group",
    "classic": "Elastic Beanstalk created security group used when no ELB security groups are specified "
    "during ELB creation",
}


def makes_balancer_group(configuration: Configuration) -> bool:
    """Elastic Beanstalk makes a group for an application or classic load balancer unless it is given some."""
    namespace = _namespace(configuration)
    given = configuration.value(namespace, "SecurityGroups") + configuration.value(
        namespace, "ManagedSecurityGroup"
    )
    shared = configuration.is_on(ENVIRONMENT, "LoadBalancerIsShared")
    return configuration.kind in DESCRIPTIONS and not given and not shared


def balancer_group(configuration: Configuration, around: Surroundings) -> Resource:
    ports = {80}
    if around.opens_listener_ports:
        ports |= listened_ports(configuration)
    return Resource(
        "AWS::EC2::SecurityGroup",
        {
            "Description": DESCRIPTIONS[configuration.kind],
            "VpcId": around.vpc,
            "Ingress": [from_everywhere(port) for port in sorted(ports)],
            "Egress": [from_everywhere(80)],
        },
    )


def groups_of_balancer(configuration: Configuration) -> list[Any]:
    """The security groups that the load balancer is in."""
    if makes_balancer_group(configuration):
        return [Ref(BALANCER_GROUP)]
    return list(configuration.items(_namespace(configuration), "SecurityGroups"))


def instance_group(configuration: Configuration, around: Surroundings) -> Resource:
    sources = _sources(configuration, around)
    ingress = [from_group(80, group) for group in sources] or [from_everywhere(80)]
    if configuration.value(LAUNCH, "EC2KeyName"):
        _, port, _, source = configuration.value(LAUNCH, "SSHSourceRestriction").split(",")
        ingress.append(permission(int(port), source))
    return Resource(
        "AWS::EC2::SecurityGroup",
        {
            "Description": "SecurityGroup for ElasticBeanstalk environment.",
            "VpcId": around.vpc,
            "Ingress": ingress,
            "Egress": [],
        },
    )


def _sources(configuration: Configuration, around: Surroundings) -> list[Any]:
    """The security groups that requests come from: none for a network load balancer or a single instance."""
    if configuration.kind not in DESCRIPTIONS:
        return []
    if configuration.is_on(ENVIRONMENT, "LoadBalancerIsShared"):
        return list(around.shared_groups)
    managed = configuration.items(_namespace(configuration), "ManagedSecurityGroup")
    return managed or groups_of_balancer(configuration)


def listened_ports(configuration: Configuration) -> set[int]:
    """The ports of the listeners that are to be there."""
    if configuration.kind == "classic":
        prefix = f"{CLASSIC_LISTENER}:"
        return {int(name) for name in configuration.named(prefix) if name != "default"} | {80}
    names = configuration.named(LISTENER)
    return {listener_port(n) for n in names if configuration.is_on(LISTENER + n, "ListenerEnabled")}


def _namespace(configuration: Configuration) -> str:
    return CLASSIC if configuration.kind == "classic" else BALANCER
