"""The instance metadata service (EC2 guide, "Use instance metadata"): what an instance can ask about itself.

On AWS it answers at 169.254.169.254. Here each application has one of its own on a loopback port, which it is
told as the SDKs want it told. Version 1, without tokens, answers only where the environment allows it: Amazon
Linux 2023 does not. What AWS answers to a path that is there in part, or to another method, is assumed.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from moto.ec2.models import ec2_backends

from ..elbv2.placement import ec2_instance
from ..elbv2.state import now
from .serving import Answer, Asked, Server

#: the SDKs' name for where the service answers
VARIABLE = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
TOKEN_PATH = "/latest/api/token"
METADATA_PATH = "/latest/meta-data"
TOKEN, LIFETIME = "x-aws-ec2-metadata-token", "x-aws-ec2-metadata-token-ttl-seconds"
LONGEST_LIFETIME = 21_600


@dataclass(frozen=True)
class Trouble:
    """How a test wants the service to be: late, or answering everything with a status."""

    delay_seconds: float = 0.0
    status: int | None = None


class Metadata(Server):
    """The metadata service of one instance."""

    def __init__(self, facts: Callable[[], dict[str, str]], token_required: bool) -> None:
        self.trouble = Trouble()
        self._facts = facts
        self._token_required = token_required
        #: token -> when it expires
        self._tokens: dict[str, float] = {}
        super().__init__()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def respond(self, asked: Asked) -> Answer:
        delay = self.trouble.delay_seconds
        if self.trouble.status is not None:
            return Answer(self.trouble.status, "", delay)
        status, body, headers = self._respond(asked)
        return Answer(status, body, delay, {"Server": "EC2ws", **headers})

    def _respond(self, asked: Asked) -> tuple[int, str, dict[str, str]]:
        path = asked.path.partition("?")[0]
        if path == TOKEN_PATH:
            return self._give_token(asked)
        if asked.method not in ("GET", "HEAD"):
            return 405, "", {}
        if not self._may_ask(asked.headers.get(TOKEN)):
            return 401, "", {}
        found = told(self._facts(), path)
        return (404, "", {}) if found is None else (200, found, {})

    def _give_token(self, asked: Asked) -> tuple[int, str, dict[str, str]]:
        if asked.method != "PUT":
            return 405, "", {}
        if "x-forwarded-for" in asked.headers:  # "IMDSv2 rejects requests with an X-Forwarded-For header"
            return 403, "", {}
        lifetime = asked.headers.get(LIFETIME, "")
        if not (lifetime.isascii() and lifetime.isdigit() and 1 <= int(lifetime) <= LONGEST_LIFETIME):
            return 400, "", {}
        self._tokens = {token: end for token, end in self._tokens.items() if end > now()}
        token = secrets.token_urlsafe(40) + "=="
        self._tokens[token] = now() + int(lifetime)
        return 200, token, {"X-Aws-Ec2-Metadata-Token-Ttl-Seconds": lifetime}

    def _may_ask(self, token: str | None) -> bool:
        if token is None:
            return not self._token_required
        return self._tokens.get(token, 0.0) > now()


def facts(account: str, region: str, instance_id: str) -> dict[str, str]:
    """What EC2 knows of an instance, by path below ``meta-data/``."""
    found = {"instance-id": instance_id, "placement/region": region}
    instance = ec2_instance(ec2_backends[account][region], instance_id)
    if instance is None:  # a test runs an application on an instance that EC2 does not know
        return found
    return found | {
        "ami-id": instance.image_id,
        "hostname": instance.private_dns_name,
        "instance-type": instance.instance_type,
        "local-hostname": instance.private_dns_name,
        "local-ipv4": instance.private_ip_address,
        "placement/availability-zone": instance.placement.zone,
    }


def told(known: dict[str, str], path: str) -> str | None:
    """What stands at a path: a value, or the names below it, a line each; None if nothing does."""
    if path != METADATA_PATH and not path.startswith(f"{METADATA_PATH}/"):
        return None
    name = path.removeprefix(METADATA_PATH).strip("/")
    if name in known:
        return known[name]
    folder = f"{name}/" if name else ""
    below = (each.removeprefix(folder).partition("/") for each in known if each.startswith(folder))
    return "\n".join(sorted({first + slash for first, slash, _ in below})) or None
