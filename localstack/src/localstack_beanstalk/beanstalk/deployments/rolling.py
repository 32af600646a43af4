"""Rolling: a batch of instances after the other, each out of service while it gets the version."""

import math
from collections.abc import Iterator

from .. import deployment, membership, texts
from ..operation import Operation
from ..settings import COMMAND, GROUP
from ..steps import deploy_to, set_about, tell_new
from ..templates import SCALING_GROUP
from .waiting import require_health, retire, take_out


def deploy(operation: Operation, label: str, number: int) -> None:
    """Deploys to batches until one fails: the instances then run different versions."""
    operation.event(texts.DEPLOYING)
    deployment.survey(operation.environment, operation.aws)
    ids = deployment.instance_ids(operation.environment, operation.aws)
    _deploy_to_batches(operation, label, number, ids, batch_size(operation, len(ids)))


def deploy_with_additional_batch(operation: Operation, label: str, number: int) -> None:
    """Launches a batch of new instances first, so that there are never fewer than before.

    The new ones go when the deployment ends, however it ends. (That they also do when a later batch has
    failed is assumed, as is what the events say of the additional batch.)
    """
    environment, aws = operation.environment, operation.aws
    deployment.survey(environment, aws)
    before = deployment.instance_ids(environment, aws)
    if not before:
        return
    size = batch_size(operation, len(before))
    operation.event(texts.additional_batch(size))
    try:
        _resize(operation, len(before) + size)
        new = deployment.survey(environment, aws)
        tell_new(operation, new)
        deploy_to(operation, label, number, new)
        operation.event(texts.INSTANCES_DONE)
        require_health(operation, new)
        _deploy_to_batches(operation, label, number, before, size)
    finally:
        additional = [each for each in deployment.instance_ids(environment, aws) if each not in before]
        retire(operation, additional)
        _resize(operation, len(before))
        if additional:
            operation.event(texts.removed_instances(additional), about_health=True)


def batch_size(operation: Operation, count: int) -> int:
    """How many instances a batch has; of a percentage, that it is rounded up is assumed."""
    configuration = operation.environment.configuration
    size = configuration.number(COMMAND, "BatchSize")
    if configuration.value(COMMAND, "BatchSizeType").lower() == "percentage":
        size = math.ceil(count * min(size, 100) / 100)
    return max(1, min(size, count))


def _deploy_to_batches(operation: Operation, label: str, number: int, ids: list[str], size: int) -> None:
    done = 0
    for batch_number, batch in enumerate(_batches(ids, size), start=1):
        operation.pause()  # between batches a deployment can be aborted
        if done + len(batch) == len(ids):
            operation.point_of_no_return()
        _deploy_to_batch(operation, label, number, batch_number, batch)
        done += len(batch)
        operation.event(texts.batch(batch_number, "Completed application deployment command execution."))
        operation.event(texts.commands_completed(done, len(ids)))
        _put_in(operation, batch_number, batch)
        operation.event(texts.batch(batch_number, "Completed application deployment."))


def _deploy_to_batch(
    operation: Operation, label: str, number: int, batch_number: int, batch: list[str]
) -> None:
    environment = operation.environment
    operation.event(texts.batch_starting(batch_number, batch))
    if membership.is_balanced(environment):
        operation.event(texts.batch(batch_number, texts.TAKING_OUT))
        take_out(operation, batch)
    operation.event(texts.batch(batch_number, "Starting application deployment command execution."))
    set_about(operation, label, number, batch)
    operation.finish_phase()
    deploy_to(operation, label, number, batch)  # where it fails, the batch stays out of service
    operation.event(texts.INSTANCES_DONE)


def _put_in(operation: Operation, batch_number: int, batch: list[str]) -> None:
    environment = operation.environment
    if membership.is_balanced(environment):
        operation.event(texts.batch(batch_number, texts.PUTTING_IN))
        membership.put_in(environment, operation.aws, batch)
    require_health(operation, batch)


def _batches(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _resize(operation: Operation, count: int) -> None:
    """Sets the number of instances, beyond what the settings allow if it must be."""
    environment = operation.environment
    most = max(count, environment.configuration.number(GROUP, "MaxSize"))
    group = environment.stack.find(SCALING_GROUP)
    operation.aws.autoscaling.update_auto_scaling_group(
        AutoScalingGroupName=group, MaxSize=most, DesiredCapacity=count
    )
