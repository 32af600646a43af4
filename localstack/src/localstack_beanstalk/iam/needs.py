"""Which actions a call needs, on which resources.

The services that ebdeploy calls have their resources; in the others an action is the operation's name and its
resource is ``*``, so that a policy which names ARNs does not allow it.
"""

from typing import Any

from localstack.aws.api import RequestContext

from . import balancing, beanstalk, storage
from .need import EVERYTHING, PREFIXES, Need, action_of, tag_keys

#: whoever has credentials may ask this, even where a policy denies it (STS API reference)
FREE = {"sts:GetCallerIdentity"}


def needs(context: RequestContext, service: str, operation: str, request: Any) -> list[Need]:
    """What a call needs; nothing where it needs nothing."""
    if service == "elasticbeanstalk":
        return beanstalk.needs(context, operation, request)
    if service in PREFIXES:
        return balancing.needs(context.account_id, context.region, operation, request)
    if service == "s3":
        return storage.needs(operation, request)
    if service == "ec2":
        return _of_ec2(f"arn:aws:ec2:{context.region}:{context.account_id}", operation, request)
    action = action_of(service, operation)
    if action in FREE:
        return []
    arn = request.get("CertificateArn") or request.get("RoleArn") or EVERYTHING
    return [Need(action, arn)]


def _of_ec2(prefix: str, operation: str, request: Any) -> list[Need]:
    """Rules of security groups have their resources, and their tags the action ``CreateTags``.

    Source: service authorization reference, "Amazon EC2".
    """
    if "SecurityGroup" not in operation or operation.startswith("Describe") or not request.get("GroupId"):
        return [Need(action_of("ec2", operation))]
    found = [Need(action_of("ec2", operation), f"{prefix}:security-group/{request['GroupId']}")]
    for specification in request.get("TagSpecifications") or ():
        tags = {tag["Key"]: tag.get("Value") or "" for tag in specification.get("Tags") or ()}
        keys = tag_keys(tags) | {"ec2:createaction": operation}
        rule = f"{prefix}:{specification['ResourceType']}/*"
        found += [Need(action_of("ec2", operation), rule, keys), Need("ec2:CreateTags", rule, keys)]
    return found
