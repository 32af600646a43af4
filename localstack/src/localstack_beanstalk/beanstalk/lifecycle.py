"""What happens to an environment: launch, update, deployment, rebuild, termination, in AWS's order."""

from collections.abc import Callable

from . import deployment, health, surroundings, texts
from .environment import Environment, Health
from .operation import Operation, Stopped
from .settings import Configuration, Key
from .stack import StackFailure
from .state import now
from .storage import ensure_bucket
from .template import LOAD_BALANCER, template

Work = Callable[[Operation], None]
#: how long an operation waits for targets to become healthy
PHASES_TO_SETTLE = 15


def launch(operation: Operation) -> None:
    """Launching -> Ready, also when the launch has failed."""
    environment = operation.environment
    operation.pause()
    operation.event(texts.using_bucket(ensure_bucket(operation.aws)))
    operation.event(texts.NO_INSTANCES, about_health=True)
    operation.pause()
    try:
        _build(operation, environment.configuration())
    except StackFailure as failure:
        _report(operation, failure, "CREATE_FAILED")
        operation.event(texts.LAUNCH_FAILED, "ERROR")
        operation.decide_health("Severe", "None of the instances are sending data.")
        return
    operation.pause()
    _run_application(operation, environment.version)
    if operation.outcome == "hang":
        operation.hang()
    if operation.outcome == "fail":
        _fail_command(operation)
        operation.decide_health("Severe", "Command failed on all instances.")
        operation.event(texts.LAUNCH_FAILED, "ERROR")
        operation.event(texts.launched_with_issues(environment.name))
        return
    operation.event(texts.INSTANCES_DONE)
    _deployed(environment, environment.version)
    _settle(operation, "Initialization completed 26 seconds ago and took 5 minutes.")
    operation.event(texts.available(environment.cname))
    operation.event(texts.launched(environment.name))


def update(direct: dict[Key, str], version: str | None) -> Work:
    """Updating -> Ready: new direct settings if they differ, then the version."""

    def work(operation: Operation) -> None:
        environment = operation.environment
        changes = direct != environment.direct
        try:
            operation.pause()
            if changes or version is None:
                operation.event(texts.updating(environment.name))
            if operation.outcome == "hang":
                operation.hang()
            if changes and not _configure(operation, direct):
                return
            if version is not None and not _deploy(operation, version):
                return
        except Stopped:
            _abort(operation, changes)
            raise
        _settle(operation, "Configuration update completed 3 seconds ago.")
        operation.event(texts.UPDATE_COMPLETED)

    return work


def _configure(operation: Operation, direct: dict[Key, str]) -> bool:
    """Brings new settings about; on failure all is as it was, but for the draft and the events."""
    environment = operation.environment
    operation.pause()
    operation.point_of_no_return()
    try:
        if operation.outcome == "fail":
            there = environment.stack.find(LOAD_BALANCER)
            raise StackFailure(LOAD_BALANCER, "load balancer", there, "Resource update was made to fail.")
        _build(operation, environment.configuration(direct))
    except StackFailure as failure:
        _report(operation, failure, "UPDATE_ROLLBACK_IN_PROGRESS")
        operation.event(texts.UPDATE_FAILED, "ERROR")
        operation.pause()
        operation.event(texts.REVERTED)
        environment.draft_status = "failed"
        return False
    operation.pause()
    with environment.lock:
        environment.direct, environment.draft, environment.configured = direct, None, now()
    _run_application(operation, environment.version)
    operation.event(texts.NEW_CONFIGURATION)
    return True


def _deploy(operation: Operation, version: str) -> bool:
    """Deploys a version; a failed deployment leaves the version that was there before."""
    operation.event(texts.DEPLOYING)
    operation.pause()
    if operation.outcome == "fail":
        _fail_command(operation)
        operation.event(texts.DEPLOYMENT_FAILED, "ERROR")
        operation.decide_health("Degraded", "Incorrect application version found on all instances.")
        return False
    operation.point_of_no_return()
    _run_application(operation, version)
    _deployed(operation.environment, version)
    operation.event(texts.INSTANCES_DONE)
    operation.event(texts.DEPLOYED)
    return True


def _abort(operation: Operation, configuring: bool) -> None:
    """A configuration change is rolled back, a deployment just stops."""
    operation.environment.draft = None
    operation.event(texts.DEPLOYMENT_ABORTED)
    if configuring:
        operation.event(texts.REVERTED)


def terminate(operation: Operation) -> None:
    """Terminating -> Terminated; back to Ready when something outside holds on to the resources."""
    environment = operation.environment
    operation.pause()
    deployment.end(environment)
    failed = environment.stack.delete(operation.aws, operation.announce)
    operation.pause()
    if failed:
        operation.event(texts.stack_deletion_failed(failed), "ERROR")
        return
    operation.event(f"Deleting SNS topic for environment {environment.name}.")
    operation.event(texts.completed("terminateEnvironment"))
    with environment.lock:
        environment.status, environment.terminated = "Terminated", now()
        environment.health, environment.endpoint = Health("NoData"), ""


def rebuild(operation: Operation) -> None:
    """Deletes every resource and makes them anew: what was changed from outside is lost."""
    environment = operation.environment
    operation.pause()
    deployment.end(environment)
    failed = environment.stack.delete(operation.aws, operation.announce)
    if failed:
        operation.event(texts.stack_deletion_failed(failed), "ERROR")
        return
    operation.pause()
    try:
        _build(operation, environment.configuration())
    except StackFailure as failure:
        _report(operation, failure, "CREATE_FAILED")
        operation.event("Failed to rebuild environment.", "ERROR")
        return
    operation.pause()
    _run_application(operation, environment.version)
    _settle(operation, "Initialization completed 26 seconds ago and took 5 minutes.")
    operation.event(texts.completed("rebuildEnvironment"))


def restart(operation: Operation) -> None:
    """Restarts the application on every instance."""
    operation.pause()
    deployment.restart(operation.store, operation.environment, operation.aws)
    operation.event(texts.completed("restartAppServer"))


def swap(one: Environment, other: Environment) -> Work:
    """Exchanges the CNAMEs; each environment's operation ends with it, the first of the two makes it."""

    def work(operation: Operation) -> None:
        operation.pause()
        if operation.environment is one:
            one.cname, other.cname = other.cname, one.cname
            deployment.lead_names([one, other])
        operation.event(texts.swapped(one.name, other.name))

    return work


def retag(tags: dict[str, str], removed: list[str]) -> Work:
    """Sets and removes tags on the environment's resources."""

    def work(operation: Operation) -> None:
        operation.pause()
        operation.environment.stack.retag(tags, removed, operation.aws)
        operation.event(texts.TAGS_COMPLETED)

    return work


def _build(operation: Operation, configuration: Configuration) -> None:
    environment = operation.environment
    around = surroundings.find(operation.aws, environment, configuration)
    environment.stack.update(template(configuration, around), operation.aws, operation.announce)
    environment.endpoint = environment.stack.find(LOAD_BALANCER, "DNSName")


def _run_application(operation: Operation, label: str | None) -> None:
    """Brings the application to every instance, and says which instances are new."""
    environment = operation.environment
    configuration = environment.configuration()
    if new := deployment.converge(operation.store, environment, operation.aws, configuration, label):
        operation.event(texts.added_instances(new), about_health=True)


def _deployed(environment: Environment, version: str | None) -> None:
    with environment.lock:
        environment.version, environment.deployed = version, now()
        environment.deployments += 1


def _settle(operation: Operation, because: str) -> None:
    """Waits for the targets, and sets the health that the operation ends in."""
    environment = operation.environment
    if operation.outcome == "degrade":
        operation.decide_health(
            "Degraded", "1 out of 1 instances is impacted. See instance health for details."
        )
        return
    environment.health_decided = False
    for _ in range(PHASES_TO_SETTLE):
        if (measured := health.measure(environment)).status == "Ok":
            break
        operation.pause()
    health.change(operation.store, environment, measured, because if measured.status == "Ok" else "")


def _report(operation: Operation, failure: StackFailure, state: str) -> None:
    verb, doing = ("update", "Updating") if failure.physical_id else ("create", "Creating")
    stack = operation.environment.stack.name
    operation.event(texts.stack_aborted(stack, state, verb, failure.logical_id), "ERROR")
    reason = texts.resource_failed(doing, failure.title, failure.physical_id, failure.reason)
    operation.event(reason, "ERROR")


def _fail_command(operation: Operation) -> None:
    found = deployment.instance_ids(operation.environment, operation.aws)
    for instance in found:
        operation.event(texts.command_failed(instance), "ERROR")
    operation.event(texts.command_summary(0, len(found)))
