"""Updates: a new definition, a new version, or both. The configuration goes first."""

from collections.abc import Callable
from dataclasses import replace

from . import deployment, deployments, extensions, profiles, texts, validation
from .definition import Definition
from .operation import Operation, Stopped
from .stack import StackFailure
from .state import now
from .steps import (
    CommandFailed,
    begin_deployment,
    build,
    fail_resource,
    note_deployment,
    report,
    settle,
    start_new,
    tell_variables,
)


def update(wanted: Definition, label: str | None) -> Callable[[Operation], None]:
    """Updating -> Ready. What fails is rolled back, and only the events tell."""

    def work(operation: Operation) -> None:
        environment = operation.environment
        try:
            operation.pause()
            target = _with_extensions(operation, wanted, label)
            if target is None:
                return
            changes = target != environment.definition
            if changes or label is None:
                operation.event(texts.updating(environment.name))
            if operation.outcome == "hang":
                operation.hang()
            if changes and not _configure(operation, target):
                return
            if label is not None and not _deploy(operation, label):
                return
        except Stopped:
            _abort(operation)
            raise
        settle(operation, "Configuration update completed 3 seconds ago.")
        operation.event(texts.UPDATE_COMPLETED)

    return work


def _with_extensions(operation: Operation, wanted: Definition, label: str | None) -> Definition | None:
    """The definition with the settings of the version that is about to be deployed."""
    if label is None:
        return wanted
    bundle = deployment.bundle(operation.store, operation.environment, operation.aws, label)
    try:
        target = replace(wanted, extensions=extensions.read(bundle))
    except extensions.Unreadable as error:
        _refuse(operation, error.describe(label))
        return None
    for problem in validation.problems(target.configuration, target.extensions):
        _refuse(operation, texts.OPTIONS_FAILED, problem.reason)
        return None
    return target


def _refuse(operation: Operation, *reasons: str) -> None:
    for reason in (*reasons, texts.DEPLOYMENT_FAILED):
        operation.event(reason, "ERROR")
    operation.environment.draft = None


def _configure(operation: Operation, wanted: Definition) -> bool:
    """Brings the definition about; on failure all is as it was, but for the draft and the events."""
    environment = operation.environment
    operation.pause()
    operation.point_of_no_return()
    try:
        # known of launches only: assumed to be said of updates in the same words
        if reason := profiles.problem(operation.aws, wanted.configuration):
            raise StackFailure("", "", None, reason)
        if operation.outcome == "fail":
            fail_resource(operation)
        build(operation, wanted)
    except StackFailure as failure:
        report(operation, failure, "UPDATE_ROLLBACK_IN_PROGRESS")
        operation.event(texts.UPDATE_FAILED, "ERROR")
        operation.pause()
        operation.event(texts.REVERTED)
        environment.draft_status = "failed"
        return False
    operation.pause()
    with environment.lock:
        environment.definition, environment.draft, environment.configured = wanted, None, now()
    try:
        start_new(operation, environment.expected)
        tell_variables(operation)
    except CommandFailed:  # assumed to be told like that; AWS would deploy the former settings again
        operation.event(texts.UPDATE_FAILED, "ERROR")
        operation.look_at_health()
        return False
    operation.event(texts.NEW_CONFIGURATION)
    return True


def _deploy(operation: Operation, label: str) -> bool:
    """Deploys a version; a failed deployment leaves the version that was there before."""
    number = begin_deployment(operation.environment)
    try:
        deployments.deploy(operation, label, number)
    except CommandFailed:
        operation.event(texts.DEPLOYMENT_FAILED, "ERROR")
        if deployments.leaves_mixed_versions(operation):
            operation.event(texts.MIXED_VERSIONS, "ERROR")
        operation.look_at_health()
        return False
    note_deployment(operation.environment, label, number)
    operation.event(texts.DEPLOYED)
    return True


def _abort(operation: Operation) -> None:
    """A configuration change is rolled back, a deployment just stops."""
    configuring, operation.environment.draft = operation.environment.draft is not None, None
    operation.event(texts.UPDATE_ABORTED)
    if configuring:
        operation.event(texts.REVERTED)
