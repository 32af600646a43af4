"""Health: measured at the load balancer's targets, and told as enhanced reporting tells it."""

import logging
import threading
import time
from collections import Counter

from ..elbv2.state import state_of
from ..elbv2.targets import health_of, settle
from . import texts
from .environment import Environment, Health
from .settings import HEALTH
from .state import Store, every_store

LOG = logging.getLogger(__name__)
#: how often environments are looked at
INTERVAL_SECONDS = 0.5
SEVERITIES = {"Warning": "WARN", "Degraded": "WARN", "Severe": "ERROR"}
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"


def is_enhanced(environment: Environment) -> bool:
    return environment.configuration.value(HEALTH, "SystemType").lower() == "enhanced"


def measure(environment: Environment) -> Health:
    """Health as the targets have it; without a load balancer nothing is measured."""
    states = target_states(environment)
    bad = states.total() - states["healthy"]
    if not bad:
        return Health("Ok")
    # The first text is AWS's; the second is assumed to be worded like it.
    if bad == states.total():
        return Health("Severe", ("ELB health is failing or not available for all instances.",))
    impaired = f"{bad} out of {states.total()} instances"
    return Health("Degraded", (f"ELB health is failing or not available for {impaired}.",))


def target_states(environment: Environment) -> Counter[str]:
    """How many of the environment's targets are in which state; draining ones do not count."""
    state = state_of(environment.account, environment.region)
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
    del found["draining"], found["unused"]
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
