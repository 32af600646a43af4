"""Elastic Load Balancing, both generations: which actions a call needs, on which resources.

Source: service authorization reference, "Elastic Load Balancing V2": what describes has no resources, what
changes names them. Assumed: that ``AddTags`` of a rule to be made is asked for on ``listener-rule/...``, as
that of a target group is on ``targetgroup/...``.
"""

from typing import Any

from .need import EVERYTHING, Need, tag_keys

#: members with the ARN of what a call changes; the first that a request has counts
MEMBERS = ("RuleArn", "ListenerArn", "TargetGroupArn", "LoadBalancerArn", "ResourceArn")
MADE = {"CreateRule", "CreateListener", "CreateTargetGroup", "CreateLoadBalancer"}


def needs(account: str, region: str, operation: str, request: Any) -> list[Need]:
    """What the call needs."""
    arns = _resources(f"arn:aws:elasticloadbalancing:{region}:{account}", operation, request)
    tags = {tag["Key"]: tag.get("Value") or "" for tag in request.get("Tags") or ()}
    found = [_need(operation, arn, tag_keys(tags)) for arn in arns]
    if tags and operation in MADE:
        made = _made(arns[0], operation)
        keys = tag_keys(tags) | {"elasticloadbalancing:createaction": operation}
        found.append(_need("AddTags", made, keys))
    return found


def _need(operation: str, arn: str, keys: Any) -> Need:
    return Need(f"elasticloadbalancing:{operation}", arn, keys)


def _resources(prefix: str, operation: str, request: Any) -> list[str]:
    if operation.startswith("Describe"):
        return [EVERYTHING]
    if pairs := request.get("RulePriorities"):
        return [pair["RuleArn"] for pair in pairs]
    if arns := request.get("ResourceArns"):
        return list(arns)
    if operation == "CreateTargetGroup":
        return [f"{prefix}:targetgroup/{request.get('Name')}/*"]
    if operation == "CreateLoadBalancer" and (name := request.get("Name")):
        kind = {"network": "net", "gateway": "gwy"}.get(request.get("Type") or "", "app")
        return [f"{prefix}:loadbalancer/{kind}/{name}/*"]
    if name := request.get("LoadBalancerName"):
        return [f"{prefix}:loadbalancer/{name}"]
    return [next((request[member] for member in MEMBERS if request.get(member)), EVERYTHING)]


def _made(arn: str, operation: str) -> str:
    """The ARN of what a call makes, as far as it is known before."""
    if operation == "CreateRule":
        return arn.replace(":listener/", ":listener-rule/") + "/*"
    if operation == "CreateListener":
        return arn.replace(":loadbalancer/", ":listener/") + "/*"
    return arn
