"""Managed actions: platform updates that AWS would make in the maintenance window, made on request."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from localstack.aws.api import RequestContext, handler

from .. import errors, texts
from ..environment import Environment
from ..operation import Operation
from ..platforms import BRANCHES, Platform
from ..rules import MANAGED
from ..state import now, store
from ..update import update
from .paging import page


@dataclass
class Done:
    """A managed action that has run."""

    action: str
    description: str
    status: str
    began: datetime
    ended: datetime


class ManagedActions:
    """Operations on managed actions."""

    @handler("DescribeEnvironmentManagedActions", expand=False)
    def describe_environment_managed_actions(self, context: RequestContext, request: Any) -> Any:
        environment = store(context).environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        target = _newer(environment)
        wanted = request.get("Status")
        if target is None or wanted not in (None, "Scheduled"):
            return {"ManagedActions": []}
        action = {
            "ActionId": _action_id(environment, target),
            "ActionDescription": _description(environment, target),
            "ActionType": "PlatformUpdate",
            "Status": "Scheduled",
            # the time is that of the next maintenance window, which is not worked out here
            "WindowStartTime": now(),
        }
        return {"ManagedActions": [action]}

    @handler("ApplyEnvironmentManagedAction", expand=False)
    def apply_environment_managed_action(self, context: RequestContext, request: Any) -> Any:
        here = store(context)
        environment = here.environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        with environment.lock:
            target = _newer(environment)
            identifier = request["ActionId"]
            if target is None or identifier != _action_id(environment, target):
                raise errors.invalid(f"No managed action found for ActionId = '{identifier}'.")
            if environment.status != "Ready":
                text = "Cannot apply a managed action while the environment is not in a ready state."
                raise errors.refusal("ManagedActionInvalidStateException", text)
            description = _description(environment, target)
            operation = Operation(here, environment, context.request_id, abortable=True)
            environment.draft = replace(environment.definition, platform=target)
            operation.event(texts.UPDATE_STARTING)
            operation.begin("Updating", _recorded(environment.draft, identifier, description))
        return {
            "ActionId": identifier,
            "ActionDescription": description,
            "ActionType": "PlatformUpdate",
            "Status": "Running",
        }

    @handler("DescribeEnvironmentManagedActionHistory", expand=False)
    def describe_environment_managed_action_history(self, context: RequestContext, request: Any) -> Any:
        environment = store(context).environment(request.get("EnvironmentName"), request.get("EnvironmentId"))
        request = {"MaxRecords": request.get("MaxItems"), "NextToken": request.get("NextToken")}
        shown, more = page(environment.actions[::-1], request, 100)
        return {"ManagedActionHistoryItems": [_describe(done) for done in shown]} | more


def _recorded(wanted: Any, identifier: str, description: str) -> Any:
    """The update, and its entry in the history."""

    def work(operation: Operation) -> None:
        began = now()
        update(wanted, None)(operation)
        status = "Completed" if operation.environment.definition == wanted else "Failed"
        operation.environment.actions.append(Done(identifier, description, status, began, now()))

    return work


def _newer(environment: Environment) -> Platform | None:
    """The platform version that a managed update leads to."""
    newest = BRANCHES[environment.platform.branch][2][0]
    enabled = environment.configuration.is_on(MANAGED, "ManagedActionsEnabled")
    return (
        Platform(environment.platform.branch, newest)
        if enabled and newest != environment.platform.version
        else None
    )


def _action_id(environment: Environment, target: Platform) -> str:
    return f"ma-{environment.id[2:]}-{target.version.replace('.', '')}"


def _description(environment: Environment, target: Platform) -> str:
    return f"Platform update from {environment.platform.version} to {target.version}"


def _describe(done: Done) -> dict[str, Any]:
    return {
        "ActionId": done.action,
        "ActionType": "PlatformUpdate",
        "ActionDescription": done.description,
        "Status": done.status,
        "ExecutedTime": done.began,
        "FinishedTime": done.ended,
    } | ({"FailureType": "UpdateCancelled"} if done.status == "Failed" else {})
