"""Traffic splitting: new instances get a share of the requests for a while, before they get all of them.

The guide says what happens ("Deployment policies and settings", "How traffic-splitting deployments work"); no
recording of the events was found, so their texts are assumed, after those of immutable deployments.
"""

import time

from ... import control
from .. import deployment, membership, texts
from ..operation import Operation
from ..settings import SPLITTING
from ..steps import deploy_to, set_about
from .split import Split
from .temporary import TemporaryGroup
from .waiting import require_health, wait_for_health

#: defaults of the guide: they are not among the options' own
PERCENT, MINUTES = 10, 5


def deploy(operation: Operation, label: str, number: int) -> None:
    """Deploys to new instances behind target groups of their own; what fails leaves everything as it was."""
    environment, aws = operation.environment, operation.aws
    deployment.survey(environment, aws)
    old = deployment.instance_ids(environment, aws)
    if not old:
        return
    configuration = environment.configuration
    percent = configuration.number(SPLITTING, "NewVersionPercent") or PERCENT
    minutes = configuration.number(SPLITTING, "EvaluationTime") or MINUTES
    operation.event(texts.SPLITTING)
    group = TemporaryGroup(operation, len(old))
    split = Split(operation)
    try:
        _launch(operation, label, number, group, split, len(old))
        split.share(percent)
        operation.event(texts.splitting(percent, minutes))
        _evaluate(operation, group.ids, split, minutes)
        operation.point_of_no_return()
    except Exception:  # also when the update is aborted
        split.end()
        group.dismantle()
        raise
    split.share(100)
    operation.event(texts.SPLITTING_DONE)
    new = group.hand_over()
    wait_for_health(operation, new)
    split.end()
    operation.event(texts.TERMINATING_OLD)
    group.replace(old)


def _launch(
    operation: Operation, label: str, number: int, group: TemporaryGroup, split: Split, size: int
) -> None:
    new = group.grow(size)
    set_about(operation, label, number, new)
    operation.pause()
    deploy_to(operation, label, number, new)
    operation.event(texts.INSTANCES_DONE)
    operation.event(texts.adding(new))
    membership.put_in(operation.environment, operation.aws, new, split.groups)
    split.share(0)
    operation.event(texts.waiting_for(new))
    require_health(operation, new, split.groups)


def _evaluate(operation: Operation, ids: list[str], split: Split, minutes: int) -> None:
    """Lets the evaluation time pass; a minute of it is a phase. Who falls ill may recover in time, or not."""
    end = time.monotonic() + minutes * control.state(operation.environment.account).phase_seconds
    while time.monotonic() < end:
        operation.pause()
        if membership.sick(operation.environment, ids, split.groups):
            require_health(operation, ids, split.groups)
