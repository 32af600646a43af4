"""Target groups."""

import copy

from moto.ec2.exceptions import InvalidVPCIdError

from . import attributes, health_checks
from .arns import new_id, require_arn, require_name, resource_arn
from .balancers import balancer
from .errors import GROUP_IN_USE, GROUP_NAME_TAKEN, GROUP_UNKNOWN, GROUPS_UNKNOWN, QUOTA_GROUPS, invalid
from .limits import quota
from .operation import operation
from .paging import page
from .placement import ec2
from .state import Elbv2State, LoadBalancer, Shape, TargetGroup
from .tags import check_tags

PROTOCOLS = tuple(health_checks.CHECK_PROTOCOLS)
PROTOCOL_VERSIONS = ("HTTP1", "HTTP2", "GRPC")


def group(state: Elbv2State, arn: str) -> TargetGroup:
    """The target group with that ARN, or AWS's refusal."""
    require_arn("targetgroup", arn)
    if arn not in state.target_groups:
        raise GROUP_UNKNOWN(arn=arn)
    return state.target_groups[arn]


class TargetGroups:
    """The operations on target groups."""

    @operation("CreateTargetGroup")
    def create_target_group(self, state: Elbv2State, request: Shape) -> Shape:
        name = request["Name"]
        require_name("Target group", name)
        check_tags(request.get("Tags"))
        settings = _settings(state, request)
        for existing in state.target_groups.values():
            if existing.name == name:
                if existing.settings != settings:
                    raise GROUP_NAME_TAKEN(name=name)
                return {"TargetGroups": [shape(existing, state.usage())]}
        if len(state.target_groups) >= quota(state, "target-groups"):
            raise QUOTA_GROUPS()
        arn = resource_arn(state, f"targetgroup/{name}/{new_id()}")
        table = attributes.GROUP[_family(settings)]
        made = state.target_groups[arn] = TargetGroup(arn, name, settings, attributes.defaults(table))
        state.tagging_service.tag_resource(arn, request.get("Tags") or [])
        return {"TargetGroups": [shape(made, {})]}

    @operation("ModifyTargetGroup")
    def modify_target_group(self, state: Elbv2State, request: Shape) -> Shape:
        found = group(state, request["TargetGroupArn"])
        found.settings = health_checks.modified(found.settings["Protocol"], found.settings, request)
        return {"TargetGroups": [shape(found, state.usage())]}

    @operation("DescribeTargetGroups")
    def describe_target_groups(self, state: Elbv2State, request: Shape) -> Shape:
        arns, names = request.get("TargetGroupArns") or [], request.get("Names") or []
        if sum(map(bool, (arns, names, request.get("LoadBalancerArn")))) > 1:
            raise invalid("Specify one of load balancer ARN, target group ARNs and names")  # assumed
        usage = state.usage()
        found = list(state.target_groups.values())
        if request.get("LoadBalancerArn"):
            of = balancer(state, request["LoadBalancerArn"])
            found = [each for each in found if usage.get(each.arn) is of]
        if arns:
            for arn in arns:
                require_arn("targetgroup", arn)
            found = [each for each in found if each.arn in arns]
        if names:
            found = [each for each in found if each.name in names]
        if {*arns} - {each.arn for each in found} or {*names} - {each.name for each in found}:
            raise GROUPS_UNKNOWN()
        return page(request, "TargetGroups", [shape(each, usage) for each in found])

    @operation("DeleteTargetGroup")
    def delete_target_group(self, state: Elbv2State, request: Shape) -> Shape:
        arn = request["TargetGroupArn"]
        require_arn("targetgroup", arn)
        if arn in state.usage():
            raise GROUP_IN_USE(arn=arn)
        state.target_groups.pop(arn, None)  # the model documents no error for one that there is not
        state.tagging_service.delete_all_tags_for_resource(arn)
        return {}

    @operation("DescribeTargetGroupAttributes")
    def describe_target_group_attributes(self, state: Elbv2State, request: Shape) -> Shape:
        return {"Attributes": attributes.listed(group(state, request["TargetGroupArn"]).attributes)}

    @operation("ModifyTargetGroupAttributes")
    def modify_target_group_attributes(self, state: Elbv2State, request: Shape) -> Shape:
        found = group(state, request["TargetGroupArn"])
        table = attributes.GROUP[_family(found.settings)]
        changed = attributes.set_attributes("Target group", table, found.attributes, request["Attributes"])
        return {"Attributes": changed}


def shape(found: TargetGroup, usage: dict[str, LoadBalancer]) -> Shape:
    """A target group as the API shows it."""
    return {
        "TargetGroupArn": found.arn,
        "TargetGroupName": found.name,
        **copy.deepcopy(found.settings),
        "LoadBalancerArns": [usage[found.arn].arn] if found.arn in usage else [],
    }


def _family(settings: Shape) -> str:
    return "application" if settings["Protocol"] in health_checks.HTTP else "network"


def _settings(state: Elbv2State, request: Shape) -> Shape:
    kind = request.get("TargetType") or "instance"
    if kind not in ("instance", "ip"):
        raise invalid(f"Target groups with target type '{kind}' are not emulated")
    for member, called in (("Protocol", "protocol"), ("Port", "port"), ("VpcId", "VPC ID")):
        if not request.get(member):
            raise invalid(f"A {called} must be specified")
    protocol = request["Protocol"]
    if protocol not in PROTOCOLS:
        raise invalid(f"Target groups with protocol '{protocol}' are not emulated")
    try:
        ec2(state).get_vpc(request["VpcId"])
    except InvalidVPCIdError:
        raise invalid(f"The VPC ID '{request['VpcId']}' is not found") from None
    settings: Shape = {
        "Protocol": protocol,
        "Port": request["Port"],
        "VpcId": request["VpcId"],
        **health_checks.created(protocol, request),
        "TargetType": kind,
        "IpAddressType": request.get("IpAddressType") or "ipv4",
    }
    if protocol in health_checks.HTTP:
        settings["ProtocolVersion"] = request.get("ProtocolVersion") or "HTTP1"
        if settings["ProtocolVersion"] not in PROTOCOL_VERSIONS:
            allowed = ", ".join(PROTOCOL_VERSIONS)
            raise invalid(f"Protocol version '{settings['ProtocolVersion']}' must be one of '{allowed}'")
    elif request.get("ProtocolVersion"):
        raise invalid(f"Protocol version cannot be specified for target groups with protocol '{protocol}'")
    return settings
