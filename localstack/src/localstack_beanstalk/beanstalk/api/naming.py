"""What requests name: platforms."""

from typing import Any

from .. import errors
from ..platforms import Platform, by_arn, by_solution_stack


def named_platform(request: Any) -> Platform | None:
    """The platform that a request names, if it names one."""
    stack, arn = request.get("SolutionStackName"), request.get("PlatformArn")
    if stack and arn:
        raise errors.combination("You cannot specify both a SolutionStackName and a PlatformArn.")
    found = by_solution_stack(stack) if stack else by_arn(arn) if arn else None
    if stack and found is None:
        raise errors.no_solution_stack(stack)
    if arn and found is None:
        raise errors.no_platform(arn)
    return found
