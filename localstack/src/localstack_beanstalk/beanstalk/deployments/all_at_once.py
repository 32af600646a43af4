"""All at once: every instance at the same time, none of them taken out of service."""

from .. import deployment, membership, texts
from ..operation import Operation
from ..steps import deploy_to, set_about, tell_instances_done, tell_new


def deploy(operation: Operation, label: str, number: int) -> None:
    """Deploys to every instance, also where the version runs already."""
    environment, aws = operation.environment, operation.aws
    operation.event(texts.DEPLOYING)
    operation.pause()
    operation.point_of_no_return()
    tell_new(operation, deployment.survey(environment, aws))
    # a batch that has failed in a deployment before is out of service: assumed to be put back by the next
    out = [each for each, deployed in environment.running.items() if deployed.status == "Failed"]
    ids = deployment.instance_ids(environment, aws)
    set_about(operation, label, number, ids)
    operation.finish_phase()
    deploy_to(operation, label, number, ids)
    if out:
        membership.put_in(environment, aws, out)
    tell_instances_done(operation)
