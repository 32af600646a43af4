"""Classic load balancers."""

from typing import Any

from ..settings import CLASSIC, CLASSIC_LISTENER, VPC, Configuration
from ..stack import Resource, Template
from .common import CLASSIC_LOAD_BALANCER, SCHEMES, Surroundings
from .network import groups_of_balancer

CHECK = "aws:elb:healthcheck"
POLICIES = "aws:elb:policies"


def load_balancer(configuration: Configuration, around: Surroundings) -> Template:
    """The load balancer; its listeners are part of it."""
    properties = {
        "Scheme": SCHEMES[configuration.value(VPC, "ELBScheme").lower()],
        "Subnets": list(around.balancer_subnets),
        "SecurityGroups": groups_of_balancer(configuration),
        "Listeners": _listeners(configuration),
        "HealthCheck": _health_check(configuration),
        "Attributes": _attributes(configuration),
    }
    return {CLASSIC_LOAD_BALANCER: Resource("AWS::ElasticLoadBalancing::LoadBalancer", properties)}


def _listeners(configuration: Configuration) -> list[dict[str, Any]]:
    """The default listener is on port 80; the others are named by their ports."""
    prefix = f"{CLASSIC_LISTENER}:"
    ports = {80: CLASSIC_LISTENER} | {
        int(name): prefix + name for name in configuration.named(prefix) if name != "default"
    }
    return [
        _listener(configuration, port, namespace)
        for port, namespace in sorted(ports.items())
        if configuration.value(namespace, "ListenerEnabled").lower() != "false"
    ]


def _listener(configuration: Configuration, port: int, namespace: str) -> dict[str, Any]:
    outside = configuration.value(namespace, "ListenerProtocol")
    # without a protocol for the instance it is that of the listener, in clear
    inside = configuration.value(namespace, "InstanceProtocol") or {"HTTPS": "HTTP", "SSL": "TCP"}.get(
        outside, outside
    )
    listener = {
        "Protocol": outside,
        "LoadBalancerPort": port,
        "InstanceProtocol": inside,
        "InstancePort": int(configuration.value(namespace, "InstancePort") or 80),
    }
    certificate = configuration.value(namespace, "SSLCertificateId")
    return listener | ({"SSLCertificateId": certificate} if certificate else {})


def _health_check(configuration: Configuration) -> dict[str, Any]:
    return {
        "Target": _target(configuration),
        "Interval": configuration.number(CHECK, "Interval"),
        "Timeout": configuration.number(CHECK, "Timeout"),
        "HealthyThreshold": configuration.number(CHECK, "HealthyThreshold"),
        "UnhealthyThreshold": configuration.number(CHECK, "UnhealthyThreshold"),
    }


def _target(configuration: Configuration) -> str:
    """A path means HTTP on port 80; nothing means a TCP connection to it."""
    url = configuration.value("aws:elasticbeanstalk:application", "Application Healthcheck URL")
    if not url:
        return configuration.value(CHECK, "Target")
    return f"HTTP:80{url}" if url.startswith("/") else url


def _attributes(configuration: Configuration) -> dict[str, Any]:
    return {
        "CrossZoneLoadBalancing": {"Enabled": configuration.is_on(CLASSIC, "CrossZone")},
        "ConnectionDraining": {
            "Enabled": configuration.is_on(POLICIES, "ConnectionDrainingEnabled"),
            "Timeout": configuration.number(POLICIES, "ConnectionDrainingTimeout"),
        },
        "ConnectionSettings": {"IdleTimeout": configuration.number(POLICIES, "ConnectionSettingIdleTimeout")},
    }
