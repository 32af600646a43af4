"""Tags of load balancers, listeners, rules and target groups."""

from .arns import kind_of
from .errors import (
    BALANCER_UNKNOWN,
    GROUP_UNKNOWN,
    LISTENER_UNKNOWN,
    QUOTA_TAGS,
    RULE_UNKNOWN,
    TAG_TWICE,
    invalid,
)
from .limits import ARNS_PER_CALL, TAGS_PER_RESOURCE
from .operation import operation
from .state import Elbv2State, Shape


def check_tags(tags: list[Shape] | None, existing: dict[str, str] | None = None) -> None:
    """Refuses keys given twice, and more tags than a resource may have."""
    keys = [tag["Key"] for tag in tags or ()]
    for key in keys:
        if keys.count(key) > 1:
            raise TAG_TWICE(key=key)
    if len({*keys, *(existing or ())}) > TAGS_PER_RESOURCE:
        raise QUOTA_TAGS()


class Tags:
    """The operations on tags."""

    @operation("AddTags")
    def add_tags(self, state: Elbv2State, request: Shape) -> Shape:
        arns = _existing(state, request["ResourceArns"])
        for arn in arns:
            check_tags(request["Tags"], state.tagging_service.get_tag_dict_for_resource(arn))
        for arn in arns:
            state.tagging_service.tag_resource(arn, request["Tags"])
        return {}

    @operation("RemoveTags")
    def remove_tags(self, state: Elbv2State, request: Shape) -> Shape:
        for arn in _existing(state, request["ResourceArns"]):
            state.tagging_service.untag_resource_using_names(arn, request["TagKeys"])
        return {}

    @operation("DescribeTags")
    def describe_tags(self, state: Elbv2State, request: Shape) -> Shape:
        arns = _existing(state, request["ResourceArns"])
        return {
            "TagDescriptions": [
                {"ResourceArn": arn, "Tags": state.tagging_service.list_tags_for_resource(arn)["Tags"]}
                for arn in arns
            ]
        }


def _existing(state: Elbv2State, arns: list[str]) -> list[str]:
    if not arns:
        raise invalid("A resource ARN must be specified")
    if len(arns) > ARNS_PER_CALL:
        raise invalid(f"You cannot specify more than '{ARNS_PER_CALL}' resource ARNs")
    for arn in arns:
        _require_existing(state, arn)
    return arns


def _require_existing(state: Elbv2State, arn: str) -> None:
    kind = kind_of(arn)
    if kind is None:
        raise invalid(f"'{arn}' is not a valid ARN")
    if kind == "loadbalancer" and arn not in state.load_balancers:
        raise BALANCER_UNKNOWN(arn=arn)
    if kind == "targetgroup" and arn not in state.target_groups:
        raise GROUP_UNKNOWN(arn=arn)
    if kind == "listener" and not state.listener(arn):
        raise LISTENER_UNKNOWN()
    if kind == "listener-rule" and not state.rule(arn):
        raise RULE_UNKNOWN()
