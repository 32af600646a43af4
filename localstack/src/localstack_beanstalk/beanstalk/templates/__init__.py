"""What Elastic Beanstalk builds under an environment: settings in, a template out. No calls, no state."""

from ..settings import ENVIRONMENT, Configuration
from ..stack import Template
from . import balanced, classic, compute
from .common import (
    ADDRESS,
    BALANCED,
    BALANCER_GROUP,
    CLASSIC_LOAD_BALANCER,
    INSTANCE_GROUP,
    LAUNCH_TEMPLATE,
    LOAD_BALANCER,
    SCALING_GROUP,
    WORKER_QUEUE,
    Surroundings,
)
from .network import balancer_group, instance_group, makes_balancer_group

__all__ = [
    "ADDRESS",
    "BALANCER_GROUP",
    "CLASSIC_LOAD_BALANCER",
    "INSTANCE_GROUP",
    "LOAD_BALANCER",
    "SCALING_GROUP",
    "WORKER_QUEUE",
    "Surroundings",
    "template",
]


def template(configuration: Configuration, around: Surroundings) -> Template:
    """The resources of an environment, in the order in which they are made."""
    found: Template = {}
    kind = configuration.kind
    if makes_balancer_group(configuration):
        found[BALANCER_GROUP] = balancer_group(configuration, around)
    if kind in BALANCED:
        found |= balanced.target_groups(configuration, around)
    found[INSTANCE_GROUP] = instance_group(configuration, around)
    found[LAUNCH_TEMPLATE] = compute.launch_template(configuration, around)
    if kind == "classic":
        found |= classic.load_balancer(configuration, around)
    found[SCALING_GROUP] = compute.scaling_group(configuration, around)
    if kind == "worker":
        found |= compute.queues(configuration)
    if kind == "single":
        found |= compute.address()
    else:
        found |= compute.policies(configuration) | compute.alarms(configuration)
    if configuration.is_on(ENVIRONMENT, "LoadBalancerIsShared"):
        found |= balanced.on_shared(configuration, around)
    elif kind in BALANCED:
        found |= balanced.load_balancer(configuration, around)
    return found
