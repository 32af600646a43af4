"""All at once: every instance at the same time, none of them taken out of service."""

from .. import deployment, membership, texts
from ..operation import Operation
from ..steps import deploy_to, tell_instances_done, tell_new


def deploy(operation: Operation, label: str, number: int) -> None:
    """Deploys to every instance, also where the version runs already."""
    environment, aws = operation.environment, operation.aws
    operation.event(texts.DEPLOYING)
    operation.pause()
    operation.point_of_no_return()
    new, _ = deployment.survey(environment, aws, label)
    tell_new(operation, new)
    ids = deployment.instance_ids(environment, aws)
    deploy_to(operation, label, number, ids)
    # a batch that has failed in a deployment before is out of service: assumed to be put back by the next
    if ids:
        membership.put_in(environment, aws, ids)
    tell_instances_done(operation)
