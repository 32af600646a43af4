"""Immutable: new instances beside the old ones, which they replace once they are all healthy."""

from .. import deployment, membership, texts
from ..operation import Operation
from ..steps import deploy_to, set_about
from .temporary import TemporaryGroup
from .waiting import require_health


def deploy(operation: Operation, label: str, number: int) -> None:
    """Deploys to new instances, a single one first; the old ones are untouched until all are healthy."""
    environment, aws = operation.environment, operation.aws
    deployment.survey(environment, aws)
    old = deployment.instance_ids(environment, aws)
    if not old:
        return
    operation.event(texts.IMMUTABLE)
    group = TemporaryGroup(operation, len(old))
    try:
        _launch(operation, label, number, group, 1)
        if len(old) > 1:
            operation.event(texts.TEST_INSTANCE_PASSED)
            _launch(operation, label, number, group, len(old))
        operation.point_of_no_return()
    except Exception:  # also when the update is aborted
        group.dismantle()
        raise
    new = group.hand_over()
    deployment.move_address(environment, aws, new)
    operation.event(texts.POST_DEPLOYMENT)
    operation.event(texts.INSTANCES_DONE)
    operation.event(texts.POST_DEPLOYMENT_WAITING)
    operation.pause()
    operation.event(texts.TERMINATING_OLD)
    group.replace(old)


def _launch(operation: Operation, label: str, number: int, group: TemporaryGroup, size: int) -> None:
    """Launches instances with the version until there are so many, all of them healthy."""
    environment = operation.environment
    new = group.grow(size)
    set_about(operation, label, number, new)
    operation.pause()
    deploy_to(operation, label, number, new)
    operation.event(texts.INSTANCES_DONE)
    if size > 1:
        operation.event(texts.ALL_LAUNCHED)
    if membership.is_balanced(environment):
        operation.event(texts.adding(new))
        membership.put_in(environment, operation.aws, new)
    operation.event(texts.waiting_for(group.ids))
    require_health(operation, group.ids)
