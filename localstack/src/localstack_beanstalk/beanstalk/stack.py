"""The stack of an environment: made, changed, and rolled back as CloudFormation does it.

A resource is touched only when its own properties in the template change. So what others changed by API
survives until then.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from .aws import Aws
from .resources import KINDS
from .resources.kind import Naming, Refused

LOG = logging.getLogger(__name__)

#: told of what was done: "Created", the resource's title, its physical id
Announce = Callable[[str, str, str], None]


@dataclass(frozen=True)
class Ref:
    """The physical id of another resource of the stack, or one of its attributes."""

    logical_id: str
    attribute: str = ""


@dataclass(frozen=True)
class Resource:
    """A resource as the template has it; its properties may hold ``Ref``s to resources before it."""

    type: str
    properties: Mapping[str, Any]


#: in the order of creation
Template = dict[str, Resource]


@dataclass
class Physical:
    """A resource that stands, with the properties that it was last given."""

    type: str
    id: str
    properties: Mapping[str, Any]
    attributes: dict[str, str]


class StackFailure(Exception):
    """An update or a creation that failed and was rolled back."""

    def __init__(self, logical_id: str, title: str, physical_id: str | None, reason: str) -> None:
        super().__init__(reason)
        self.logical_id = logical_id
        self.title = title
        self.physical_id = physical_id
        self.reason = reason


@dataclass
class Stack:
    """The resources of one environment."""

    name: str
    arn: str
    tags: dict[str, str] = field(default_factory=dict)
    resources: dict[str, Physical] = field(default_factory=dict)
    #: resources that an update replaced or removed and could not delete
    left_behind: list[Physical] = field(default_factory=list)

    def find(self, logical_id: str, attribute: str = "") -> str:
        """The physical id, or an attribute, of a resource; "" when it is not there."""
        here = self.resources.get(logical_id)
        if here is None:
            return ""
        return here.attributes.get(attribute, "") if attribute else here.id

    def all(self, kind: str) -> list[str]:
        """The physical ids of all resources of a type."""
        return [physical.id for physical in self.resources.values() if physical.type == kind]

    def update(self, template: Template, aws: Aws, announce: Announce) -> None:
        """Makes the stack as the template says, or leaves it as it was and raises ``StackFailure``."""
        before, replaced = dict(self.resources), []
        undo: list[Callable[[], object]] = []
        for logical_id, resource in template.items():
            try:
                old = self._bring_about(logical_id, resource, aws, announce, undo)
            except (ClientError, Refused) as error:
                self._roll_back(before, undo)
                raise self._failure(logical_id, resource, error) from error
            if old:
                replaced.append(old)
        removed = [self.resources.pop(gone) for gone in reversed(before) if gone not in template]
        for physical in [*removed, *replaced]:
            self._delete(physical, aws, announce)

    def delete(self, aws: Aws, announce: Announce, tell: Callable[[str], None]) -> list[StackFailure]:
        """Deletes everything, the last made first; returns what could not be deleted, and why."""
        failed = []
        for logical_id in reversed(list(self.resources)):
            physical = self.resources[logical_id]
            kind = KINDS[physical.type]
            if kind.slow_to_delete:
                tell(kind.slow_to_delete)
            reason = self._delete(physical, aws, announce)
            if reason is None:
                del self.resources[logical_id]
            else:
                failed.append(StackFailure(logical_id, kind.title, physical.id, reason))
        self.left_behind = [physical for physical in self.left_behind if not self._gone(physical, aws)]
        return failed

    def retag(self, tags: Mapping[str, str], removed: list[str], aws: Aws) -> None:
        """Sets and removes tags on every resource."""
        for physical in self.resources.values():
            KINDS[physical.type].retag(aws, physical.id, tags, removed)
        self.tags = {key: value for key, value in (self.tags | dict(tags)).items() if key not in removed}

    def _bring_about(
        self,
        logical_id: str,
        resource: Resource,
        aws: Aws,
        announce: Announce,
        undo: list[Callable[[], object]],
    ) -> Physical | None:
        """Makes one resource as it should be; returns the one it replaces."""
        kind, wanted = KINDS[resource.type], self._resolved(resource.properties)
        here = self.resources.get(logical_id)
        if here and here.properties == wanted:
            return None
        if here and not any(here.properties.get(name) != wanted.get(name) for name in kind.fixed):
            undo.append(lambda: kind.update(aws, here.id, wanted, here.properties))
            kind.update(aws, here.id, here.properties, wanted)
            physical_id, old = here.id, None
        else:
            naming, tags = Naming(self.name, logical_id), self._tags(logical_id)
            physical_id, old = kind.create(aws, naming, wanted, tags), here
            undo.append(lambda: kind.delete(aws, physical_id))
            announce("Created", kind.title, physical_id)
        attributes = kind.attributes(aws, physical_id)
        self.resources[logical_id] = Physical(resource.type, physical_id, wanted, attributes)
        return old

    def _roll_back(self, before: dict[str, Physical], undo: list[Callable[[], object]]) -> None:
        for step in reversed(undo):
            try:
                step()
            except (ClientError, Refused):
                continue  # as CloudFormation in a rollback: what cannot be undone is left
        self.resources = before

    def _delete(self, physical: Physical, aws: Aws, announce: Announce) -> str | None:
        """Deletes a resource; returns why it could not be deleted."""
        try:
            KINDS[physical.type].delete(aws, physical.id)
        except (ClientError, Refused) as error:
            if not _is_gone(error):
                LOG.info("%s %s was not deleted: %s", physical.type, physical.id, error)
                if physical not in self.resources.values():
                    self.left_behind.append(physical)
                return _reason(error)
        announce("Deleted", KINDS[physical.type].title, physical.id)
        return None

    def _gone(self, physical: Physical, aws: Aws) -> bool:
        try:
            KINDS[physical.type].delete(aws, physical.id)
        except (ClientError, Refused) as error:
            return _is_gone(error)
        return True

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return self.find(value.logical_id, value.attribute)
        if isinstance(value, Mapping):
            return {name: self._resolved(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self._resolved(item) for item in value]
        return value

    def _tags(self, logical_id: str) -> dict[str, str]:
        return self.tags | {
            "aws:cloudformation:stack-name": self.name,
            "aws:cloudformation:stack-id": self.arn,
            "aws:cloudformation:logical-id": logical_id,
        }

    def _failure(self, logical_id: str, resource: Resource, error: ClientError | Refused) -> StackFailure:
        here = self.resources.get(logical_id)
        return StackFailure(logical_id, KINDS[resource.type].title, here.id if here else None, _reason(error))


def _reason(error: ClientError | Refused) -> str:
    return error.response["Error"].get("Message", "") if isinstance(error, ClientError) else str(error)


def _is_gone(error: ClientError | Refused) -> bool:
    """Whether the error says that the resource does not exist: somebody else has deleted it."""
    if isinstance(error, Refused):
        return False
    code = error.response["Error"].get("Code", "")
    return "NotFound" in code or "not found" in str(error).lower()
