"""Who makes a call, and which policies are theirs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from localstack.aws.api import RequestContext
from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header

from .policy import Document


@dataclass(frozen=True)
class Caller:
    """An IAM user or a role's session: its ARN, and the policies that speak of it."""

    arn: str
    account: str
    name: str
    documents: list[Document] = field(default_factory=list)


class UnknownKey(Exception):
    """An access key that is nobody's, or not active."""


def caller(context: RequestContext) -> Caller | None:
    """Whoever makes the call; None for the account's root, who may do everything.

    An access key id of twelve digits is its account's root. Every other must be one that IAM or STS gave out.
    """
    key = _access_key(context)
    if key.isdigit() and len(key) == 12:
        return None
    found = _user(context.account_id, key) or _session(context.account_id, key)
    if found is None:
        raise UnknownKey(key)
    return found


def _access_key(context: RequestContext) -> str:
    presigned = parse_qs(context.request.query_string.decode()).get("X-Amz-Credential")
    if presigned:
        return presigned[0].split("/")[0]
    return extract_access_key_id_from_auth_header(context.request.headers) or ""


def _user(account: str, key: str) -> Caller | None:
    from moto.iam.models import iam_backends

    backend = iam_backends[account]["aws"]
    for user in list(backend.users.values()):
        if any(each.access_key_id == key and each.status == "Active" for each in user.access_keys):
            owners = [user, *backend.get_groups_for_user(user.name)]
            said = [document for owner in owners for document in documents(owner)]
            return Caller(user.arn, account, user.name, said)
    return None


def _session(account: str, key: str) -> Caller | None:
    from moto.iam.models import iam_backends
    from moto.sts.models import sts_backends

    session = sts_backends[account]["aws"].get_assumed_role_from_access_key(key)
    if session is None:
        return None
    roles = iam_backends[account]["aws"].roles.values()
    role = next((role for role in list(roles) if role.arn == session.role_arn), None)
    return Caller(session.arn, account, session.session_name, list(documents(role)) if role else [])


def documents(owner: Any) -> Iterator[Document]:
    """The inline and attached policies of a user, group or role."""
    yield from (json.loads(text) for text in list(owner.policies.values()))
    for attached in list(owner.managed_policies.values()):
        version = next(each for each in attached.versions if each.is_default)
        yield json.loads(version.document)
