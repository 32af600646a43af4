"""Load balancers: creation, placement, health checks, attributes."""

import copy
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from moto.ec2.exceptions import InvalidSubnetIdError
from moto.ec2.models import ec2_backends

from ..elbv2 import placement
from ..elbv2.arns import HOSTED_ZONES, require_name
from ..elbv2.errors import SUBNET_UNKNOWN
from ..elbv2.paging import page
from .errors import (
    BALANCER_NAME_TAKEN,
    BALANCER_UNKNOWN,
    SCHEME_UNKNOWN,
    SUBNETS_AND_ZONES,
    SUBNETS_OR_ZONES,
    SUBNETS_SAME_ZONE,
    TARGET_FORM,
    TARGET_PATH,
    TARGET_PORT,
    TIMEOUT,
)
from .listeners import listeners_of, shape_of
from .operation import operation
from .state import ElbState, LoadBalancer, Shape
from .tags import tags_of

ATTRIBUTES: Shape = {
    "CrossZoneLoadBalancing": {"Enabled": False},
    "AccessLog": {"Enabled": False},
    "ConnectionDraining": {"Enabled": False, "Timeout": 300},
    "ConnectionSettings": {"IdleTimeout": 60},
    "AdditionalAttributes": [{"Key": "elb.http.desyncmitigationmode", "Value": "defensive"}],
}
#: a new load balancer connects to the instance port of its first listener
HEALTH_CHECK = {"Interval": 30, "Timeout": 5, "UnhealthyThreshold": 2, "HealthyThreshold": 10}

_TARGET = re.compile(r"(?P<protocol>HTTP|HTTPS|TCP|SSL):(?P<port>\d+)(?P<path>/.*)?")


def balancer(state: ElbState, name: str) -> LoadBalancer:
    """The load balancer of that name, or AWS's refusal."""
    if name not in state.load_balancers:
        raise BALANCER_UNKNOWN(name=name)
    return state.load_balancers[name]


class Balancers:
    """The operations on load balancers."""

    @operation("CreateLoadBalancer")
    def create_load_balancer(self, state: ElbState, request: Shape) -> Shape:
        name = request["LoadBalancerName"]
        require_name("LoadBalancer", name)
        scheme = request.get("Scheme") or "internet-facing"
        if scheme not in ("internet-facing", "internal"):
            raise SCHEME_UNKNOWN(scheme=scheme)
        listeners = listeners_of(state, request["Listeners"])
        tags = tags_of(request.get("Tags") or [], {})
        vpc, zones = _place(state, request)
        groups = placement.security_groups(state, "application", vpc, request.get("SecurityGroups"))
        first = next(iter(listeners.values()))
        made = LoadBalancer(
            name=name,
            dns_name=_dns_name(state, name, scheme),
            scheme=scheme,
            vpc_id=vpc,
            zones=zones,
            security_groups=groups,
            created=datetime.now(UTC),
            health_check={"Target": f"TCP:{first.instance_port}", **HEALTH_CHECK},
            attributes=copy.deepcopy(ATTRIBUTES),
            listeners=listeners,
            tags=tags,
        )
        existing = state.load_balancers.get(name)
        if existing is None:
            state.load_balancers[name] = made
        elif _settings(existing) != _settings(made):
            raise BALANCER_NAME_TAKEN(name=name)
        return {"DNSName": state.load_balancers[name].dns_name}

    @operation("DescribeLoadBalancers")
    def describe_load_balancers(self, state: ElbState, request: Shape) -> Shape:
        names = request.get("LoadBalancerNames") or []
        found = [balancer(state, name) for name in names] or list(state.load_balancers.values())
        return page(request, "LoadBalancerDescriptions", [_shape(state, each) for each in found])

    @operation("DeleteLoadBalancer")
    def delete_load_balancer(self, state: ElbState, request: Shape) -> Shape:
        state.load_balancers.pop(request["LoadBalancerName"], None)  # it succeeds for one that there is not
        return {}

    @operation("ConfigureHealthCheck")
    def configure_health_check(self, state: ElbState, request: Shape) -> Shape:
        found, check = balancer(state, request["LoadBalancerName"]), request["HealthCheck"]
        read_target(check["Target"])
        if check["Timeout"] >= check["Interval"]:
            raise TIMEOUT()
        found.health_check = dict(check)
        return {"HealthCheck": found.health_check}

    @operation("DescribeLoadBalancerAttributes")
    def describe_load_balancer_attributes(self, state: ElbState, request: Shape) -> Shape:
        return {"LoadBalancerAttributes": balancer(state, request["LoadBalancerName"]).attributes}

    @operation("ModifyLoadBalancerAttributes")
    def modify_load_balancer_attributes(self, state: ElbState, request: Shape) -> Shape:
        found, changes = balancer(state, request["LoadBalancerName"]), request["LoadBalancerAttributes"]
        for name, value in changes.items():
            if value is None:
                continue
            found.attributes[name] = value if isinstance(value, list) else {**found.attributes[name], **value}
        return {"LoadBalancerName": found.name, "LoadBalancerAttributes": changes}

    @operation("ApplySecurityGroupsToLoadBalancer")
    def apply_security_groups_to_load_balancer(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        wanted = request["SecurityGroups"]
        found.security_groups = placement.security_groups(state, "application", found.vpc_id, wanted)
        return {"SecurityGroups": found.security_groups}

    @operation("AttachLoadBalancerToSubnets")
    def attach_load_balancer_to_subnets(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        wanted = {"Subnets": [*found.zones.values(), *request["Subnets"]]}
        _, found.zones = _place(state, wanted)
        return {"Subnets": list(found.zones.values())}

    @operation("DetachLoadBalancerFromSubnets")
    def detach_load_balancer_from_subnets(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        found.zones = {
            zone: subnet for zone, subnet in found.zones.items() if subnet not in request["Subnets"]
        }
        return {"Subnets": list(found.zones.values())}

    @operation("EnableAvailabilityZonesForLoadBalancer")
    def enable_availability_zones_for_load_balancer(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        _, zones = _place(state, {"AvailabilityZones": request["AvailabilityZones"]})
        found.zones = zones | found.zones
        return {"AvailabilityZones": list(found.zones)}

    @operation("DisableAvailabilityZonesForLoadBalancer")
    def disable_availability_zones_for_load_balancer(self, state: ElbState, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerName"])
        gone = request["AvailabilityZones"]
        found.zones = {zone: subnet for zone, subnet in found.zones.items() if zone not in gone}
        return {"AvailabilityZones": list(found.zones)}

    @operation("DescribeAccountLimits")
    def describe_account_limits(self, state: ElbState, request: Shape) -> Shape:
        limits = {
            "classic-load-balancers": 20,
            "classic-listeners": 100,
            "classic-registered-instances": 1000,
        }
        return page(request, "Limits", [{"Name": name, "Max": str(most)} for name, most in limits.items()])


def read_target(target: str) -> tuple[str, int, str | None]:
    """Protocol, port and path of a health check's target, or AWS's refusal."""
    found = _TARGET.fullmatch(target)
    if not found:
        raise (
            TARGET_FORM()
            if target.partition(":")[0] not in ("HTTP", "HTTPS", "TCP", "SSL")
            else TARGET_PORT()
        )
    protocol, port, path = found["protocol"], int(found["port"]), found["path"]
    if not 1 <= port <= 65535:
        raise TARGET_PORT()
    if protocol in ("HTTP", "HTTPS") and not path:
        raise TARGET_PATH()
    return protocol, port, path if protocol in ("HTTP", "HTTPS") else None


def _place(state: ElbState, request: Shape) -> tuple[str, dict[str, str]]:
    """The VPC and the subnet of each zone. Zones stand for the default VPC's subnets in them."""
    ec2: Any = ec2_backends[state.account_id][state.region_name]
    ids, wanted = request.get("Subnets") or [], request.get("AvailabilityZones") or []
    if ids and wanted:
        raise SUBNETS_AND_ZONES()
    if wanted:
        defaults = ec2.get_default_subnets()
        if unknown := [zone for zone in wanted if zone not in defaults]:
            raise SUBNET_UNKNOWN(id=unknown[0])
        ids = [defaults[zone].id for zone in wanted]
    if not ids:
        raise SUBNETS_OR_ZONES()
    zones: dict[str, str] = {}
    vpc = ""
    for subnet_id in dict.fromkeys(ids):
        try:
            subnet = ec2.get_subnet(subnet_id)
        except InvalidSubnetIdError:
            raise SUBNET_UNKNOWN(id=subnet_id) from None
        if subnet.availability_zone in zones:
            raise SUBNETS_SAME_ZONE()
        zones[subnet.availability_zone], vpc = subnet.id, subnet.vpc_id
    return vpc, zones


def _dns_name(state: ElbState, name: str, scheme: str) -> str:
    prefix = "internal-" if scheme == "internal" else ""
    number = secrets.randbelow(9 * 10**8) + 10**8
    return f"{prefix}{name}-{number}.{state.region_name}.elb.amazonaws.com"


def _settings(found: LoadBalancer) -> tuple[object, ...]:
    listeners = sorted(each.settings for each in found.listeners.values())
    return found.scheme, sorted(found.zones.items()), sorted(found.security_groups), listeners


def _shape(state: ElbState, found: LoadBalancer) -> Shape:
    groups = [placement.ec2(state).get_security_group_from_id(each) for each in found.security_groups]
    policies = {name: each for name, each in found.policies.items() if each["PolicyTypeName"] not in _COOKIES}
    answer: Shape = {
        "LoadBalancerName": found.name,
        "DNSName": found.dns_name,
        "ListenerDescriptions": [shape_of(each) for each in found.listeners.values()],
        "Policies": {
            "AppCookieStickinessPolicies": _cookie_policies(found, "AppCookieStickinessPolicyType"),
            "LBCookieStickinessPolicies": _cookie_policies(found, "LBCookieStickinessPolicyType"),
            "OtherPolicies": list(policies),
        },
        "BackendServerDescriptions": [
            {"InstancePort": port, "PolicyNames": names}
            for port, names in found.backend_policies.items()
            if names
        ],
        "AvailabilityZones": list(found.zones),
        "Subnets": list(found.zones.values()),
        "VPCId": found.vpc_id,
        "Instances": [{"InstanceId": each} for each in found.instances],
        "HealthCheck": found.health_check,
        "SourceSecurityGroup": {
            "OwnerAlias": state.account_id,
            "GroupName": groups[0].name if groups and groups[0] else "default",
        },
        "SecurityGroups": found.security_groups,
        "CreatedTime": found.created,
        "Scheme": found.scheme,
    }
    if found.scheme == "internet-facing":
        answer["CanonicalHostedZoneName"] = found.dns_name
    if zone := HOSTED_ZONES["application"].get(state.region_name):
        answer["CanonicalHostedZoneNameID"] = zone
    return answer


_COOKIES = {
    "AppCookieStickinessPolicyType": "CookieName",
    "LBCookieStickinessPolicyType": "CookieExpirationPeriod",
}


def _cookie_policies(found: LoadBalancer, kind: str) -> list[Shape]:
    member = _COOKIES[kind]
    shapes = []
    for name, policy in found.policies.items():
        if policy["PolicyTypeName"] == kind:
            values = {each["AttributeName"]: each["AttributeValue"] for each in policy["PolicyAttributes"]}
            value = values.get(member)
            shape: Shape = {"PolicyName": name}
            if value is not None:
                shape[member] = int(value) if member == "CookieExpirationPeriod" else value
            shapes.append(shape)
    return shapes
