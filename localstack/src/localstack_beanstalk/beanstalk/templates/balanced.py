"""Application and network load balancers, with target groups, listeners and rules."""

from typing import Any

from ..settings import BALANCER, LISTENER, PROCESS, RULE, VPC, Configuration, Key
from ..stack import Ref, Resource, Template
from .common import LOAD_BALANCER, SCHEMES, Surroundings, listener, listener_port, target_group
from .network import groups_of_balancer


def target_groups(configuration: Configuration, around: Surroundings) -> Template:
    """One target group a process."""
    return {
        target_group(process): _target_group(configuration, process, around)
        for process in configuration.named(PROCESS)
    }


def load_balancer(configuration: Configuration, around: Surroundings) -> Template:
    """The load balancer and its listeners."""
    found = {LOAD_BALANCER: _load_balancer(configuration, around)}
    for name in configuration.named(LISTENER):
        found |= _listener(configuration, name)
    return found


def on_shared(configuration: Configuration, around: Surroundings) -> Template:
    """On a shared load balancer an environment has rules only: its CNAME leads to its default process."""
    # which priority Elastic Beanstalk gives its rule is not known: here it is the lowest that is free
    properties = {
        "ListenerArn": around.shared_listener,
        "Priority": None,
        "Paths": [],
        "Hosts": [around.cname],
        "TargetGroupArn": Ref(target_group("default")),
    }
    return {"AWSEBV2LoadBalancerListenerRule": Resource(LISTENER_RULE, properties)}


LISTENER_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"


def _load_balancer(configuration: Configuration, around: Surroundings) -> Resource:
    attributes = {
        "idle_timeout.timeout_seconds": configuration.value(BALANCER, "IdleTimeout"),
        "access_logs.s3.bucket": configuration.value(BALANCER, "AccessLogsS3Bucket"),
        "access_logs.s3.prefix": configuration.value(BALANCER, "AccessLogsS3Prefix"),
    }
    if configuration.is_on(BALANCER, "AccessLogsS3Enabled"):
        attributes["access_logs.s3.enabled"] = "true"
    return Resource(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        {
            "Type": configuration.kind,
            "Scheme": SCHEMES[configuration.value(VPC, "ELBScheme").lower()],
            "Subnets": list(around.balancer_subnets),
            "SecurityGroups": groups_of_balancer(configuration),
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
    return f"{listener_id}Rule{rule}", Resource(LISTENER_RULE, properties)
