"""What happens to an environment: launch, rebuild, restart, swap, termination, in AWS's order."""

from collections.abc import Callable
from dataclasses import replace

from . import deployment, extensions, profiles, texts, validation
from .environment import Environment, Health
from .operation import Operation
from .stack import StackFailure
from .state import now
from .steps import (
    CommandFailed,
    begin_deployment,
    build,
    deploy_to,
    note_deployment,
    report,
    settle,
    start_new,
    tell_instances_done,
)
from .storage import ensure_bucket

Work = Callable[[Operation], None]
REBUILD_FAILED = "Failed to rebuild environment."  # assumed


def launch(operation: Operation) -> None:
    """Launching -> Ready, also when the launch has failed."""
    environment = operation.environment
    operation.pause()
    operation.event(texts.using_bucket(ensure_bucket(operation.aws)))
    operation.event(texts.NO_INSTANCES, about_health=True)
    operation.pause()
    if refused := _take_extensions(operation):
        _give_up(operation, *refused)
        return
    if reason := profiles.problem(operation.aws, environment.configuration):
        _give_up(operation, reason)
        return
    try:
        build(operation, environment.definition)
    except StackFailure as failure:
        report(operation, failure, "CREATE_FAILED")
        operation.event(texts.LAUNCH_FAILED, "ERROR")
        operation.decide_health("Severe", "None of the instances are sending data.")
        return
    operation.pause()
    number = begin_deployment(environment)
    try:
        start_new(operation, number)
    except CommandFailed:
        operation.decide_health("Severe", "Command failed on all instances.")
        operation.event(texts.LAUNCH_FAILED, "ERROR")
        operation.event(texts.launched_with_issues(environment.name))
        return
    if operation.outcome == "hang":
        operation.hang()
    tell_instances_done(operation)
    note_deployment(environment, environment.version, number)
    settle(operation, "Initialization completed 26 seconds ago and took 5 minutes.")
    operation.event(texts.available(environment.cname))
    operation.event(texts.launched(environment.name))


def _give_up(operation: Operation, *reasons: str) -> None:
    """A launch that cannot even begin: the environment is terminated."""
    environment = operation.environment
    for reason in reasons:
        operation.event(reason, "ERROR")
    operation.event(texts.NOT_LAUNCHED, "ERROR")
    environment.status = "Terminating"
    operation.pause()
    operation.event(texts.deleting_topic(environment.name))
    _bury(operation)


def _bury(operation: Operation) -> None:
    environment = operation.environment
    with operation.store.lock, environment.lock:
        operation.store.tags.pop(environment.arn, None)
        environment.status, environment.terminated = "Terminated", now()
        environment.health, environment.endpoint = Health("NoData"), ""


def _take_extensions(operation: Operation) -> list[str]:
    """Lets the bundle's .ebextensions take part in the definition; why it cannot.

    The guide says that files at fault let a launch fail unrecoverably, and the events are recorded.
    """
    environment = operation.environment
    label = environment.version
    bundle = deployment.bundle(operation.store, environment, operation.aws, label)
    try:
        found = extensions.read(bundle)
    except extensions.Unreadable as error:
        return [error.describe(label or "")]
    definition = replace(environment.definition, extensions=found)
    for problem in validation.problems(definition.configuration, found):
        return [texts.OPTIONS_FAILED, problem.reason]
    environment.definition = definition
    return []


def terminate(operation: Operation) -> None:
    """Terminating -> Terminated; back to Ready when something outside holds on to the resources."""
    environment = operation.environment
    operation.pause()
    deployment.end(environment)
    gone = _delete_stack(operation)
    operation.pause()
    if not gone:
        return
    operation.event(texts.deleting_topic(environment.name))
    operation.event(texts.completed("terminateEnvironment"))
    _bury(operation)


def _delete_stack(operation: Operation) -> bool:
    """Deletes every resource that nothing outside holds on to; says whether these are all."""
    failed = operation.environment.stack.delete(operation.aws, operation.announce, operation.event)
    for failure in failed:
        reason = texts.resource_failed("Deleting", failure.title, failure.physical_id, failure.reason)
        operation.event(reason, "ERROR")
    if failed:
        logical_ids = [failure.logical_id for failure in failed]
        operation.event(texts.stack_deletion_failed(logical_ids), "ERROR")
    return not failed


def rebuild(operation: Operation) -> None:
    """Deletes every resource and makes them anew: what was changed from outside is lost."""
    environment = operation.environment
    operation.pause()
    deployment.end(environment)
    if not _delete_stack(operation):
        return
    operation.pause()
    try:
        build(operation, environment.definition)
    except StackFailure as failure:
        report(operation, failure, "CREATE_FAILED")
        operation.event(REBUILD_FAILED, "ERROR")
        return
    operation.pause()
    try:
        start_new(operation, environment.expected)
    except CommandFailed:
        operation.event(REBUILD_FAILED, "ERROR")
        return
    settle(operation, "Initialization completed 26 seconds ago and took 5 minutes.")
    operation.event(texts.completed("rebuildEnvironment"))


def restart(operation: Operation) -> None:
    """Restarts on every instance what was deployed there; where that failed, an older one runs on."""
    operation.pause()
    running = dict(operation.environment.running)
    try:
        for instance, deployed in running.items():
            if deployed.status == "Failed":
                continue
            deploy_to(operation, deployed.label, deployed.deployment, [instance])
    except CommandFailed:
        operation.look_at_health()
        return
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
