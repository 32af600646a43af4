"""Actions of listeners and rules: what AWS refuses, and the form with every default in which it answers."""

import copy
import re

from .errors import (
    ACTION_FIELDS,
    ACTION_LAST,
    GROUP_ELSEWHERE,
    GROUP_PROTOCOL,
    GROUP_UNKNOWN,
    GROUP_VPC,
    QUOTA_GROUPS_ON_ACTION,
    QUOTA_GROUPS_ON_BALANCER,
    REDIRECT_DOWNGRADE,
    REDIRECT_LOOP,
    Problem,
    invalid,
)
from .limits import quota
from .state import Elbv2State, LoadBalancer, Shape, forwarded_to

#: what a type of action must carry
CONFIGS = {
    "redirect": "RedirectConfig",
    "fixed-response": "FixedResponseConfig",
    "authenticate-oidc": "AuthenticateOidcConfig",
    "authenticate-cognito": "AuthenticateCognitoConfig",
    "jwt-validation": "JwtValidationConfig",
}
FINAL = ("forward", "redirect", "fixed-response")
REDIRECT_DEFAULTS = {
    "Protocol": "#{protocol}",
    "Port": "#{port}",
    "Host": "#{host}",
    "Path": "/#{path}",
    "Query": "#{query}",
}
#: which placeholders a part of a redirect may contain
PLACEHOLDERS = {
    "Host": ("host",),
    "Path": ("host", "path", "port"),
    "Query": ("protocol", "host", "port", "path", "query"),
}
CONTENT_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
#: protocols of the target groups that a listener can forward to
FORWARDS_TO = {
    "HTTP": ("HTTP", "HTTPS"),
    "HTTPS": ("HTTP", "HTTPS"),
    "TCP": ("TCP", "TCP_UDP"),
    "TLS": ("TCP", "TLS"),
    "UDP": ("UDP", "TCP_UDP"),
    "TCP_UDP": ("TCP_UDP",),
}
_CONTENT_TYPE = Problem(
    "InvalidLoadBalancerAction",
    "The ContentType must be one of:'text/html', 'application/json', 'application/javascript', 'text/css', "
    "'text/plain'",
)


def complete(
    state: Elbv2State, balancer: LoadBalancer, protocol: str, port: int, actions: list[Shape]
) -> list[Shape]:
    """The actions in full, for a listener of that protocol and port; refuses what AWS refuses."""
    if not actions:
        raise invalid("An action must be specified")
    found = [_complete(state, balancer, protocol, port, copy.deepcopy(action)) for action in actions]
    found.sort(key=lambda action: action.get("Order", 0))
    if found[-1]["Type"] not in FINAL or any(action["Type"] in FINAL for action in found[:-1]):
        raise ACTION_LAST()
    if len(found) > 1:
        for number, action in enumerate(found, start=1):
            action.setdefault("Order", number)
    return found


def _complete(state: Elbv2State, balancer: LoadBalancer, protocol: str, port: int, action: Shape) -> Shape:
    kind = action["Type"]
    field = CONFIGS.get(kind)
    if field and not action.get(field):
        raise ACTION_FIELDS(type=kind, field=field)
    if kind == "forward":
        return _forward(state, balancer, protocol, action)
    if balancer.type == "network":
        raise invalid(f"Action type '{kind}' is not supported by load balancers of type 'network'")  # assumed
    if kind == "redirect":
        _redirect(action["RedirectConfig"], protocol, port)
    if kind == "fixed-response":
        content_type = action["FixedResponseConfig"].get("ContentType")
        if content_type and content_type not in CONTENT_TYPES:
            raise _CONTENT_TYPE()
    return action


def _redirect(config: Shape, protocol: str, port: int) -> None:
    for key, default in REDIRECT_DEFAULTS.items():
        config.setdefault(key, default)
    if not config["Path"].startswith("/"):
        raise invalid("The Path parameter must start with a '/'")  # assumed
    for part, allowed in PLACEHOLDERS.items():
        if unknown := {*re.findall(r"#\{(.*?)\}", config[part])} - {*allowed}:
            raise invalid(f"The {part} parameter cannot contain '#{{{unknown.pop()}}}'")  # assumed
    wanted = config["Port"]
    if wanted != "#{port}" and not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= 65535):
        raise invalid("The Port parameter must be a number between 1 and 65535 or '#{port}'")  # assumed
    if protocol == "HTTPS" and config["Protocol"] == "HTTP":
        raise REDIRECT_DOWNGRADE()
    unchanged = (
        config["Protocol"] in ("#{protocol}", protocol)
        and wanted in ("#{port}", str(port))
        and config["Host"] == "#{host}"
        and config["Path"] == "/#{path}"
    )
    if unchanged:
        raise REDIRECT_LOOP()


def _forward(state: Elbv2State, balancer: LoadBalancer, protocol: str, action: Shape) -> Shape:
    config = action.setdefault("ForwardConfig", {})
    groups = config.get("TargetGroups") or []
    single = action.get("TargetGroupArn")
    if single and not groups:
        groups = [{"TargetGroupArn": single}]
    if not groups:
        raise invalid("A target group ARN must be specified")
    if single and [group.get("TargetGroupArn") for group in groups] != [single]:
        raise invalid(
            "You cannot specify both a target group ARN and a list of other target groups"
        )  # assumed
    if len(groups) > quota(state, f"target-groups-per-action-on-{balancer.type}-load-balancer"):
        raise QUOTA_GROUPS_ON_ACTION()
    for group in groups:
        _require_group(state, balancer, protocol, group.get("TargetGroupArn") or "")
        if not 0 <= group.setdefault("Weight", 1) <= 999:
            raise invalid("Target group weight must be between 0 and 999 (inclusive)")  # assumed
    config["TargetGroups"] = groups
    config.setdefault("TargetGroupStickinessConfig", {}).setdefault("Enabled", False)
    if len(groups) == 1:
        action["TargetGroupArn"] = groups[0]["TargetGroupArn"]
    return action


def _require_group(state: Elbv2State, balancer: LoadBalancer, protocol: str, arn: str) -> None:
    group = state.target_groups.get(arn)
    if group is None:
        raise GROUP_UNKNOWN(arn=arn)
    if group.settings.get("Protocol") not in FORWARDS_TO[protocol]:
        raise GROUP_PROTOCOL(listener=protocol, group=group.settings.get("Protocol"))
    if group.settings.get("VpcId") != balancer.vpc_id:
        raise GROUP_VPC(vpc=balancer.vpc_id, arn=arn)
    if state.usage().get(arn, balancer) is not balancer:
        raise GROUP_ELSEWHERE(arn=arn)
    used = {each for rule in balancer.rules() for each in forwarded_to(rule.actions)} | {arn}
    if len(used) > quota(state, "target-groups-per-application-load-balancer"):
        raise QUOTA_GROUPS_ON_BALANCER()
