"""What runs on the environment's instances: the version's bundle with the environment's variables."""

from botocore.exceptions import ClientError

from ..dataplane import instances as machines
from ..dataplane import names
from ..dataplane.dependencies import NotInstalled
from ..dataplane.proxies.running import NotConfigured
from . import secrets, texts
from .aws import Aws
from .environment import Environment
from .resources.compute import instances
from .settings import LAUNCH, PROXY
from .state import Store
from .storage import content
from .templates import ADDRESS, CLASSIC_LOAD_BALANCER, LOAD_BALANCER, SCALING_GROUP


def instance_ids(environment: Environment, aws: Aws) -> list[str]:
    """The ids of the environment's instances."""
    return [each["InstanceId"] for group in scaling_groups(environment) for each in instances(aws, group)]


def scaling_groups(environment: Environment) -> list[str]:
    """The names of the environment's Auto Scaling groups: a deployment may have a second one for a while."""
    group = environment.stack.find(SCALING_GROUP)
    return [name for name in (group, environment.temporary_group) if name]


def survey(environment: Environment, aws: Aws) -> list[str]:
    """The instances that are new.

    What ran on instances that are gone is ended, and names and the address lead to those that are there.
    """
    here, running = instance_ids(environment, aws), environment.running
    for gone in set(running) - set(here):
        machines.stop(aws.account, aws.region, gone)
        del running[gone]
    new = [identifier for identifier in here if identifier not in running]
    lead_names([environment])
    move_address(environment, aws, new)
    return new


def move_address(environment: Environment, aws: Aws, new: list[str]) -> None:
    """Lets a single instance's address lead to the new one."""
    if new and (address := environment.stack.find(ADDRESS)):
        aws.ec2.associate_address(AllocationId=address, InstanceId=new[0], AllowReassociation=True)


def start(
    store: Store, environment: Environment, aws: Aws, label: str | None, ids: list[str]
) -> dict[str, str]:
    """Starts a version's application on instances, in place of what runs there.

    Returns those where that failed, each with the event that tells why. Assumed: that none tells of a proxy
    which does not take its files.
    """
    configuration = environment.configuration
    try:
        fetched = secrets.fetched(environment, aws) if ids else {}
    except secrets.NotFetched as failure:
        for identifier in ids:
            machines.without_secrets(aws.account, aws.region, identifier, str(failure))
        return dict.fromkeys(ids, texts.SECRETS_FAILED)
    application = machines.Application(
        environment.name,
        bundle(store, environment, aws, label) if ids else None,
        configuration.variables() | fetched,
        has_requirements=environment.platform.language == "Python",
        token_required=configuration.is_on(LAUNCH, "DisableIMDSv1"),
        proxy=configuration.value(PROXY, "ProxyServer"),
    )
    failed = {}
    for identifier in ids:
        try:
            machines.start(aws.account, aws.region, identifier, application)
        except NotInstalled:
            failed[identifier] = texts.INSTALLATION_FAILED
        except NotConfigured:
            failed[identifier] = ""
    return failed


def terminate(environment: Environment, aws: Aws, instance: str) -> None:
    """Terminates an instance, without another in its place."""
    aws.autoscaling.terminate_instance_in_auto_scaling_group(
        InstanceId=instance, ShouldDecrementDesiredCapacity=True
    )
    machines.stop(aws.account, aws.region, instance)
    environment.running.pop(instance, None)


def lead_names(environments: list[Environment]) -> None:
    """Lets the CNAMEs lead to the load balancers."""
    for environment in environments:
        stack = environment.stack
        if balancer := stack.find(LOAD_BALANCER) or stack.find(CLASSIC_LOAD_BALANCER, "DNSName"):
            names.register(environment.cname, balancer)


def endpoint(environment: Environment) -> str:
    """Where the environment answers: its load balancer's DNS name, or its instance's address."""
    stack = environment.stack
    for balancer in (LOAD_BALANCER, CLASSIC_LOAD_BALANCER):
        if name := stack.find(balancer, "DNSName"):
            return name
    return stack.find(ADDRESS, "PublicIp")


def end(environment: Environment) -> None:
    """Stops everything that runs."""
    machines.stop_environment(environment.account, environment.region, environment.name)
    names.unregister(environment.cname)
    environment.running = {}


def bundle(store: Store, environment: Environment, aws: Aws, label: str | None) -> bytes | None:
    """The bundle's bytes; without a version, or with one that has no bundle, the sample application runs."""
    application = store.applications.get(environment.application)
    version = application.versions.get(label) if application and label else None
    if version is None:
        return None
    try:
        return content(aws, version)
    except ClientError:
        return None
