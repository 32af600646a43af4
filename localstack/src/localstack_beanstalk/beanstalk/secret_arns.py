"""ARNs of what instances fetch: secrets, also one JSON key of a secret, and parameters."""

import re
from dataclasses import dataclass

_SECRET = re.compile(
    r"(?P<arn>arn:aws[\w-]*:secretsmanager:(?P<region>[\w-]+):\d{12}:secret:[^:]+)(:(?P<key>[^:]+)(:.*)?)?"
)
_PARAMETER = re.compile(r"(?P<arn>arn:aws[\w-]*:ssm:(?P<region>[\w-]+):\d{12}:parameter/(?P<name>[^:]+))")


@dataclass(frozen=True)
class Arn:
    """Where a variable's value is kept."""

    service: str
    region: str
    #: without the JSON key
    arn: str
    #: of a secret only; what stands behind a second colon is ignored
    json_key: str = ""
    #: of a parameter only
    name: str = ""

    @classmethod
    def read(cls, text: str) -> "Arn | None":
        """None for everything else."""
        if found := _SECRET.fullmatch(text):
            return cls("secretsmanager", found["region"], found["arn"], found["key"] or "")
        if found := _PARAMETER.fullmatch(text):
            # a name with slashes begins with one, which the ARN does not repeat
            name = f"/{found['name']}" if "/" in found["name"] else found["name"]
            return cls("ssm", found["region"], found["arn"], name=name)
        return None
