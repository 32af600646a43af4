"""Platforms, platform branches and solution stacks."""

from collections.abc import Callable, Iterable
from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors
from ..platforms import BRANCHES, Platform, by_arn, platforms
from .paging import page

TESTS: dict[str, Callable[[str, list[str]], bool]] = {
    "=": lambda value, wanted: value == wanted[0],
    "!=": lambda value, wanted: value != wanted[0],
    "begins_with": lambda value, wanted: value.startswith(wanted[0]),
    "ends_with": lambda value, wanted: value.endswith(wanted[0]),
    "contains": lambda value, wanted: wanted[0] in value,
    "in": lambda value, wanted: value in wanted,
    "not_in": lambda value, wanted: value not in wanted,
}
WEB_AND_WORKER = ["WebServer/Standard", "Worker/SQS/HTTP"]
FILES = [".zip"]


class Platforms:
    """Operations on platforms. Custom platforms were retired by AWS: none can be made."""

    @handler("ListAvailableSolutionStacks", expand=False)
    def list_available_solution_stacks(self, context: RequestContext, request: Any) -> Any:
        names = [platform.solution_stack for platform in platforms()]
        details = [{"SolutionStackName": name, "PermittedFileTypes": ["zip"]} for name in names]
        return {"SolutionStacks": names, "SolutionStackDetails": details}

    @handler("ListPlatformVersions", expand=False)
    def list_platform_versions(self, context: RequestContext, request: Any) -> Any:
        rows = [_summary(platform, context.region) for platform in platforms()]
        found = _matching(rows, request, "Type", {"PlatformName": "PlatformBranchName"})
        shown, more = page(found, request)
        return {"PlatformSummaryList": shown} | more

    @handler("ListPlatformBranches", expand=False)
    def list_platform_branches(self, context: RequestContext, request: Any) -> Any:
        rows = [
            {
                "PlatformName": name.split(" running on ")[0].rstrip("0123456789. "),
                "BranchName": name,
                "LifecycleState": state,
                "BranchOrder": number,
                "SupportedTierList": WEB_AND_WORKER,
            }
            for number, (name, (_, state, _)) in enumerate(BRANCHES.items(), start=1)
        ]
        shown, more = page(_matching(rows, request, "Attribute", {"TierType": "SupportedTierList"}), request)
        return {"PlatformBranchSummaryList": shown} | more

    @handler("DescribePlatformVersion", expand=False)
    def describe_platform_version(self, context: RequestContext, request: Any) -> Any:
        arn = request.get("PlatformArn") or ""
        platform = by_arn(arn)
        if platform is None:
            raise errors.no_platform(arn)
        described = _summary(platform, context.region)
        own = {
            "PlatformName": platform.branch,
            "SolutionStackName": platform.solution_stack,
            "DateCreated": platform.created,
            "DateUpdated": platform.created,
        }
        return {"PlatformDescription": described | own | {"Description": f"{platform.branch} platform"}}

    @handler("CreatePlatformVersion", expand=False)
    def create_platform_version(self, context: RequestContext, request: Any) -> Any:
        raise errors.refusal("InvalidRequestException", "Custom platforms are no longer supported.")

    @handler("DeletePlatformVersion", expand=False)
    def delete_platform_version(self, context: RequestContext, request: Any) -> Any:
        raise errors.no_platform(request.get("PlatformArn") or "")


def _summary(platform: Platform, region: str) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "PlatformArn": platform.arn(region),
        "PlatformOwner": "AWSElasticBeanstalk",
        "PlatformStatus": "Ready",
        "PlatformCategory": platform.language,
        "OperatingSystemName": "Amazon Linux",
        "OperatingSystemVersion": platform.system.rsplit(" ", 1)[1],
        "SupportedTierList": WEB_AND_WORKER,
        "SupportedAddonList": ["Log/S3", "Monitoring/Healthd", "WorkerDaemon/SQSD"],
        "PlatformVersion": platform.version,
        "PlatformBranchName": platform.branch,
        "PlatformBranchLifecycleState": platform.branch_state,
    }
    # AWS recommends one version a branch; the others have no lifecycle state
    return summary | ({"PlatformLifecycleState": "Recommended"} if platform.recommended else {})


def _matching(
    rows: Iterable[dict[str, Any]], request: Any, field: str, names: dict[str, str]
) -> list[dict[str, Any]]:
    """The rows that satisfy every filter; states compare without regard to case."""
    found = list(rows)
    for condition in request.get("Filters") or ():
        name = condition.get(field) or ""
        test = TESTS.get(condition.get("Operator") or "=")
        wanted = [value.lower() for value in condition.get("Values") or ()]
        if test is None or not wanted:
            raise errors.invalid(f"Invalid filter on {name}.")
        found = [
            row for row in found if any(test(v, wanted) for v in _values(row.get(names.get(name, name))))
        ]
    return found


def _values(value: Any) -> list[str]:
    return [str(item).lower() for item in (value if isinstance(value, list) else [value or ""])]
