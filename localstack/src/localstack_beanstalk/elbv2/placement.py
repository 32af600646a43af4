"""Where a load balancer stands: its subnets and security groups, as EC2 knows them."""

from typing import Any

from moto.core.base_backend import BaseBackend
from moto.ec2.exceptions import InvalidSubnetIdError
from moto.ec2.models import ec2_backends

from .errors import (
    SECURITY_GROUP_UNKNOWN,
    SECURITY_GROUP_VPC,
    SUBNET_UNKNOWN,
    SUBNETS_SAME_ZONE,
    SUBNETS_VPC,
    invalid,
)
from .state import Elbv2State, Shape

#: zones that each type must stand in
_LEAST_ZONES = {"application": 2, "network": 1}


def ec2(state: BaseBackend) -> Any:
    """EC2's state of the same account and region."""
    return ec2_backends[state.account_id][state.region_name]


def ec2_instance(state: BaseBackend, instance_id: str) -> Any:
    """EC2's instance of that id, or None. (moto's own look-up copies every reservation first.)"""
    for reservation in list(ec2(state).reservations.values()):
        for instance in reservation.instances:
            if instance.id == instance_id:
                return instance
    return None


def place(state: Elbv2State, kind: str, request: Shape) -> tuple[str, dict[str, str]]:
    """The VPC and the subnet of each zone that a request's Subnets or SubnetMappings ask for."""
    mappings = request.get("SubnetMappings") or []
    ids = request.get("Subnets") or [mapping.get("SubnetId", "") for mapping in mappings]
    if request.get("Subnets") and mappings:
        raise invalid("You cannot specify both subnets and subnet mappings")
    if not ids:
        raise invalid("You must specify either subnets or subnet mappings")
    zones: dict[str, str] = {}
    vpc = ""
    for subnet_id in dict.fromkeys(ids):
        try:
            subnet = ec2(state).get_subnet(subnet_id)
        except InvalidSubnetIdError:
            raise SUBNET_UNKNOWN(id=subnet_id) from None
        vpc = vpc or subnet.vpc_id
        if subnet.vpc_id != vpc:
            raise SUBNETS_VPC(vpc=vpc)
        if subnet.availability_zone in zones:
            raise SUBNETS_SAME_ZONE()
        zones[subnet.availability_zone] = subnet.id
    if len(zones) < _LEAST_ZONES[kind]:
        raise invalid("At least two subnets in two different Availability Zones must be specified")
    return vpc, zones


def security_groups(state: BaseBackend, kind: str, vpc: str, wanted: list[str] | None) -> list[str]:
    """The wanted security groups, or the VPC's default one for an application load balancer."""
    if not wanted:
        default = ec2(state).get_default_security_group(vpc) if kind == "application" else None
        return [default.id] if default else []
    for group_id in wanted:
        group = ec2(state).get_security_group_from_id(group_id)
        if group is None:
            raise SECURITY_GROUP_UNKNOWN()
        if group.vpc_id != vpc:
            raise SECURITY_GROUP_VPC()
    return list(dict.fromkeys(wanted))
