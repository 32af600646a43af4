"""Classic load balancers."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from .balancers import REGION, bundle, eventually, scale, server_bundle
from .refusals import refused

HTTP = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 80}


@pytest.fixture
def elb(client: Callable[..., Any]) -> Any:
    return client("elb")


@pytest.fixture
def subnets(client: Callable[..., Any]) -> list[str]:
    return [subnet["SubnetId"] for subnet in client("ec2").describe_subnets()["Subnets"]]


@pytest.fixture
def open_group(client: Callable[..., Any]) -> str:
    """A security group that lets everybody in on port 80."""
    ec2 = client("ec2")
    made = ec2.create_security_group(GroupName="open", Description="open")["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=made, IpProtocol="tcp", FromPort=80, ToPort=80, CidrIp="0.0.0.0/0"
    )
    return str(made)


@pytest.fixture
def create(elb: Any, subnets: list[str]) -> Callable[..., dict[str, Any]]:
    """Creates a load balancer in two zones, and describes it."""

    def make(
        name: str = "old", listeners: list[dict[str, Any]] | None = None, **parameters: Any
    ) -> dict[str, Any]:
        wanted = {"Subnets": subnets[:2]} | parameters
        wanted = {key: value for key, value in wanted.items() if value is not None}
        elb.create_load_balancer(LoadBalancerName=name, Listeners=listeners or [HTTP], **wanted)
        return described(elb, name)

    return make


@pytest.fixture
def launch(client: Callable[..., Any], control: Callable[..., Any], account: str, subnets: list[str]) -> Any:
    """Launches an instance that runs a bundle."""

    def run(packed: str | None = None) -> str:
        made = client("ec2").run_instances(
            ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=subnets[0]
        )
        instance = str(made["Instances"][0]["InstanceId"])
        body = {"account": account, "region": REGION, "instance_id": instance, "bundle": packed}
        control("PUT", "applications", body)
        return instance

    return run


def described(elb: Any, name: str) -> dict[str, Any]:
    return dict(elb.describe_load_balancers(LoadBalancerNames=[name])["LoadBalancerDescriptions"][0])


def health(elb: Any, instance: str) -> dict[str, str]:
    found = elb.describe_instance_health(LoadBalancerName="old", Instances=[{"InstanceId": instance}])
    return dict(found["InstanceStates"][0])


def quick(elb: Any, target: str) -> None:
    """Health checks that come to a verdict soon."""
    check = {"Target": target, "Interval": 5, "Timeout": 2, "UnhealthyThreshold": 2, "HealthyThreshold": 2}
    elb.configure_health_check(LoadBalancerName="old", HealthCheck=check)


def test_a_load_balancer_has_awss_form(create: Callable[..., Any], subnets: list[str], account: str) -> None:
    made = create(Tags=[{"Key": "team", "Value": "shop"}])
    assert made["DNSName"].startswith("old-")
    assert made["DNSName"].endswith(f".{REGION}.elb.amazonaws.com")
    assert made["ListenerDescriptions"] == [{"Listener": HTTP, "PolicyNames": []}]
    assert made["HealthCheck"] == {
        "Target": "TCP:80",
        "Interval": 30,
        "Timeout": 5,
        "UnhealthyThreshold": 2,
        "HealthyThreshold": 10,
    }
    assert {*made["Subnets"]} == {*subnets[:2]}
    assert made["SourceSecurityGroup"] == {"OwnerAlias": account, "GroupName": "default"}
    assert made["Scheme"] == "internet-facing"


def test_the_same_again_is_the_same_and_anything_else_is_refused(create: Callable[..., Any]) -> None:
    assert create()["DNSName"] == create()["DNSName"]
    assert refused(create, listeners=[HTTP | {"InstancePort": 81}]) == (
        "DuplicateLoadBalancerName",
        "Load Balancer named old already exists and it is configured with different parameters.",
    )


def test_what_creation_refuses(
    create: Callable[..., Any], subnets: list[str], client: Callable[..., Any]
) -> None:
    secure = HTTP | {"Protocol": "HTTPS", "LoadBalancerPort": 443}
    assert refused(create, listeners=[secure]) == (
        "InvalidConfigurationRequest",
        "Secure Listeners need to specify a SSLCertificateId",
    )
    arn = client("acm").request_certificate(DomainName="a.example.com")["CertificateArn"]
    absent = f"{arn[:-4]}dead"
    assert refused(create, listeners=[secure | {"SSLCertificateId": absent}]) == (
        "CertificateNotFound",
        f"Server Certificate not found for the key: {absent}",
    )
    assert refused(create, listeners=[HTTP | {"InstanceProtocol": "TCP"}])[0] == "ValidationError"
    assert refused(create, listeners=[HTTP | {"Protocol": "UDP"}])[0] == "ValidationError"
    assert refused(create, Subnets=None)[0] == "ValidationError"
    assert refused(create, Subnets=["subnet-0123456789abcdef0"])[0] == "SubnetNotFound"
    assert refused(create, Scheme="private")[0] == "InvalidScheme"
    assert refused(create, AvailabilityZones=[f"{REGION}a"])[0] == "ValidationError"


def test_zones_stand_for_the_default_vpcs_subnets(create: Callable[..., Any]) -> None:
    made = create(Subnets=None, AvailabilityZones=[f"{REGION}a", f"{REGION}b"])
    assert made["AvailabilityZones"] == [f"{REGION}a", f"{REGION}b"]
    assert len(made["Subnets"]) == 2


def test_listeners(create: Callable[..., Any], elb: Any, client: Callable[..., Any], account: str) -> None:
    create()
    acm = client("acm")
    arn = acm.request_certificate(DomainName="a.example.com")["CertificateArn"]
    secure = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 80, "SSLCertificateId": arn}
    for _ in range(2):
        elb.create_load_balancer_listeners(LoadBalancerName="old", Listeners=[secure])
    (found,) = (
        each
        for each in described(elb, "old")["ListenerDescriptions"]
        if each["Listener"]["LoadBalancerPort"] == 443
    )
    assert found == {
        "Listener": secure | {"InstanceProtocol": "HTTP"},
        "PolicyNames": ["ELBSecurityPolicy-2016-08"],
    }
    used = acm.describe_certificate(CertificateArn=arn)["Certificate"]["InUseBy"]
    assert used == [f"arn:aws:elasticloadbalancing:{REGION}:{account}:loadbalancer/old"]
    code, text = refused(
        elb.create_load_balancer_listeners,
        LoadBalancerName="old",
        Listeners=[HTTP | {"InstancePort": 81}],
    )
    assert code == "DuplicateListener"
    assert text.startswith("A listener already exists for old with LoadBalancerPort 80, but with a different")
    elb.delete_load_balancer_listeners(LoadBalancerName="old", LoadBalancerPorts=[80, 443])
    assert described(elb, "old")["ListenerDescriptions"] == []


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("FTP:80", "HealthCheck Target must begin with one of HTTP, TCP, HTTPS, SSL"),
        (
            "HTTP:80",
            "HealthCheck HTTP Target must specify a port followed by a path that begins with a slash",
        ),
        ("TCP", "must specify a port"),
        ("TCP:0", "must specify a port"),
    ],
)
def test_health_check_targets_that_are_refused(
    create: Callable[..., Any], elb: Any, target: str, text: str
) -> None:
    create()
    code, message = refused(quick, elb=elb, target=target)
    assert code == "ValidationError"
    assert text in message
    assert described(elb, "old")["HealthCheck"]["Target"] == "TCP:80"


def test_instances_come_into_service_and_serve(
    create: Callable[..., Any], elb: Any, launch: Any, endpoint: str, open_group: str
) -> None:
    made = create()
    quick(elb, "HTTP:80/health")
    headers = {"Host": made["DNSName"]}
    closed = requests.get(endpoint, headers=headers, timeout=10)  # the VPC's default group lets nobody in
    assert closed.status_code == 504
    elb.apply_security_groups_to_load_balancer(LoadBalancerName="old", SecurityGroups=[open_group])
    assert requests.get(endpoint, headers=headers, timeout=10).status_code == 503
    instance = launch(server_bundle())
    elb.register_instances_with_load_balancer(LoadBalancerName="old", Instances=[{"InstanceId": instance}])
    assert health(elb, instance) == {
        "InstanceId": instance,
        "State": "OutOfService",
        "ReasonCode": "ELB",
        "Description": "Instance registration is still in progress.",
    }
    assert eventually(lambda: health(elb, instance), lambda found: found["State"] == "InService") == {
        "InstanceId": instance,
        "State": "InService",
        "ReasonCode": "N/A",
        "Description": "N/A",
    }
    seen = requests.get(f"{endpoint}/echo", headers=headers, timeout=10).json()
    assert seen["headers"]["X-Forwarded-Port"] == "80"
    quick(elb, "HTTP:80/moved")
    assert eventually(lambda: health(elb, instance), lambda found: found["State"] == "OutOfService") == {
        "InstanceId": instance,
        "State": "OutOfService",
        "ReasonCode": "Instance",
        "Description": "Instance has failed at least the UnhealthyThreshold number of health checks "
        "consecutively.",
    }


def test_connecting_is_enough_for_a_tcp_check(create: Callable[..., Any], elb: Any, launch: Any) -> None:
    create()
    quick(elb, "TCP:80")
    up, down = launch(), launch(bundle(Procfile="web: exit 1"))
    both = [{"InstanceId": up}, {"InstanceId": down}]
    elb.register_instances_with_load_balancer(LoadBalancerName="old", Instances=both)
    assert eventually(lambda: health(elb, up)["State"], lambda state: state == "InService") == "InService"
    assert health(elb, down)["State"] == "OutOfService"


def test_instances_that_are_refused_or_not_registered(
    create: Callable[..., Any], elb: Any, launch: Any
) -> None:
    create()
    absent = [{"InstanceId": "i-0123456789abcdef0"}]
    assert refused(elb.register_instances_with_load_balancer, LoadBalancerName="old", Instances=absent) == (
        "InvalidInstance",
        "Could not find EC2 instance i-0123456789abcdef0.",
    )
    assert (
        health(elb, launch())["Description"] == "Instance is not currently registered with the LoadBalancer."
    )


def test_attributes_and_tags(create: Callable[..., Any], elb: Any) -> None:
    create()
    draining = {"ConnectionDraining": {"Enabled": True, "Timeout": 20}}
    elb.modify_load_balancer_attributes(LoadBalancerName="old", LoadBalancerAttributes=draining)
    found = elb.describe_load_balancer_attributes(LoadBalancerName="old")["LoadBalancerAttributes"]
    assert found["ConnectionDraining"] == {"Enabled": True, "Timeout": 20}
    assert found["ConnectionSettings"] == {"IdleTimeout": 60}
    assert found["CrossZoneLoadBalancing"] == {"Enabled": False}
    elb.add_tags(LoadBalancerNames=["old"], Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    elb.remove_tags(LoadBalancerNames=["old"], Tags=[{"Key": "a"}])
    (tags,) = elb.describe_tags(LoadBalancerNames=["old"])["TagDescriptions"]
    assert tags == {"LoadBalancerName": "old", "Tags": [{"Key": "b", "Value": "2"}]}


def test_policies(create: Callable[..., Any], elb: Any) -> None:
    create()
    elb.create_lb_cookie_stickiness_policy(
        LoadBalancerName="old", PolicyName="sticky", CookieExpirationPeriod=60
    )
    on = {"LoadBalancerName": "old", "LoadBalancerPort": 80}
    elb.set_load_balancer_policies_of_listener(**on, PolicyNames=["sticky"])
    found = described(elb, "old")
    assert found["ListenerDescriptions"][0]["PolicyNames"] == ["sticky"]
    assert found["Policies"]["LBCookieStickinessPolicies"] == [
        {"PolicyName": "sticky", "CookieExpirationPeriod": 60}
    ]
    delete = {"LoadBalancerName": "old", "PolicyName": "sticky"}
    assert refused(elb.delete_load_balancer_policy, **delete)[0] == "InvalidConfigurationRequest"
    assert (
        refused(elb.set_load_balancer_policies_of_listener, **on, PolicyNames=["none"])[0] == "PolicyNotFound"
    )


def test_auto_scaling_registers_and_deregisters(
    create: Callable[..., Any], elb: Any, client: Callable[..., Any]
) -> None:
    made = create()
    autoscaling = client("autoscaling")
    scale(autoscaling, made["Subnets"], 2, LoadBalancerNames=["old"])
    assert len(described(elb, "old")["Instances"]) == 2
    autoscaling.set_desired_capacity(AutoScalingGroupName="asg", DesiredCapacity=1)
    assert len(described(elb, "old")["Instances"]) == 1


def test_a_deleted_load_balancer_is_unknown(create: Callable[..., Any], elb: Any) -> None:
    create()
    for _ in range(2):
        elb.delete_load_balancer(LoadBalancerName="old")
    assert refused(described, elb=elb, name="old") == (
        "LoadBalancerNotFound",
        "There is no ACTIVE Load Balancer named 'old'",
    )
