"""Requests split between the environment's target groups and their twins, which new instances are in."""

from typing import Any

from ..operation import Operation
from ..resources import KINDS
from ..resources.kind import Naming

TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"


class Split:
    """A twin of each target group, and what the listeners and rules of the environment did before.

    Rules that others have made are not split: they are not Elastic Beanstalk's.
    """

    def __init__(self, operation: Operation) -> None:
        self._elbv2 = operation.aws.elbv2
        stack = operation.environment.stack
        kind, self._twins = KINDS[TARGET_GROUP], {}
        for logical_id, physical in stack.resources.items():
            if physical.type == TARGET_GROUP:
                naming = Naming(stack.name, logical_id)
                twin = kind.create(operation.aws, naming, physical.properties, stack.tags)
                self._twins[physical.id] = twin
        self._listeners = {arn: self._of_listener(arn) for arn in stack.all(LISTENER)}
        self._rules = {arn: self._of_rule(arn) for arn in stack.all(RULE)}

    @property
    def groups(self) -> list[str]:
        """The twins."""
        return list(self._twins.values())

    def share(self, percent: int) -> None:
        """Sends so much of what came to a group to its twin."""
        for arn, actions in self._listeners.items():
            self._elbv2.modify_listener(ListenerArn=arn, DefaultActions=self._split(actions, percent))
        for arn, actions in self._rules.items():
            self._elbv2.modify_rule(RuleArn=arn, Actions=self._split(actions, percent))

    def end(self) -> None:
        """Lets listeners and rules do what they did before, and deletes the twins."""
        for arn, actions in self._listeners.items():
            self._elbv2.modify_listener(ListenerArn=arn, DefaultActions=actions)
        for arn, actions in self._rules.items():
            self._elbv2.modify_rule(RuleArn=arn, Actions=actions)
        for twin in self.groups:
            self._elbv2.delete_target_group(TargetGroupArn=twin)

    def _of_listener(self, arn: str) -> list[dict[str, Any]]:
        [found] = self._elbv2.describe_listeners(ListenerArns=[arn])["Listeners"]
        return list(found["DefaultActions"])

    def _of_rule(self, arn: str) -> list[dict[str, Any]]:
        [found] = self._elbv2.describe_rules(RuleArns=[arn])["Rules"]
        return list(found["Actions"])

    def _split(self, actions: list[dict[str, Any]], percent: int) -> list[dict[str, Any]]:
        return [self._split_action(action, percent) for action in actions]

    def _split_action(self, action: dict[str, Any], percent: int) -> dict[str, Any]:
        """What forwards to one of the environment's groups is split, all else is as it was."""
        twin = self._twins.get(action.get("TargetGroupArn", ""))
        if twin is None:
            return action
        shares = {action["TargetGroupArn"]: 100 - percent, twin: percent}
        groups = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in shares.items()]
        kept = {name: action[name] for name in ("Type", "Order") if name in action}
        return kept | {"ForwardConfig": {"TargetGroups": groups}}
