"""Rules of listeners."""

import copy
from collections import Counter

from . import actions as complete_actions
from . import conditions as complete_conditions
from .arns import new_id, require_arn
from .errors import PRIORITY_TAKEN, QUOTA_RULES, RULE_DEFAULT, RULE_UNKNOWN, invalid
from .limits import quota
from .listeners import listener
from .operation import operation
from .paging import page
from .state import Elbv2State, Listener, Rule, Shape
from .tags import check_tags


def rule(state: Elbv2State, arn: str) -> tuple[Listener, Rule]:
    """The rule with that ARN and its listener, or AWS's refusal."""
    require_arn("listener-rule", arn)
    found = state.rule(arn)
    if found is None:
        raise RULE_UNKNOWN()
    return found


class Rules:
    """The operations on rules."""

    @operation("CreateRule")
    def create_rule(self, state: Elbv2State, request: Shape) -> Shape:
        on, at = listener(state, request["ListenerArn"])
        if on.type != "application":
            raise invalid("Rules are only supported by application load balancers")  # assumed
        if request.get("Transforms"):
            raise invalid("Transforms are not emulated")
        check_tags(request.get("Tags"))
        priority = int(request["Priority"])
        conditions = complete_conditions.complete(state, request["Conditions"])
        actions = complete_actions.complete(state, on, at.protocol, at.port, request["Actions"])
        if any(other.priority == priority for other in at.rules.values()):
            raise PRIORITY_TAKEN(priority=priority)
        if sum(len(each.rules) for each in on.listeners.values()) >= quota(
            state, "rules-per-application-load-balancer"
        ):
            raise QUOTA_RULES()
        arn = at.arn.replace(":listener/", ":listener-rule/") + f"/{new_id()}"
        made = at.rules[arn] = Rule(arn, priority, conditions, actions)
        state.tagging_service.tag_resource(arn, request.get("Tags") or [])
        return {"Rules": [shape(made)]}

    @operation("ModifyRule")
    def modify_rule(self, state: Elbv2State, request: Shape) -> Shape:
        at, found = rule(state, request["RuleArn"])
        if found.is_default:
            raise RULE_DEFAULT(arn=found.arn, done="modified")
        if request.get("Transforms"):
            raise invalid("Transforms are not emulated")
        conditions, actions = request.get("Conditions"), request.get("Actions")
        if conditions is None and actions is None:
            raise invalid("Either conditions or actions must be specified")
        on = state.load_balancers[at.load_balancer_arn]
        new_conditions = found.conditions
        if conditions is not None:
            new_conditions = complete_conditions.complete(state, conditions)
        if actions is not None:
            found.actions = complete_actions.complete(state, on, at.protocol, at.port, actions)
        found.conditions = new_conditions
        return {"Rules": [shape(found)]}

    @operation("DescribeRules")
    def describe_rules(self, state: Elbv2State, request: Shape) -> Shape:
        arns = request.get("RuleArns") or []
        if arns and request.get("ListenerArn"):
            raise invalid("Rule ARNs and a listener ARN cannot be specified at the same time")
        if arns:
            found = [rule(state, arn)[1] for arn in arns]
        elif request.get("ListenerArn"):
            found = listener(state, request["ListenerArn"])[1].in_order()
        else:
            raise invalid("You must specify either listener rule ARNs or a listener ARN")
        return page(request, "Rules", [shape(each) for each in found])

    @operation("DeleteRule")
    def delete_rule(self, state: Elbv2State, request: Shape) -> Shape:
        at, found = rule(state, request["RuleArn"])
        if found.is_default:
            raise RULE_DEFAULT(arn=found.arn, done="deleted")
        del at.rules[found.arn]
        state.tagging_service.delete_all_tags_for_resource(found.arn)
        return {}

    @operation("SetRulePriorities")
    def set_rule_priorities(self, state: Elbv2State, request: Shape) -> Shape:
        wanted = [
            (*rule(state, pair.get("RuleArn") or ""), pair.get("Priority"))
            for pair in request["RulePriorities"]
        ]
        if not wanted:
            raise invalid("A rule priority must be specified")
        for _, found, priority in wanted:
            if found.is_default:
                raise RULE_DEFAULT(arn=found.arn, done="given another priority")
            if priority is None:
                raise invalid(f"A priority must be specified for rule '{found.arn}'")
        for arn, times in Counter(found.arn for _, found, _ in wanted).items():
            if times > 1:
                raise invalid(f"Rule '{arn}' was provided multiple times")
        if len({at.arn for at, _, _ in wanted}) > 1:
            raise invalid("All rules must belong to the same listener")  # assumed
        at = wanted[0][0]
        after = {arn: each.priority for arn, each in at.rules.items()} | {
            found.arn: priority for _, found, priority in wanted
        }
        for priority, times in Counter(after.values()).items():
            if times > 1:
                raise PRIORITY_TAKEN(priority=priority)
        for _, found, priority in wanted:
            found.priority = int(priority)
        return {"Rules": [shape(found) for _, found, _ in wanted]}


def shape(found: Rule) -> Shape:
    """A rule as the API shows it."""
    return {
        "RuleArn": found.arn,
        "Priority": "default" if found.is_default else str(found.priority),
        "Conditions": copy.deepcopy(found.conditions),
        "Actions": copy.deepcopy(found.actions),
        "IsDefault": found.is_default,
    }
