"""Health: measured at the load balancer's targets, and told as enhanced reporting tells it."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator

from moto.autoscaling.models import autoscaling_backends

from ..elb import instances as classic
from ..elb import state as elb
from ..elbv2 import state as elbv2
from ..elbv2.targets import health_of, settle
from . import texts
from .environment import SAMPLE, Environment, Health
from .settings import HEALTH
from .state import Store, every_store
from .templates import SCALING_GROUP

LOG = logging.getLogger(__name__)
#: how often environments are looked at
INTERVAL_SECONDS = 0.5
NO_DATA = "NoData"
#: what a status comes to when there is nothing wrong with it
CONTENT = ("Ok", NO_DATA)
SEVERITIES = {"Warning": "WARN", "Degraded": "WARN", "Severe": "ERROR"}
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
CLASSIC_BALANCER = "AWS::ElasticLoadBalancing::LoadBalancer"


def is_enhanced(environment: Environment) -> bool:
    return environment.configuration.value(HEALTH, "SystemType").lower() == "enhanced"


def measure(environment: Environment) -> Health:
    """Health as the load balancer's targets have it; without a load balancer only instances are counted."""
    if not instance_count(environment):
        # The cause is AWS's; that the status is No Data, hence grey, is assumed.
        return Health(NO_DATA, ("There are no instances.",))
    problems = [*_of_targets(environment), *_of_versions(environment)]
    if not problems:
        return Health("Ok")
    worst = "Severe" if any(status == "Severe" for status, _ in problems) else "Degraded"
    return Health(worst, tuple(cause for _, cause in problems))


def _of_targets(environment: Environment) -> Iterator[tuple[str, str]]:
    states = target_states(environment)
    bad = states.total() - states["healthy"]
    # The first text is AWS's; the second is assumed to be worded like it.
    if bad and bad == states.total():
        yield "Severe", "ELB health is failing or not available for all instances."
    elif bad:
        impaired = f"{bad} out of {states.total()} instances"
        yield "Degraded", f"ELB health is failing or not available for {impaired}."


def _of_versions(environment: Environment) -> Iterator[tuple[str, str]]:
    """Instances that do not run the version of the last deployment that succeeded."""
    running = list(environment.running.values())
    wrong = sum(each.status == "Failed" or each.label != environment.version for each in running)
    if wrong:  # the text is AWS's, the status is assumed
        version = environment.version or SAMPLE
        yield "Degraded", texts.wrong_version(wrong, len(running), version, environment.expected)


def instance_count(environment: Environment) -> int:
    """How many instances the environment has: asked of moto itself, since this is asked very often."""
    groups = autoscaling_backends[environment.account][environment.region].autoscaling_groups
    group = groups.get(environment.stack.find(SCALING_GROUP))
    return len(group.instance_states) if group else 0


def target_states(environment: Environment) -> Counter[str]:
    """How many of the environment's targets are in which state; draining ones do not count."""
    found = _target_states(environment) + _classic_states(environment)
    del found["draining"], found["unused"]
    return found


def _target_states(environment: Environment) -> Counter[str]:
    state = elbv2.state_of(environment.account, environment.region)
    found: Counter[str] = Counter()
    with state.lock:
        usage = state.usage()
        for arn in environment.stack.all(TARGET_GROUP):
            group = state.target_groups.get(arn)
            if group is None:
                continue
            settle(state, group)
            for target in list(group.targets.values()):
                found[health_of(state, group, target, usage.get(arn))["State"]] += 1
    return found


def _classic_states(environment: Environment) -> Counter[str]:
    """A classic load balancer's instances, in the words of target groups."""
    state = elb.state_of(environment.account, environment.region)
    found: Counter[str] = Counter()
    with state.lock:
        for name in environment.stack.all(CLASSIC_BALANCER):
            balancer = state.load_balancers.get(name)
            if balancer is None:
                continue
            classic.settle(state, balancer)
            serving = len(classic.in_service(state, balancer))
            found += Counter(healthy=serving, unhealthy=len(balancer.instances) - serving)
    return found


def change(store: Store, environment: Environment, health: Health, because: str = "") -> None:
    """Sets the health, and records the transition if there is one. Basic reporting has no such events."""
    before, environment.health = environment.health, health
    if before.status == health.status or not is_enhanced(environment):
        return
    store.record(
        texts.health_changed(before.status, health.status, because or " ".join(health.causes)),
        SEVERITIES.get(health.status, "INFO"),
        environment.application,
        environment=environment.name,
        environment_id=environment.id,
        version=environment.version,
    )


def watch() -> None:
    """Looks after the health of every environment that is Ready, for as long as LocalStack runs."""
    while True:
        time.sleep(INTERVAL_SECONDS)
        for store in every_store():
            for environment in store.living():
                try:
                    _look(store, environment)
                except Exception:
                    LOG.exception("cannot tell the health of %s", environment.name)


def _look(store: Store, environment: Environment) -> None:
    if environment.status != "Ready" or environment.health_decided:
        return
    measured = measure(environment)
    with environment.lock:
        if environment.status == "Ready" and not environment.health_decided:
            change(store, environment, measured)


_watching = threading.Lock()


def start_watching() -> None:
    """Starts the watch, once."""
    if _watching.acquire(blocking=False):
        threading.Thread(target=watch, name="beanstalk-health", daemon=True).start()
