"""Finds what an environment is built into: VPC, subnets, machine image."""

import hashlib

from .. import control
from .aws import Aws
from .definition import Definition
from .environment import Environment
from .settings import BALANCER, ENVIRONMENT, VPC, Configuration
from .templates import Surroundings


def find(aws: Aws, environment: Environment, definition: Definition) -> Surroundings:
    """What is around an environment with that definition."""
    configuration = definition.configuration
    vpc = configuration.value(VPC, "VPCId")
    if vpc:
        instances = configuration.items(VPC, "Subnets")
        # which subnets AWS takes for the load balancer when only those of the instances are given is not
        # documented: assumed to be the same
        balancer = configuration.items(VPC, "ELBSubnets") or instances
    else:
        vpc, instances = _default(aws)
        balancer = instances
    shared = (
        _shared(aws, configuration) if configuration.is_on(ENVIRONMENT, "LoadBalancerIsShared") else ("", ())
    )
    return Surroundings(
        vpc=vpc,
        instance_subnets=tuple(instances),
        balancer_subnets=tuple(balancer),
        image=image(definition.platform.arn(environment.region)),
        cname=environment.cname,
        opens_listener_ports=control.state(environment.account).opens_listener_ports,
        shared_listener=shared[0],
        shared_groups=shared[1],
    )


def image(platform_arn: str) -> str:
    """A machine image for a platform: AWS's differ by Region and version, and so do these."""
    return "ami-" + hashlib.sha256(platform_arn.encode()).hexdigest()[:17]


def _shared(aws: Aws, configuration: Configuration) -> tuple[str, tuple[str, ...]]:
    """The first listener, by port, of a shared load balancer, and its security groups."""
    arn = configuration.value(BALANCER, "SharedLoadBalancer")
    balancer = aws.elbv2.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
    listeners = aws.elbv2.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    listeners.sort(key=lambda listener: listener["Port"])
    first = listeners[0]["ListenerArn"] if listeners else ""
    return first, tuple(balancer.get("SecurityGroups", ()))


def _default(aws: Aws) -> tuple[str, list[str]]:
    """The default VPC, and one subnet a zone."""
    vpcs = aws.ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    if not vpcs:
        return "", []
    vpc = vpcs[0]["VpcId"]
    here = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "default-for-az", "Values": ["true"]}]
    subnets = aws.ec2.describe_subnets(Filters=here)["Subnets"]
    by_zone = {subnet["AvailabilityZone"]: subnet["SubnetId"] for subnet in subnets}
    return vpc, [by_zone[zone] for zone in sorted(by_zone)]
