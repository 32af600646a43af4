"""Rules across options, on the merged state. Texts marked as assumed are not AWS's; the rules are."""

from collections.abc import Callable, Iterator

from .secret_arns import Arn
from .settings import (
    BALANCER,
    CLASSIC_LISTENER,
    COMMAND,
    ENVIRONMENT,
    GROUP,
    HEALTH,
    LAUNCH,
    LISTENER,
    PROCESS,
    RULE,
    SECRETS,
    VARIABLES,
    VPC,
    Configuration,
    Key,
)

Broken = Iterator[tuple[Key, str]]
MANAGED = "aws:elasticbeanstalk:managedactions"
#: listener and instance protocols of classic load balancers, by layer
LAYERS = {"HTTP": 7, "HTTPS": 7, "TCP": 4, "SSL": 4}


def sizes(of: Configuration) -> Broken:
    if of.number(GROUP, "MinSize") > of.number(GROUP, "MaxSize"):
        yield Key(GROUP, "MinSize"), "MinSize is greater than MaxSize"


def subnets(of: Configuration) -> Broken:
    if of.value(VPC, "VPCId") and not of.items(VPC, "Subnets"):
        yield Key(VPC, "Subnets"), "Specify the subnets for the VPC."


def network_protocols(of: Configuration) -> Broken:
    if of.kind != "network":
        return
    text = "Only TCP Protocols are supported for Network Load Balancers"
    for process in of.named(PROCESS):
        if of.value(PROCESS + process, "Protocol").upper() != "TCP":
            yield Key(PROCESS + process, "Protocol"), text
    for name in of.named(LISTENER):
        if of.value(LISTENER + name, "Protocol").upper() not in ("TCP", "TLS"):
            yield Key(LISTENER + name, "Protocol"), text


def certificates(of: Configuration) -> Broken:
    if of.kind not in ("application", "network"):
        return
    for name in of.named(LISTENER):
        namespace = LISTENER + name
        secure = of.value(namespace, "Protocol").upper() in ("HTTPS", "TLS")
        if (
            secure
            and of.is_on(namespace, "ListenerEnabled")
            and not of.items(namespace, "SSLCertificateArns")
        ):
            text = "You must specify an SSL certificate to configure a listener to use HTTPS or TLS"
            yield Key(namespace, "SSLCertificateArns"), text


def references(of: Configuration) -> Broken:
    """Listeners name processes and rules, rules name processes. (Text assumed.)"""
    processes = of.named(PROCESS)
    rules = of.named(RULE)
    for name in of.named(LISTENER):
        namespace = LISTENER + name
        if of.value(namespace, "DefaultProcess") not in processes:
            yield Key(namespace, "DefaultProcess"), "The process is not defined."
        if any(rule not in rules for rule in of.items(namespace, "Rules")):
            yield Key(namespace, "Rules"), "The listener rule is not defined."
    for rule in rules:
        if of.value(RULE + rule, "Process") not in processes:
            yield Key(RULE + rule, "Process"), "The process is not defined."


def priorities(of: Configuration) -> Broken:
    """(Text assumed.)"""
    taken: set[int] = set()
    for rule in of.named(RULE):
        priority = of.number(RULE + rule, "Priority")
        if priority in taken:
            yield Key(RULE + rule, "Priority"), "Listener rule priorities must be unique."
        taken.add(priority)


def traffic_splitting(of: Configuration) -> Broken:
    key = Key(COMMAND, "DeploymentPolicy")
    if of.value(*key[:2]).lower() == "trafficsplitting":
        if of.kind != "application":
            yield key, "Traffic Splitting deployments are compatible only with Application Load Balancers"
        elif not enhanced(of):
            yield key, "Traffic Splitting deployments require enhanced health reporting."  # text assumed


def classic_layers(of: Configuration) -> Broken:
    if of.kind != "classic":
        return
    for namespace in sorted(
        {key.namespace for key in of.merged if key.namespace.startswith(CLASSIC_LISTENER)}
    ):
        outside = of.value(namespace, "ListenerProtocol")
        inside = of.value(namespace, "InstanceProtocol") or outside
        if LAYERS.get(outside) != LAYERS.get(inside):
            text = "Instance protocol must be at the same layer as the front-end load balancer protocol"
            yield Key(namespace, "InstanceProtocol"), text


def managed_updates(of: Configuration) -> Broken:
    if not of.is_on(MANAGED, "ManagedActionsEnabled"):
        return
    if not enhanced(of):
        yield (
            Key(MANAGED, "ManagedActionsEnabled"),
            "Managed platform updates require enhanced health reporting "
            "(option SystemType in namespace aws:elasticbeanstalk:healthreporting:system).",
        )
    needed = {
        Key(MANAGED, "PreferredStartTime"): "a preferred start time",
        Key(f"{MANAGED}:platformupdate", "UpdateLevel"): "an update level",
        Key(ENVIRONMENT, "ServiceRole"): "a service role",
    }
    for key, what in needed.items():
        if not of.value(*key[:2]):
            yield key, f"Managed platform updates require {what}."  # text assumed


def address_type(of: Configuration) -> Broken:
    key = Key(BALANCER, "IpAddressType")
    if key in of.merged and of.kind not in ("application", "network"):
        yield key, "The environment has no load balancer that takes an IP address type."  # text assumed


def health_streaming(of: Configuration) -> Broken:
    key = Key("aws:elasticbeanstalk:cloudwatch:logs:health", "HealthStreamingEnabled")
    if of.is_on(*key[:2]) and not enhanced(of):
        yield key, "Health streaming requires enhanced health reporting."  # text assumed


def own_security_groups(of: Configuration) -> Broken:
    key = Key(LAUNCH, "DisableDefaultEC2SecurityGroup")
    if of.is_on(*key[:2]):
        balanced = of.kind in ("application", "network")
        lacking = not of.items(LAUNCH, "SecurityGroups")
        if lacking or (balanced and not of.items(BALANCER, "SecurityGroups")):
            yield key, "Specify the security groups to use instead."  # text assumed


def one_health_check(of: Configuration) -> Broken:
    target, url = Key("aws:elb:healthcheck", "Target"), ("aws:elasticbeanstalk:application",)
    if of.merged.get(target) and of.value(*url, "Application Healthcheck URL"):
        yield (
            target,
            "You cannot configure an Elastic Beanstalk environment with values for both the Elastic Load "
            "Balancing Target option and Application Healthcheck URL option",
        )


def shared_balancer(of: Configuration) -> Broken:
    """(Text assumed.)"""
    if of.is_on(ENVIRONMENT, "LoadBalancerIsShared"):
        if of.kind != "application":
            yield Key(ENVIRONMENT, "LoadBalancerIsShared"), "Only an Application Load Balancer can be shared."
        if not of.value(BALANCER, "SharedLoadBalancer"):
            yield Key(BALANCER, "SharedLoadBalancer"), "Specify the shared load balancer."


def secrets(of: Configuration) -> Broken:
    """Variables whose values instances fetch.

    Texts are assumed; so is that a variable which has a value besides is refused.
    """
    for name, value in of.secrets().items():
        key = Key(SECRETS, name)
        arn = Arn.read(value)
        if arn is None:
            yield key, "Value is not the ARN of a secret or a parameter."
        elif not of.able.fetches_secrets:
            yield key, "The platform version does not support secrets as environment variables."
        elif arn.json_key and not of.able.finds_json_keys:
            yield key, "The platform version does not support JSON keys of secrets."
        if Key(VARIABLES, name) in of.merged:
            yield key, f"The environment variable {name} has a value in namespace {VARIABLES}."


def enhanced(of: Configuration) -> bool:
    return of.value(HEALTH, "SystemType").lower() == "enhanced"


RULES: tuple[Callable[[Configuration], Broken], ...] = (
    sizes,
    subnets,
    network_protocols,
    certificates,
    references,
    priorities,
    traffic_splitting,
    classic_layers,
    managed_updates,
    address_type,
    health_streaming,
    own_security_groups,
    one_health_check,
    shared_balancer,
    secrets,
)
