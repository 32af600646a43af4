"""Health: measured at the load balancer's targets, and told as enhanced reporting tells it."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator

from moto.autoscaling.models import autoscaling_backends

from . import membership, texts
from .deployment import scaling_groups
from .environment import SAMPLE, Deployed, Environment, Health
from .settings import HEALTH
from .state import Store, every_store

LOG = logging.getLogger(__name__)
#: how often environments are looked at
INTERVAL_SECONDS = 0.5
NO_DATA = "NoData"
#: what a status comes to when there is nothing wrong with it
CONTENT = ("Ok", NO_DATA)
SEVERITIES = {"Warning": "WARN", "Degraded": "WARN", "Severe": "ERROR"}


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
    wrong = sum(_is_wrong(environment, each) for each in running)
    if wrong:  # the text is AWS's, the status is assumed
        version = environment.version or SAMPLE
        yield "Degraded", texts.wrong_version(wrong, len(running), version, environment.expected)


def _is_wrong(environment: Environment, deployed: Deployed) -> bool:
    return deployed.status == "Failed" or deployed.label != environment.version


def instance_count(environment: Environment) -> int:
    """How many instances the environment has: asked of moto itself, since this is asked very often."""
    groups = autoscaling_backends[environment.account][environment.region].autoscaling_groups
    return sum(len(groups[name].instance_states) for name in scaling_groups(environment) if name in groups)


def target_states(environment: Environment) -> Counter[str]:
    """How many of the environment's targets are in which state; draining ones do not count."""
    found = Counter(state for _, state in membership.registered(environment))
    del found["draining"], found["unused"]
    return found


def of_instance(environment: Environment, instance: str) -> Health:
    """The health of one instance. (What is wrong is AWS's to tell; how bad that is, is assumed.)"""
    if environment.health_decided:
        return environment.health
    deployed = environment.running.get(instance)
    states = {state for each, state in membership.registered(environment) if each == instance}
    if "unhealthy" in states:
        return Health("Severe", ("ELB health is failing or not available.",))
    if "initial" in states:
        return Health("Pending")
    if deployed and _is_wrong(environment, deployed):
        found, label = deployed.label or SAMPLE, environment.version or SAMPLE
        cause = texts.wrong_version_here(found, deployed.deployment, label, environment.expected)
        return Health("Degraded", (cause,))
    return Health("Ok")


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
