"""Elastic Beanstalk: which actions a call needs, on which resources.

Sources: developer guide, "Resources and conditions for Elastic Beanstalk actions", "Example policies based
on resource permissions" (what creating needs besides), "Managing Elastic Beanstalk user policies" (the
actions for tags); IAM user guide, "Grant a user permissions to pass a role to an AWS service".

Assumed: that tags of a creation need ``AddTags``; that a role is passed when a call names it, and not
whenever an environment that has one is updated; that a name of which nothing exists is no resource, so that
only ``*`` allows it.
"""

from typing import Any

from localstack.aws.api import RequestContext

from ..beanstalk import state
from ..beanstalk.settings import LAUNCH
from ..beanstalk.state import Store
from .need import EVERYTHING, Need, tag_keys

#: these answer with less, or with nothing, instead of refusing (reported for the first three by
#: aws/aws-sdk#435, aws/aws-sdk-java#2202, carnal0wnage/weirdAAL#29; the last one also says of events)
FILTERED = {
    "DescribeApplications",
    "DescribeApplicationVersions",
    "DescribeEnvironments",
    "DescribeEvents",
}
WITHOUT_RESOURCE = {
    "CheckDNSAvailability",
    "CreateStorageLocation",
    "DescribeAccountAttributes",
    "ListAvailableSolutionStacks",
    "ListPlatformBranches",
    "ListPlatformVersions",
}
#: what the guide says that creating needs besides; of updates it says "other actions"
BESIDES = {
    "CreateApplication": ("CreateStorageLocation",),
    "CreateEnvironment": ("CheckDNSAvailability", "CreateStorageLocation"),
    "UpdateEnvironment": ("CreateStorageLocation",),
}
ENVIRONMENT_OPTIONS = "aws:elasticbeanstalk:environment"


def needs(context: RequestContext, operation: str, request: Any) -> list[Need]:
    """What the call needs; nothing for those that show what the caller may see."""
    here = state.store(context)
    if operation in FILTERED:
        return []
    if operation == "UpdateTagsForResource":
        return _tagging(request)
    keys = _keys(here, request)
    tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()}
    found = [_need(operation, arn, keys | tag_keys(tags)) for arn in _resources(here, operation, request)]
    found += [_need(other) for other in BESIDES.get(operation, ())]
    if tags:
        found += [_need("AddTags", need.resource, need.keys) for need in found[:1]]
    return found + _passed(here, request)


def _need(operation: str, arn: str = EVERYTHING, keys: Any = None) -> Need:
    return Need(f"elasticbeanstalk:{operation}", arn, keys or {})


def _resources(here: Store, operation: str, request: Any) -> list[str]:
    if operation in WITHOUT_RESOURCE:
        return [EVERYTHING]
    if operation == "SwapEnvironmentCNAMEs":
        sides = ("SourceEnvironment", "DestinationEnvironment")
        pairs = [(request.get(f"{side}Name"), request.get(f"{side}Id")) for side in sides]
        return [_environment(here, None, name, identifier) for name, identifier in pairs]
    application, label = request.get("ApplicationName"), request.get("VersionLabel")
    if arn := request.get("ResourceArn") or request.get("PlatformArn" if "Platform" in operation else ""):
        return [arn]
    if request.get("EnvironmentName") or request.get("EnvironmentId"):
        name, identifier = request.get("EnvironmentName"), request.get("EnvironmentId")
        return [_environment(here, application, name, identifier)]
    if "Version" in operation and label:
        return [here.arn("applicationversion", f"{application}/{label}")]
    if "Template" in operation or request.get("TemplateName"):
        return [here.arn("configurationtemplate", f"{application}/{request.get('TemplateName')}")]
    return [here.arn("application", application) if application else EVERYTHING]


def _environment(here: Store, application: str | None, name: str | None, identifier: str | None) -> str:
    for environment in here.living():
        if environment.id == identifier if identifier else environment.name == name:
            return environment.arn
    return here.arn("environment", f"{application}/{name}") if application and name else EVERYTHING


def _keys(here: Store, request: Any) -> dict[str, str | list[str]]:
    application, label = request.get("ApplicationName"), request.get("VersionLabel")
    name, identifier = request.get("EnvironmentName"), request.get("EnvironmentId")
    for environment in here.living():
        if environment.id == identifier or environment.name == name:
            application = environment.application
    found = {
        "inapplication": application and here.arn("application", application),
        "fromapplicationversion": label and here.arn("applicationversion", f"{application}/{label}"),
        "fromplatform": request.get("PlatformArn"),
    }
    return {f"elasticbeanstalk:{name}": arn for name, arn in found.items() if arn}


def _tagging(request: Any) -> list[Need]:
    arn = request["ResourceArn"]
    added = {tag["Key"]: tag["Value"] for tag in request.get("TagsToAdd") or ()}
    removed = list(request.get("TagsToRemove") or ())
    found = [_need("AddTags", arn, tag_keys(added))] if added else []
    return found + ([_need("RemoveTags", arn, {"aws:tagkeys": removed})] if removed else [])


def _passed(here: Store, request: Any) -> list[Need]:
    """The roles that option settings hand to Elastic Beanstalk and, in a profile, to its instances."""
    found = []
    for setting in request.get("OptionSettings") or ():
        option, value = (setting.get("Namespace"), setting.get("OptionName")), setting.get("Value")
        if value and option == (ENVIRONMENT_OPTIONS, "ServiceRole"):
            found.append(_pass(_role(here.account, value), "elasticbeanstalk.amazonaws.com"))
        if value and option == (LAUNCH, "IamInstanceProfile"):
            found += [_pass(arn, "ec2.amazonaws.com") for arn in _roles_of(here.account, value)]
    if role := request.get("OperationsRole"):
        found.append(_pass(_role(here.account, role), "elasticbeanstalk.amazonaws.com"))
    return found


def _pass(role: str, service: str) -> Need:
    return Need("iam:PassRole", role, {"iam:passedtoservice": service})


def _role(account: str, name: str) -> str:
    from moto.iam.models import iam_backends

    roles = list(iam_backends[account]["aws"].roles.values())
    known = (role.arn for role in roles if name in (role.name, role.arn))
    return next(known, name if name.startswith("arn:") else f"arn:aws:iam::{account}:role/{name}")


def _roles_of(account: str, profile: str) -> list[str]:
    """The role in an instance profile; none in one that does not exist, which is refused for that."""
    from moto.iam.models import iam_backends

    name = profile.rsplit("/", 1)[-1]
    profiles = list(iam_backends[account]["aws"].instance_profiles.values())
    return [role.arn for each in profiles if each.name == name for role in each.roles]
