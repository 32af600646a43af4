"""The gate itself: asked before each call of a client, and by operations that show only what is allowed."""

from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.api import RequestContext
from localstack.aws.connect import connect_to

from ..control import state
from . import refusals, storage
from .callers import Caller, UnknownKey, caller
from .conditions import Keys
from .need import Need
from .needs import needs
from .policy import Verdict, verdict

READS_OBJECT = {"GetObject", "HeadObject"}


def check(context: RequestContext) -> None:
    """Refuses the call if the caller may not make it."""
    if context.service is None or context.operation is None or not _is_enforced(context):
        return
    try:
        who = caller(context)
    except UnknownKey:
        raise refusals.unknown_key(context) from None
    if who is None:
        return
    service, operation = context.service.service_name, context.operation.name
    request: Any = context.service_request or {}
    for need in needs(context, service, operation, request):
        _require(context, who, need)
    if service == "s3" and operation in READS_OBJECT and not _is_there(context, request):
        _require(context, who, storage.missing_object(request))


def may(context: RequestContext, action: str, resource: str, keys: Keys) -> bool:
    """Whether the caller may do this to a resource: for operations that leave out what one may not see."""
    if not _is_enforced(context):
        return True
    who = caller(context)
    return who is None or _verdict(context, who, Need(action, resource, keys)) == "allowed"


def _is_enforced(context: RequestContext) -> bool:
    return not context.is_internal_call and state(context.account_id).enforce_iam


def _require(context: RequestContext, who: Caller, need: Need) -> None:
    found = _verdict(context, who, need)
    if found != "allowed":
        raise refusals.denied(context, who, need, found)


def _verdict(context: RequestContext, who: Caller, need: Need) -> Verdict:
    keys: Keys = {
        "aws:principalarn": who.arn,
        "aws:principalaccount": who.account,
        "aws:username": who.name,
        "aws:requestedregion": context.region,
        "aws:securetransport": "true" if context.request.scheme == "https" else "false",
        **need.keys,
    }
    return verdict(who.documents, need.action, need.resource, keys)


def _is_there(context: RequestContext, request: Any) -> bool:
    s3 = connect_to(aws_access_key_id=context.account_id, region_name=context.region).s3
    try:
        s3.head_object(Bucket=request["Bucket"], Key=request["Key"])
    except ClientError as error:
        return error.response["Error"]["Code"] not in ("404", "NoSuchKey")
    return True
