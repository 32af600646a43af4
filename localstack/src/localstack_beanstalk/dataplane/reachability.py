"""Whether a client gets through to a load balancer: what its security groups let in.

The way from the load balancer to its instances is taken to be open: moto's instances of launch templates have
no security groups that could be asked.
"""

import ipaddress
from typing import Any

from moto.core.base_backend import BaseBackend

from ..elbv2.placement import ec2


def lets_in(state: BaseBackend, group_ids: list[str], port: int, client: str) -> bool:
    """Whether one of the groups lets the client connect to the port. No group at all keeps nobody out."""
    if not group_ids:
        return True
    groups = [ec2(state).get_security_group_from_id(each) for each in group_ids]
    rules = [rule for group in groups if group for rule in group.ingress_rules]
    return any(_concerns(rule, port) and _covers(rule, client) for rule in rules)


def _concerns(rule: Any, port: int) -> bool:
    if rule.ip_protocol == "tcp":
        return bool(rule.from_port <= port <= rule.to_port)
    return bool(rule.ip_protocol == "-1")


def _covers(rule: Any, client: str) -> bool:
    """Of the sources only addresses count: no client of the gateway is a member of a security group."""
    address = ipaddress.ip_address(client)
    blocks = [block for block in (rule.cidr_ipv4, rule.cidr_ipv6) if block]
    return any(address in ipaddress.ip_network(block) for block in blocks)
