"""Names and ARNs: how they are made, and which are refused."""

import re
import secrets

from .errors import invalid
from .state import Elbv2State

#: kind -> how AWS calls it, and the pattern of its ARN's last part
_KINDS = {
    "loadbalancer": ("load balancer", r"loadbalancer/(app|net|gwy)/[^/]+/[0-9a-f]+"),
    "listener": ("listener", r"listener/(app|net|gwy)/[^/]+/[0-9a-f]+/[0-9a-f]+"),
    "listener-rule": ("listener rule", r"listener-rule/(app|net)/[^/]+/[0-9a-f]+/[0-9a-f]+/[0-9a-f]+"),
    "targetgroup": ("target group", r"targetgroup/[^/]+/[0-9a-f]+"),
}
#: hosted zone of the load balancers' DNS names (AWS General Reference, "Elastic Load Balancing endpoints")
HOSTED_ZONES = {
    "application": {
        "us-east-1": "Z35SXDOTRQ7X7K",
        "us-east-2": "Z3AADJGX6KTTL2",
        "us-west-1": "Z368ELLRRE2KJ0",
        "us-west-2": "Z1H1FL5HABSF5",
        "ca-central-1": "ZQSVJUPU6J1EY",
        "sa-east-1": "Z2P70J7HTTTPLU",
        "eu-west-1": "Z32O12XQLNTSW2",
        "eu-west-2": "ZHURV8PSTC4K8",
        "eu-west-3": "Z3Q77PNBQS71R4",
        "eu-central-1": "Z215JYRZR1TBD5",
        "eu-north-1": "Z23TAZ6LKFMNIO",
        "ap-south-1": "ZP97RAFLXTNZK",
        "ap-northeast-1": "Z14GRHDCWA56QT",
        "ap-northeast-2": "ZWKZPGTI48KDX",
        "ap-northeast-3": "Z5LXEXXYW11ES",
        "ap-southeast-1": "Z1LMS91P8CMLE5",
        "ap-southeast-2": "Z1GM3OXH4ZPM65",
    },
    "network": {
        "us-east-1": "Z26RNL4JYFTOTI",
        "us-east-2": "ZLMOA37VPKANP",
        "us-west-1": "Z24FKFUX50B4VW",
        "us-west-2": "Z18D5FSROUN65G",
        "eu-west-1": "Z2IFOLAFXWLO4F",
        "eu-west-2": "ZD4D7Y8KGAS4G",
        "eu-west-3": "Z1CMS0P5QUZ6D5",
        "eu-central-1": "Z3F0SRJ5LGBH90",
        "eu-north-1": "Z1UDT6IFJ4EJM",
    },
}
SHORT_TYPE = {"application": "app", "network": "net"}


def new_id() -> str:
    """The random part of an ARN."""
    return secrets.token_hex(8)


def resource_arn(state: Elbv2State, rest: str) -> str:
    """An ARN of this account and region."""
    return f"arn:{state.partition}:elasticloadbalancing:{state.region_name}:{state.account_id}:{rest}"


def require_arn(kind: str, arn: str) -> None:
    """Refuses what is not an ARN of that kind, existing or not."""
    called, rest = _KINDS[kind]
    if not re.fullmatch(rf"arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{{12}}:{rest}", arn):
        raise invalid(f"'{arn}' is not a valid {called} ARN")


def kind_of(arn: str) -> str | None:
    """What an ARN is of: a key of this module's kinds, or None."""
    for kind, (_, rest) in _KINDS.items():
        if re.fullmatch(rf"arn:aws[\w-]*:elasticloadbalancing:[\w-]+:\d{{12}}:{rest}", arn):
            return kind
    return None


def dns_name(state: Elbv2State, name: str, kind: str, scheme: str, arn_id: str) -> str:
    """The DNS name of a new load balancer."""
    prefix = "internal-" if scheme == "internal" else ""
    if kind == "network":
        return f"{prefix}{name}-{arn_id}.elb.{state.region_name}.amazonaws.com"
    number = secrets.randbelow(9 * 10**8) + 10**8
    return f"{prefix}{name}-{number}.{state.region_name}.elb.amazonaws.com".lower()


def require_name(called: str, name: str) -> None:
    """Refuses names that load balancers and target groups cannot have."""
    if len(name) > 32:
        raise invalid(f"{called} name '{name}' cannot be longer than '32' characters")
    if not re.fullmatch(r"[a-zA-Z0-9-]+", name):
        raise invalid(
            f"{called} name '{name}' can only contain characters that are alphanumeric characters "
            "and hyphens(-)"
        )
    if name.startswith("-") or name.endswith("-"):
        raise invalid(f"{called} name '{name}' cannot begin or end with a hyphen(-)")
