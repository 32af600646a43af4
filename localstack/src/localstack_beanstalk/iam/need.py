"""What a call needs to be allowed."""

from dataclasses import dataclass, field

from .conditions import Keys

#: of an action that has no resources, or of what does not exist
EVERYTHING = "*"
#: prefixes of actions that are not named as LocalStack's service
PREFIXES = {"elbv2": "elasticloadbalancing", "elb": "elasticloadbalancing"}


@dataclass(frozen=True)
class Need:
    """An action, on one resource, with the condition keys that the service gives for it."""

    action: str
    resource: str = EVERYTHING
    keys: Keys = field(default_factory=dict)


def action_of(service: str, operation: str) -> str:
    """The action that bears an operation's name."""
    return f"{PREFIXES.get(service, service)}:{operation}"


def tag_keys(tags: dict[str, str]) -> dict[str, str | list[str]]:
    """The condition keys of tags that a call carries."""
    found: dict[str, str | list[str]] = {f"aws:requesttag/{key.lower()}": tags[key] for key in tags}
    return found | ({"aws:tagkeys": list(tags)} if tags else {})
