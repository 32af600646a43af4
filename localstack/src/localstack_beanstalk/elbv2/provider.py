"""The operations of ELBv2 in which moto answers otherwise than AWS."""

from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.connect import connect_to

from ..asf import refusal, to_moto

REDIRECT_DEFAULTS = {
    "Protocol": "#{protocol}",
    "Port": "#{port}",
    "Host": "#{host}",
    "Path": "/#{path}",
    "Query": "#{query}",
}
VALUES_OF_CONDITION = {"path-pattern": "PathPatternConfig", "host-header": "HostHeaderConfig"}


class Elbv2Provider:
    """ELBv2 over moto."""

    service = "elbv2"

    @handler("DescribeRules", expand=False)
    def describe_rules(self, context: RequestContext, request: Any) -> Any:
        return _completed(to_moto(context))

    @handler("CreateRule", expand=False)
    def create_rule(self, context: RequestContext, request: Any) -> Any:
        return _completed(to_moto(context))

    @handler("SetRulePriorities", expand=False)
    def set_rule_priorities(self, context: RequestContext, request: Any) -> Any:
        wanted = {pair["RuleArn"]: int(pair["Priority"]) for pair in request["RulePriorities"]}
        rules = _backend(context).describe_rules(listener_arn=None, rule_arns=list(wanted))
        listener = _backend(context).describe_listeners(None, [rules[0].listener_arn])[0]
        others = [rule for rule in listener.rules.values() if rule.priority != "default"]
        after = [wanted.get(rule.arn, int(rule.priority)) for rule in others]
        if len(set(after)) < len(after):
            raise refusal("PriorityInUse", "Priority is currently in use")
        for rule in rules:
            rule.priority = wanted[rule.arn]
        client = connect_to(aws_access_key_id=context.account_id, region_name=context.region).elbv2
        every = client.describe_rules(ListenerArn=listener.arn)["Rules"]
        return {"Rules": [rule for rule in every if rule["RuleArn"] in wanted]}

    @handler("CreateListener", expand=False)
    def create_listener(self, context: RequestContext, request: Any) -> Any:
        balancer = _backend(context).load_balancers.get(request["LoadBalancerArn"])
        ports = [int(listener.port) for listener in balancer.listeners.values()] if balancer else []
        if request.get("Port") in ports:
            text = f"A listener already exists on this port for this load balancer '{balancer.arn}'"
            raise refusal("DuplicateListener", text)
        return to_moto(context)


def _backend(context: RequestContext) -> Any:
    from moto.elbv2.models import elbv2_backends

    return elbv2_backends[context.account_id][context.region]


def _completed(answer: Any) -> Any:
    """AWS fills defaults in, and lists rules by priority."""
    for rule in answer["Rules"]:
        for action in rule.get("Actions", []):
            _complete_action(action)
        for condition in rule.get("Conditions", []):
            if config := VALUES_OF_CONDITION.get(condition["Field"]):
                values = condition.get(config, {}).get("Values") or condition.get("Values") or []
                condition["Values"], condition[config] = values, {"Values": values}
    answer["Rules"].sort(
        key=lambda rule: (rule["Priority"] == "default", int(rule["Priority"].replace("default", "0")))
    )
    return answer


def _complete_action(action: Any) -> None:
    if action["Type"] == "redirect":
        action["RedirectConfig"] = REDIRECT_DEFAULTS | action["RedirectConfig"]
    elif action["Type"] == "forward":
        config = action.setdefault("ForwardConfig", {})
        groups = config.get("TargetGroups") or [{"TargetGroupArn": action["TargetGroupArn"], "Weight": 1}]
        config["TargetGroups"] = groups
        config.setdefault("TargetGroupStickinessConfig", {"Enabled": False})
        if len(groups) == 1:
            action["TargetGroupArn"] = groups[0]["TargetGroupArn"]
