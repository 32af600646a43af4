"""What every kind of stack resource can do."""

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..aws import Aws

Properties = Mapping[str, Any]
Tags = Mapping[str, str]


@dataclass(frozen=True)
class Naming:
    """What the physical name of a resource is made of."""

    stack: str
    logical_id: str

    def long(self) -> str:
        return f"{self.stack}-{self.logical_id}-{_suffix(string.ascii_uppercase + string.digits, 12)}"

    def classic(self) -> str:
        return f"{self.stack[:9]}-AWSEBLoa-{_suffix(string.ascii_uppercase + string.digits, 13)}"

    def short(self, separator: str = "-") -> str:
        # load balancers may have 32 characters in their names: the stack's name is cut down to its prefix
        return f"awseb{separator}AWSEB-{_suffix(string.ascii_letters + string.digits, 12)}"


class Refused(Exception):
    """A resource that cannot be made, for a reason that no AWS call would tell."""


class Kind:
    """A kind of resource: how it is made, changed in place, tagged, and deleted."""

    #: how events call it
    title = ""
    #: what is told before one is deleted, where that takes its time
    slow_to_delete = ""
    #: properties that cannot be changed in place
    fixed: frozenset[str] = frozenset()

    def create(self, aws: Aws, naming: Naming, properties: Properties, tags: Tags) -> str:
        """Makes one, and returns its physical id."""
        raise NotImplementedError

    def update(self, aws: Aws, physical_id: str, old: Properties, new: Properties) -> None:
        """Sets what differs and nothing else: other edits from outside survive."""
        raise NotImplementedError

    def delete(self, aws: Aws, physical_id: str) -> None:
        raise NotImplementedError

    def attributes(self, aws: Aws, physical_id: str) -> dict[str, str]:
        """What other resources may refer to beside the physical id."""
        return {}

    def retag(self, aws: Aws, physical_id: str, tags: Tags, removed: list[str]) -> None:
        """Sets tags, and removes some."""


def changed(old: Properties, new: Properties, *names: str) -> bool:
    """Whether any of these properties differs."""
    return any(old.get(name) != new.get(name) for name in names)


def tag_list(tags: Tags) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _suffix(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
