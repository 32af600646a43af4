"""Instance profiles: without one that exists and has a role, AWS launches nothing."""

from botocore.exceptions import ClientError

from .aws import Aws
from .settings import LAUNCH, Configuration


def problem(aws: Aws, configuration: Configuration) -> str | None:
    """What AWS says of the environment's instance profile, when it is not content with it."""
    name = configuration.value(LAUNCH, "IamInstanceProfile").rsplit("/", 1)[-1]
    if not name:
        return "Environment must have instance profile associated with it."
    try:
        profile = aws.iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    except ClientError:
        return f"The instance profile {name} associated with the environment does not exist."
    if not profile["Roles"]:
        return (
            f"The instance profile {name} associated with the environment has no role. "
            "Please attach a role to the instance profile."
        )
    return None
