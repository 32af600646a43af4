"""Tags of classic load balancers."""

from ..elbv2.limits import TAGS_PER_RESOURCE
from .errors import BALANCER_UNKNOWN, TAG_TWICE, TOO_MANY_TAGS
from .operation import operation
from .state import ElbState, LoadBalancer, Shape


class Tags:
    """The operations on tags."""

    @operation("AddTags")
    def add_tags(self, state: ElbState, request: Shape) -> Shape:
        found = _balancers(state, request)
        after = [tags_of(request["Tags"], each.tags) for each in found]
        for each, tags in zip(found, after, strict=True):
            each.tags = tags
        return {}

    @operation("RemoveTags")
    def remove_tags(self, state: ElbState, request: Shape) -> Shape:
        for found in _balancers(state, request):
            for tag in request["Tags"]:
                found.tags.pop(tag.get("Key"), None)
        return {}

    @operation("DescribeTags")
    def describe_tags(self, state: ElbState, request: Shape) -> Shape:
        return {
            "TagDescriptions": [
                {
                    "LoadBalancerName": found.name,
                    "Tags": [{"Key": key, "Value": value} for key, value in found.tags.items()],
                }
                for found in _balancers(state, request)
            ]
        }


def tags_of(wanted: list[Shape], existing: dict[str, str]) -> dict[str, str]:
    """The tags after an addition, or AWS's refusal."""
    keys = [tag["Key"] for tag in wanted]
    for key in keys:
        if keys.count(key) > 1:
            raise TAG_TWICE(key=key)
    after = existing | {tag["Key"]: tag.get("Value") or "" for tag in wanted}
    if len(after) > TAGS_PER_RESOURCE:
        raise TOO_MANY_TAGS()
    return after


def _balancers(state: ElbState, request: Shape) -> list[LoadBalancer]:
    for name in request["LoadBalancerNames"]:
        if name not in state.load_balancers:
            raise BALANCER_UNKNOWN(name=name)
    return [state.load_balancers[name] for name in request["LoadBalancerNames"]]
