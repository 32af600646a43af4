"""Finds what an environment is built into: VPC, subnets, machine image."""

import hashlib

from .. import control
from .aws import Aws
from .definition import Definition
from .environment import Environment
from .settings import VPC
from .template import Surroundings


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
    return Surroundings(
        vpc=vpc,
        instance_subnets=tuple(instances),
        balancer_subnets=tuple(balancer),
        image=image(definition.platform.arn(environment.region)),
        opens_listener_ports=control.state(environment.account).opens_listener_ports,
    )


def image(platform_arn: str) -> str:
    """A machine image for a platform: AWS's differ by Region and version, and so do these."""
    return "ami-" + hashlib.sha256(platform_arn.encode()).hexdigest()[:17]


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
