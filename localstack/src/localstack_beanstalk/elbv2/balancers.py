"""Load balancers."""

from datetime import UTC, datetime

from . import attributes
from .arns import HOSTED_ZONES, SHORT_TYPE, dns_name, new_id, require_arn, require_name, resource_arn
from .errors import (
    BALANCER_NAME_TAKEN,
    BALANCER_PROTECTED,
    BALANCER_UNKNOWN,
    BALANCERS_UNKNOWN,
    GROUPS_NEVER,
    QUOTA_BALANCERS,
    invalid,
)
from .limits import ARNS_PER_CALL, quota
from .operation import operation
from .pace import PROVISIONING, scaled
from .paging import page
from .placement import place, security_groups
from .state import Elbv2State, LoadBalancer, Shape, now
from .tags import check_tags


def balancer(state: Elbv2State, arn: str) -> LoadBalancer:
    """The load balancer with that ARN, or AWS's refusal."""
    require_arn("loadbalancer", arn)
    if arn not in state.load_balancers:
        raise BALANCER_UNKNOWN(arn=arn)
    return state.load_balancers[arn]


class Balancers:
    """The operations on load balancers."""

    @operation("CreateLoadBalancer")
    def create_load_balancer(self, state: Elbv2State, request: Shape) -> Shape:
        name, kind = request["Name"], request.get("Type") or "application"
        require_name("Load balancer", name)
        if name.startswith("internal-"):
            raise invalid(f"Load balancer name '{name}' cannot begin with 'internal-'")
        if kind not in SHORT_TYPE:
            raise invalid(f"Load balancers of type '{kind}' are not emulated")
        check_tags(request.get("Tags"))
        vpc, zones = place(state, kind, request)
        wanted = _new(state, name, kind, vpc, zones, request)
        for existing in state.load_balancers.values():
            if existing.name == name:
                if _settings(existing) != _settings(wanted):
                    raise BALANCER_NAME_TAKEN(name=name)
                return {"LoadBalancers": [shape(existing)]}
        if _count(state, kind) >= quota(state, f"{kind}-load-balancers"):
            raise QUOTA_BALANCERS()
        state.load_balancers[wanted.arn] = wanted
        state.tagging_service.tag_resource(wanted.arn, request.get("Tags") or [])
        return {"LoadBalancers": [shape(wanted)]}

    @operation("DescribeLoadBalancers")
    def describe_load_balancers(self, state: Elbv2State, request: Shape) -> Shape:
        arns, names = request.get("LoadBalancerArns") or [], request.get("Names") or []
        if arns and names:
            raise invalid("Load balancer names and load balancer ARNs cannot be specified at the same time")
        if max(len(arns), len(names)) > ARNS_PER_CALL:
            raise invalid(f"You cannot specify more than '{ARNS_PER_CALL}' load balancers")
        for arn in arns:
            require_arn("loadbalancer", arn)
        found = [
            each
            for each in state.load_balancers.values()
            if (not arns or each.arn in arns) and (not names or each.name in names)
        ]
        if {*names} - {each.name for each in found} or {*arns} - {each.arn for each in found}:
            raise BALANCERS_UNKNOWN()
        return page(request, "LoadBalancers", [shape(each) for each in found])

    @operation("DeleteLoadBalancer")
    def delete_load_balancer(self, state: Elbv2State, request: Shape) -> Shape:
        arn = request["LoadBalancerArn"]
        require_arn("loadbalancer", arn)
        found = state.load_balancers.get(arn)
        if found is None:  # the API reference: "the call succeeds"
            return {}
        if found.attributes["deletion_protection.enabled"] == "true":
            raise BALANCER_PROTECTED(arn=arn)
        del state.load_balancers[arn]
        for listener in found.listeners.values():
            state.tagging_service.delete_all_tags_for_resource(listener.arn)
            for rule in listener.in_order():
                state.tagging_service.delete_all_tags_for_resource(rule.arn)
        state.tagging_service.delete_all_tags_for_resource(arn)
        return {}

    @operation("DescribeLoadBalancerAttributes")
    def describe_load_balancer_attributes(self, state: Elbv2State, request: Shape) -> Shape:
        return {"Attributes": attributes.listed(balancer(state, request["LoadBalancerArn"]).attributes)}

    @operation("ModifyLoadBalancerAttributes")
    def modify_load_balancer_attributes(self, state: Elbv2State, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerArn"])
        table = attributes.BALANCER[found.type]
        wanted = request["Attributes"]
        return {"Attributes": attributes.set_attributes("Load balancer", table, found.attributes, wanted)}

    @operation("SetSecurityGroups")
    def set_security_groups(self, state: Elbv2State, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerArn"])
        if found.type == "network" and not found.security_groups:
            raise GROUPS_NEVER(arn=found.arn)
        if not request["SecurityGroups"]:
            raise invalid("At least one security group must be specified")
        found.security_groups = security_groups(state, found.type, found.vpc_id, request["SecurityGroups"])
        return {"SecurityGroupIds": found.security_groups}

    @operation("SetSubnets")
    def set_subnets(self, state: Elbv2State, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerArn"])
        vpc, zones = place(state, found.type, request)
        if vpc != found.vpc_id:
            raise invalid(f"The subnets are not in the VPC of the load balancer '{found.vpc_id}'")
        found.zones = zones
        if request.get("IpAddressType"):
            found.ip_address_type = request["IpAddressType"]
        return {"AvailabilityZones": _zones(found), "IpAddressType": found.ip_address_type}

    @operation("SetIpAddressType")
    def set_ip_address_type(self, state: Elbv2State, request: Shape) -> Shape:
        found = balancer(state, request["LoadBalancerArn"])
        found.ip_address_type = request["IpAddressType"]
        return {"IpAddressType": found.ip_address_type}


def shape(found: LoadBalancer) -> Shape:
    """A load balancer as the API shows it."""
    answer: Shape = {
        "LoadBalancerArn": found.arn,
        "DNSName": found.dns_name,
        "CreatedTime": found.created,
        "LoadBalancerName": found.name,
        "Scheme": found.scheme,
        "VpcId": found.vpc_id,
        "State": {"Code": "active" if now() >= found.active_at else "provisioning"},
        "Type": found.type,
        "AvailabilityZones": _zones(found),
        "SecurityGroups": found.security_groups,
        "IpAddressType": found.ip_address_type,
    }
    region = found.arn.split(":")[3]
    if zone := HOSTED_ZONES[found.type].get(region):
        answer["CanonicalHostedZoneId"] = zone
    return answer


def _new(
    state: Elbv2State, name: str, kind: str, vpc: str, zones: dict[str, str], request: Shape
) -> LoadBalancer:
    arn_id, scheme = new_id(), request.get("Scheme") or "internet-facing"
    return LoadBalancer(
        arn=resource_arn(state, f"loadbalancer/{SHORT_TYPE[kind]}/{name}/{arn_id}"),
        name=name,
        type=kind,
        scheme=scheme,
        dns_name=dns_name(state, name, kind, scheme, arn_id),
        vpc_id=vpc,
        zones=zones,
        security_groups=security_groups(state, kind, vpc, request.get("SecurityGroups")),
        ip_address_type=request.get("IpAddressType") or "ipv4",
        created=datetime.now(UTC),
        active_at=now() + scaled(state.account_id, PROVISIONING),
        attributes=attributes.defaults(attributes.BALANCER[kind]),
    )


def _settings(found: LoadBalancer) -> tuple[object, ...]:
    """What must be equal for a second creation to be taken for the first."""
    groups = sorted(found.security_groups)
    return found.type, found.scheme, found.vpc_id, sorted(found.zones.items()), groups, found.ip_address_type


def _count(state: Elbv2State, kind: str) -> int:
    return sum(each.type == kind for each in state.load_balancers.values())


def _zones(found: LoadBalancer) -> list[Shape]:
    return [
        {"ZoneName": zone, "SubnetId": subnet, "LoadBalancerAddresses": []}
        for zone, subnet in found.zones.items()
    ]
