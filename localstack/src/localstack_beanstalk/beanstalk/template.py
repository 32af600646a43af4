"""What Elastic Beanstalk builds under an environment: settings in, a template out. No calls, no state."""

from dataclasses import dataclass
from typing import Any

from .resources.network import from_everywhere, from_group, permission
from .settings import (
    BALANCER,
    GROUP,
    INSTANCES,
    LAUNCH,
    LISTENER,
    PROCESS,
    RULE,
    TRIGGER,
    VPC,
    Configuration,
    Key,
)
from .stack import Ref, Resource, Template

BALANCER_GROUP = "AWSEBLoadBalancerSecurityGroup"
INSTANCE_GROUP = "AWSEBSecurityGroup"
LOAD_BALANCER = "AWSEBV2LoadBalancer"
DEFAULT_LISTENER = "AWSEBV2LoadBalancerListener"
DEFAULT_PROCESS = "AWSEBV2LoadBalancerTargetGroup"
LAUNCH_TEMPLATE = "AWSEBEC2LaunchTemplate"
SCALING_GROUP = "AWSEBAutoScalingGroup"

BALANCED = ("application", "network")
#: AWS's words for the scheme are not the options' words
SCHEMES = {"public": "internet-facing", "internal": "internal"}


@dataclass(frozen=True)
class Surroundings:
    """What is around the environment: found, not made, by Elastic Beanstalk."""

    vpc: str
    instance_subnets: tuple[str, ...]
    balancer_subnets: tuple[str, ...]
    image: str
    #: whether the security group of the load balancer lets in what the listeners of option settings listen on
    opens_listener_ports: bool = False


def template(configuration: Configuration, around: Surroundings) -> Template:
    """The resources of an environment with a load balancer of version 2."""
    found: Template = {}
    balanced = configuration.kind in BALANCED
    if _makes_balancer_group(configuration):
        found[BALANCER_GROUP] = _balancer_group(configuration, around)
    if balanced:
        for process in configuration.named(PROCESS):
            found[target_group(process)] = _target_group(configuration, process, around)
    found[INSTANCE_GROUP] = _instance_group(configuration, around)
    found[LAUNCH_TEMPLATE] = _launch_template(configuration, around)
    found[SCALING_GROUP] = _scaling_group(configuration, around)
    if configuration.kind != "single":
        found |= _policies(configuration)
    if balanced:
        found[LOAD_BALANCER] = _load_balancer(configuration, around)
        for name in configuration.named(LISTENER):
            found |= _listener(configuration, name)
    return found


def target_group(process: str) -> str:
    """The logical id of a process's target group."""
    return DEFAULT_PROCESS if process == "default" else process


def listener(name: str) -> str:
    """The logical id of a listener, named by its port."""
    return DEFAULT_LISTENER + ("" if name == "default" else name)


def listener_port(name: str) -> int:
    return 80 if name == "default" else int(name)


def enabled_listeners(configuration: Configuration) -> list[str]:
    """The names of the listeners that are to be there."""
    names = configuration.named(LISTENER)
    return [name for name in names if configuration.is_on(LISTENER + name, "ListenerEnabled")]


def _makes_balancer_group(configuration: Configuration) -> bool:
    """Elastic Beanstalk makes a group for an application load balancer unless it is given some."""
    given = configuration.value(BALANCER, "SecurityGroups") + configuration.value(
        BALANCER, "ManagedSecurityGroup"
    )
    return configuration.kind == "application" and not given


def _balancer_group(configuration: Configuration, around: Surroundings) -> Resource:
    ports = {80}
    if around.opens_listener_ports:
        ports |= {listener_port(name) for name in enabled_listeners(configuration)}
    return Resource(
        "AWS::EC2::SecurityGroup",
        {
            "Description": "Load Balancer Security Group",
            "VpcId": around.vpc,
            "Ingress": [from_everywhere(port) for port in sorted(ports)],
            "Egress": [from_everywhere(80)],
        },
    )


def _instance_group(configuration: Configuration, around: Surroundings) -> Resource:
    ingress = [from_group(80, group) for group in _balancer_groups(configuration)] or [from_everywhere(80)]
    if configuration.value(LAUNCH, "EC2KeyName"):
        _, port, _, source = configuration.value(LAUNCH, "SSHSourceRestriction").split(",")
        ingress.append(permission(int(port), source))
    return Resource(
        "AWS::EC2::SecurityGroup",
        {
            "Description": "SecurityGroup for ElasticBeanstalk environment.",
            "VpcId": around.vpc,
            "Ingress": ingress,
            "Egress": [],
        },
    )


def _balancer_groups(configuration: Configuration) -> list[Any]:
    """The security groups that requests of the load balancer come from."""
    if configuration.kind != "application":
        return []  # a network load balancer has no group here, and a single instance no load balancer
    if _makes_balancer_group(configuration):
        return [Ref(BALANCER_GROUP)]
    managed = configuration.items(BALANCER, "ManagedSecurityGroup")
    return managed or configuration.items(BALANCER, "SecurityGroups")


def _launch_template(configuration: Configuration, around: Surroundings) -> Resource:
    groups: list[Any] = configuration.items(LAUNCH, "SecurityGroups")
    if not configuration.is_on(LAUNCH, "DisableDefaultEC2SecurityGroup"):
        groups = [Ref(INSTANCE_GROUP), *groups]
    volume = {
        "VolumeType": configuration.value(LAUNCH, "RootVolumeType"),
        "VolumeSize": _number(configuration.value(LAUNCH, "RootVolumeSize")),
        "Iops": _number(configuration.value(LAUNCH, "RootVolumeIOPS")),
        "Throughput": _number(configuration.value(LAUNCH, "RootVolumeThroughput")),
    }
    return Resource(
        "AWS::EC2::LaunchTemplate",
        {
            "ImageId": configuration.value(LAUNCH, "ImageId") or around.image,
            "InstanceType": instance_types(configuration)[0],
            "KeyName": configuration.value(LAUNCH, "EC2KeyName"),
            "SecurityGroupIds": groups,
            "IamInstanceProfile": configuration.value(LAUNCH, "IamInstanceProfile").rsplit("/", 1)[-1],
            "HttpTokens": "required" if configuration.is_on(LAUNCH, "DisableIMDSv1") else "optional",
            "RootVolume": {name: value for name, value in volume.items() if value},
        },
    )


def instance_types(configuration: Configuration) -> list[str]:
    """The instance types; the older option names one of them."""
    # The pair of types that AWS chooses varies by account and Region: t3.micro is what it takes in most.
    older = configuration.items(LAUNCH, "InstanceType")
    return configuration.items(INSTANCES, "InstanceTypes") or older or ["t3.micro", "t3.small"]


def _scaling_group(configuration: Configuration, around: Surroundings) -> Resource:
    single = configuration.kind == "single"
    processes = configuration.named(PROCESS) if configuration.kind in BALANCED else []
    return Resource(
        "AWS::AutoScaling::AutoScalingGroup",
        {
            "MinSize": 1 if single else configuration.number(GROUP, "MinSize"),
            "MaxSize": 1 if single else configuration.number(GROUP, "MaxSize"),
            "DefaultCooldown": configuration.number(GROUP, "Cooldown"),
            "VPCZoneIdentifier": ",".join(around.instance_subnets),
            "LaunchTemplate": {
                "LaunchTemplateId": Ref(LAUNCH_TEMPLATE),
                "Version": Ref(LAUNCH_TEMPLATE, "Version"),
            },
            "TargetGroupARNs": [Ref(target_group(process)) for process in processes],
        },
    )


def _policies(configuration: Configuration) -> Template:
    steps = {"Up": "UpperBreachScaleIncrement", "Down": "LowerBreachScaleIncrement"}
    return {
        f"AWSEBAutoScalingScale{way}Policy": Resource(
            "AWS::AutoScaling::ScalingPolicy",
            {
                "AutoScalingGroupName": Ref(SCALING_GROUP),
                "ScalingAdjustment": configuration.number(TRIGGER, step),
                "Cooldown": configuration.number(GROUP, "Cooldown"),
            },
        )
        for way, step in steps.items()
    }


def _load_balancer(configuration: Configuration, around: Surroundings) -> Resource:
    attributes = {
        "idle_timeout.timeout_seconds": configuration.value(BALANCER, "IdleTimeout"),
        "access_logs.s3.bucket": configuration.value(BALANCER, "AccessLogsS3Bucket"),
        "access_logs.s3.prefix": configuration.value(BALANCER, "AccessLogsS3Prefix"),
    }
    if configuration.is_on(BALANCER, "AccessLogsS3Enabled"):
        attributes["access_logs.s3.enabled"] = "true"
    groups: list[Any] = configuration.items(BALANCER, "SecurityGroups")
    return Resource(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        {
            "Type": configuration.kind,
            "Scheme": SCHEMES[configuration.value(VPC, "ELBScheme").lower()],
            "Subnets": list(around.balancer_subnets),
            "SecurityGroups": [Ref(BALANCER_GROUP)] if _makes_balancer_group(configuration) else groups,
            "IpAddressType": configuration.value(BALANCER, "IpAddressType").lower(),
            "Attributes": {name: value for name, value in attributes.items() if value},
        },
    )


def _target_group(configuration: Configuration, process: str, around: Surroundings) -> Resource:
    namespace = PROCESS + process
    protocol = configuration.value(namespace, "Protocol").upper()
    properties: dict[str, Any] = {
        "Protocol": protocol,
        "Port": configuration.number(namespace, "Port"),
        "VpcId": around.vpc,
        "HealthCheckIntervalSeconds": configuration.number(namespace, "HealthCheckInterval"),
        "HealthyThresholdCount": configuration.number(namespace, "HealthyThresholdCount"),
        "UnhealthyThresholdCount": configuration.number(namespace, "UnhealthyThresholdCount"),
    }
    attributes = {
        "deregistration_delay.timeout_seconds": configuration.value(namespace, "DeregistrationDelay")
    }
    if configuration.kind == "application":
        properties["HealthCheckPath"] = configuration.value(namespace, "HealthCheckPath")
        properties["HealthCheckTimeoutSeconds"] = configuration.number(namespace, "HealthCheckTimeout")
        properties["Matcher"] = {"HttpCode": configuration.value(namespace, "MatcherHTTPCode") or "200"}
        attributes |= {
            "stickiness.enabled": configuration.value(namespace, "StickinessEnabled").lower(),
            "stickiness.type": configuration.value(namespace, "StickinessType"),
            "stickiness.lb_cookie.duration_seconds": configuration.value(
                namespace, "StickinessLBCookieDuration"
            ),
        }
    return Resource("AWS::ElasticLoadBalancingV2::TargetGroup", properties | {"Attributes": attributes})


def _listener(configuration: Configuration, name: str) -> Template:
    namespace, logical_id = LISTENER + name, listener(name)
    if not configuration.is_on(namespace, "ListenerEnabled"):
        return {}
    process = configuration.value(namespace, "DefaultProcess")
    properties = {
        "LoadBalancerArn": Ref(LOAD_BALANCER),
        "Port": listener_port(name),
        "Protocol": configuration.value(namespace, "Protocol").upper(),
        "Certificates": configuration.items(namespace, "SSLCertificateArns")[:1],
        # an empty policy is passed on, and refused by ELBv2
        "SslPolicy": configuration.merged.get(Key(namespace, "SSLPolicy")),
        "TargetGroupArn": Ref(target_group(process)),
    }
    rules = (_rule(configuration, logical_id, rule) for rule in configuration.items(namespace, "Rules"))
    return {logical_id: Resource("AWS::ElasticLoadBalancingV2::Listener", properties), **dict(rules)}


def _rule(configuration: Configuration, listener_id: str, rule: str) -> tuple[str, Resource]:
    namespace = RULE + rule
    properties = {
        "ListenerArn": Ref(listener_id),
        "Priority": configuration.number(namespace, "Priority"),
        "Paths": configuration.items(namespace, "PathPatterns"),
        "Hosts": configuration.items(namespace, "HostHeaders"),
        "TargetGroupArn": Ref(target_group(configuration.value(namespace, "Process"))),
    }
    return f"{listener_id}Rule{rule}", Resource("AWS::ElasticLoadBalancingV2::ListenerRule", properties)


def _number(value: str) -> int | None:
    return int(value) if value else None
