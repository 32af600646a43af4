"""The steps that an environment's operations are made of."""

import time
from dataclasses import replace

from botocore.exceptions import ClientError

from .. import control
from . import deployment, health, surroundings, texts
from .definition import Definition
from .environment import Deployed, Environment
from .operation import Operation
from .settings import Configuration
from .stack import StackFailure
from .state import now
from .templates import LOAD_BALANCER, template

#: how long an operation waits for targets to become healthy: phases, and seconds at least, because health
#: checks do not get as quick as phases may be
PHASES_TO_SETTLE, SECONDS_TO_SETTLE = 15, 5.0
CLOUDFORMATION = "Service:AmazonCloudFormation, Message:"
#: the longest value of a CloudFormation parameter, which holds all environment variables
VARIABLES_LENGTH = 4096


def build(operation: Operation, definition: Definition) -> None:
    """Makes the stack as the definition has it, or leaves it and raises ``StackFailure``."""
    environment, configuration = operation.environment, definition.configuration
    variables = ",".join(f"{name}={value}" for name, value in configuration.variables().items())
    if len(variables) > VARIABLES_LENGTH:
        reason = "Parameter 'EnvironmentVariables' default value '[****]' length is greater than 4096"
        raise StackFailure("", "", None, f"{CLOUDFORMATION}Template format error: {reason}.")
    try:
        around = surroundings.find(operation.aws, environment, definition)
    except ClientError as error:
        message = error.response["Error"].get("Message", "")
        raise StackFailure("", "", None, CLOUDFORMATION + message) from error
    environment.stack.update(template(configuration, around), operation.aws, operation.announce)
    environment.endpoint = deployment.endpoint(environment)


class CommandFailed(Exception):
    """A version could not be brought to instances. The events have told why."""


def start_new(operation: Operation, number: int) -> None:
    """Brings the environment's version to the instances that are new, and says which they are."""
    new = deployment.survey(operation.environment, operation.aws)
    tell_new(operation, new)
    deploy_to(operation, operation.environment.version, number, new)


def tell_variables(operation: Operation) -> None:
    """Restarts the application where its variables are other ones by now; its version stays the same.

    Variables that are kept elsewhere are fetched anew, whether or not they are other ones (developer guide,
    "Refreshing your environment variables"). Where a deployment has failed it is the version before that
    runs, and that is to run on.
    """
    environment = operation.environment
    configuration = environment.configuration
    refreshes = bool(configuration.secrets())
    for instance, deployed in list(environment.running.items()):
        if deployed.variables == told(configuration) and not refreshes:
            continue
        label, number = deployed.label, deployed.deployment
        if deployed.status == "Failed":
            label, number = environment.version, environment.expected
        deploy_to(operation, label, number, [instance])


def told(configuration: Configuration) -> dict[str, str]:
    """What an instance is told of variables: values, and where values are kept."""
    return configuration.variables() | configuration.secrets()


def tell_new(operation: Operation, new: list[str]) -> None:
    if new:
        operation.event(texts.added_instances(new), about_health=True)


def set_about(operation: Operation, label: str | None, number: int, ids: list[str]) -> None:
    """Lets instances tell that the deployment with that number is in progress on them."""
    environment = operation.environment
    begun = Deployed(label, told(environment.configuration), number, now(), "In Progress")
    environment.running |= dict.fromkeys(ids, begun)


def deploy_to(operation: Operation, label: str | None, number: int, ids: list[str]) -> None:
    """Brings a version to some instances, as part of the deployment with that number."""
    environment, failed = operation.environment, dict.fromkeys(ids, "")
    done = Deployed(label, told(environment.configuration), number, now())
    set_about(operation, label, number, ids)
    if operation.outcome != "fail":
        failed = deployment.start(operation.store, environment, operation.aws, label, ids)
    environment.running |= {each: replace(done, status="Failed") if each in failed else done for each in ids}
    if not failed:
        return
    for instance, reason in failed.items():
        if reason:
            operation.event(reason, "ERROR")
        operation.event(texts.INSTANCE_FAILED, "ERROR")
        operation.event(texts.command_failed(instance), "ERROR")
    operation.event(texts.command_summary(len(ids) - len(failed), len(failed)))
    operation.event(texts.aborting(list(failed)), "ERROR")
    raise CommandFailed


def tell_instances_done(operation: Operation) -> None:
    """Records what instances say of themselves; where there are none, nobody says it."""
    if operation.environment.running:
        operation.event(texts.INSTANCES_DONE)


def begin_deployment(environment: Environment) -> int:
    """The number of a new deployment: the first is 1 (EB guide, "Deploying applications")."""
    with environment.lock:
        environment.deployments += 1
        return environment.deployments


def note_deployment(environment: Environment, label: str | None, number: int) -> None:
    """Remembers which version runs now, and that instances should have."""
    with environment.lock:
        environment.version, environment.expected = label, number


def settle(operation: Operation, because: str) -> None:
    """Waits for the targets, and sets the health that the operation ends in."""
    environment = operation.environment
    if operation.outcome == "degrade":
        impact = "1 out of 1 instances is impacted. See instance health for details."
        operation.decide_health("Degraded", impact)
        return
    environment.health_decided = False
    phases = PHASES_TO_SETTLE * control.state(environment.account).phase_seconds
    deadline = time.monotonic() + max(phases, SECONDS_TO_SETTLE)
    measured = health.measure(environment)
    while measured.status not in health.CONTENT and time.monotonic() < deadline:
        operation.pause()
        measured = health.measure(environment)
    health.change(operation.store, environment, measured, because if measured.status == "Ok" else "")


def report(operation: Operation, failure: StackFailure, state: str) -> None:
    """Records why the stack could not be brought about."""
    stack = operation.environment.stack.name
    if not failure.logical_id:
        operation.event(failure.reason, "ERROR")
        return
    verb, doing = ("update", "Updating") if failure.physical_id else ("create", "Creating")
    operation.event(texts.stack_aborted(stack, state, verb, failure.logical_id), "ERROR")
    reason = texts.resource_failed(doing, failure.title, failure.physical_id, failure.reason)
    operation.event(reason, "ERROR")


def fail_resource(operation: Operation) -> None:
    """Fails as if the load balancer could not be updated."""
    there = operation.environment.stack.find(LOAD_BALANCER)
    raise StackFailure(LOAD_BALANCER, "load balancer", there, "The update was made to fail.")
