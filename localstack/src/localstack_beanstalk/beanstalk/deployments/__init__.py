"""Deployments of application versions, by the environment's deployment policy."""

from collections.abc import Callable

from ..operation import Operation
from ..settings import COMMAND
from . import all_at_once, immutable, rolling, splitting

#: by the option's values in lower case, each ``deploy(operation, version label, number of the deployment)``
POLICIES: dict[str, Callable[[Operation, str, int], None]] = {
    "allatonce": all_at_once.deploy,
    "rolling": rolling.deploy,
    "rollingwithadditionalbatch": rolling.deploy_with_additional_batch,
    "immutable": immutable.deploy,
    "trafficsplitting": splitting.deploy,
}
#: those that a single instance cannot have (EB guide, "Deploying applications")
FOR_MANY = ("rolling", "rollingwithadditionalbatch", "trafficsplitting")


def policy(operation: Operation) -> str:
    """The policy that the environment's settings come to."""
    configuration = operation.environment.configuration
    found = configuration.value(COMMAND, "DeploymentPolicy").lower()
    # what AWS does with a policy that the environment's type does not support is assumed
    return "allatonce" if configuration.kind == "single" and found in FOR_MANY else found


def deploy(operation: Operation, label: str, number: int) -> None:
    """Brings a version to the instances; if not, the events tell why and ``CommandFailed`` is raised."""
    POLICIES[policy(operation)](operation, label, number)


def leaves_mixed_versions(operation: Operation) -> bool:
    """Whether a deployment that fails may have brought the version to some instances."""
    return policy(operation).startswith("rolling")
