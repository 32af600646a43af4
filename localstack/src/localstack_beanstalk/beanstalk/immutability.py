"""What cannot go together with an immutable update.

The guide ("Immutable environment updates") says that an immutable update and a change of resources, such as
the load balancer's, at the same time is an error. Which code and text it has was not found, so both are
assumed; so is what counts as a resource here: the load balancer with its listeners, rules and processes.
"""

from . import catalogue, errors
from .definition import Definition
from .settings import COMMAND, PROCESS, Configuration, Key

ROLLING = "aws:autoscaling:updatepolicy:rollingupdate"
RESOURCES = ("aws:elb:", "aws:elbv2:", PROCESS)
#: what AWS says of options whose change takes new instances
REPLACING = "RestartEnvironment"


def refuse(before: Definition, after: Definition, deploys: bool) -> None:
    """Refuses an update that would replace the instances immutably and change resources as well."""
    changed = _changed(before.configuration, after.configuration)
    resources = [key for key in changed if key.namespace.startswith(RESOURCES)]
    if resources and _is_immutable(after.configuration, changed, deploys):
        raise errors.combination(
            "You cannot perform an immutable update and change the environment's resources at the same time "
            f"(Namespace: '{resources[0].namespace}', OptionName: '{resources[0].name}')."
        )


def _changed(before: Configuration, after: Configuration) -> list[Key]:
    keys = sorted({*before.merged, *after.merged})
    return [key for key in keys if before.value(*key[:2]) != after.value(*key[:2])]


def _is_immutable(after: Configuration, changed: list[Key], deploys: bool) -> bool:
    if deploys and after.value(COMMAND, "DeploymentPolicy").lower() in ("immutable", "trafficsplitting"):
        return True
    options = (catalogue.find(key.namespace, key.name) for key in changed)
    replaces = any(option is not None and option.severity == REPLACING for option in options)
    return replaces and after.value(ROLLING, "RollingUpdateType").lower() == "immutable"
