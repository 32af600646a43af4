"""Load balancers: creation, placement, attributes, tags, pages."""

from collections.abc import Callable
from typing import Any

import pytest

from .balancers import REGION
from .refusals import refused


@pytest.fixture
def elbv2(client: Callable[..., Any]) -> Any:
    return client("elbv2")


@pytest.fixture
def ec2(client: Callable[..., Any]) -> Any:
    return client("ec2")


@pytest.fixture
def subnets(ec2: Any) -> list[str]:
    return [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]


@pytest.fixture
def create(elbv2: Any, subnets: list[str]) -> Callable[..., dict[str, Any]]:
    """Creates a load balancer in two zones, unless told otherwise."""

    def make(name: str = "lb1", **parameters: Any) -> dict[str, Any]:
        made = elbv2.create_load_balancer(Name=name, **({"Subnets": subnets[:2]} | parameters))
        return dict(made["LoadBalancers"][0])

    return make


def test_an_application_load_balancer_has_awss_form(
    create: Callable[..., Any], ec2: Any, subnets: list[str], account: str
) -> None:
    made = create()
    prefix = f"arn:aws:elasticloadbalancing:{REGION}:{account}:loadbalancer/app/lb1/"
    assert made["LoadBalancerArn"].startswith(prefix)
    assert made["DNSName"].startswith("lb1-")
    assert made["DNSName"].endswith(f".{REGION}.elb.amazonaws.com")
    assert made["CanonicalHostedZoneId"] == "Z32O12XQLNTSW2"
    assert (made["Scheme"], made["Type"], made["IpAddressType"]) == ("internet-facing", "application", "ipv4")
    assert {zone["SubnetId"] for zone in made["AvailabilityZones"]} == {*subnets[:2]}
    groups = ec2.describe_security_groups(GroupNames=["default"])["SecurityGroups"]
    assert made["SecurityGroups"] == [groups[0]["GroupId"]]


def test_it_is_provisioned_and_then_active(create: Callable[..., Any], elbv2: Any) -> None:
    made = create()
    assert made["State"] == {"Code": "provisioning"}
    elbv2.get_waiter("load_balancer_available").wait(
        LoadBalancerArns=[made["LoadBalancerArn"]], WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )


def test_an_internal_and_a_network_one(create: Callable[..., Any], subnets: list[str]) -> None:
    internal = create("hidden", Scheme="internal")
    assert internal["DNSName"].startswith("internal-hidden-")
    network = create("net", Type="network", Subnets=subnets[:1])
    assert "/net/net/" in network["LoadBalancerArn"]
    assert network["DNSName"].endswith(f".elb.{REGION}.amazonaws.com")


def test_the_same_again_is_the_same_and_anything_else_is_refused(
    create: Callable[..., Any], elbv2: Any, subnets: list[str]
) -> None:
    made = create()
    assert create()["LoadBalancerArn"] == made["LoadBalancerArn"]
    assert len(elbv2.describe_load_balancers()["LoadBalancers"]) == 1
    assert refused(create, Subnets=subnets[1:3]) == (
        "DuplicateLoadBalancerName",
        "A load balancer with the same name 'lb1' exists, but with different settings",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a" * 33, f"Load balancer name '{'a' * 33}' cannot be longer than '32' characters"),
        ("a_b", "can only contain characters that are alphanumeric characters and hyphens(-)"),
        ("-ab", "cannot begin or end with a hyphen(-)"),
        ("internal-ab", "cannot begin with 'internal-'"),
    ],
)
def test_names_that_are_refused(create: Callable[..., Any], name: str, text: str) -> None:
    code, message = refused(create, name=name)
    assert code == "ValidationError"
    assert text in message


def test_placements_that_are_refused(create: Callable[..., Any], ec2: Any, subnets: list[str]) -> None:
    assert refused(create, Subnets=subnets[:1]) == (
        "ValidationError",
        "At least two subnets in two different Availability Zones must be specified",
    )
    assert refused(create, Subnets=[]) == (
        "ValidationError",
        "You must specify either subnets or subnet mappings",
    )
    absent = "subnet-0123456789abcdef0"
    assert refused(create, Subnets=[subnets[0], absent]) == (
        "SubnetNotFound",
        f"The subnet ID '{absent}' does not exist",
    )
    (first,) = ec2.describe_subnets(SubnetIds=[subnets[0]])["Subnets"]
    beside = ec2.create_subnet(
        VpcId=first["VpcId"], CidrBlock="172.31.240.0/24", AvailabilityZone=first["AvailabilityZone"]
    )["Subnet"]["SubnetId"]
    assert refused(create, Subnets=[subnets[0], beside]) == (
        "InvalidConfigurationRequest",
        "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    )
    assert refused(create, SecurityGroups=["sg-0123456789abcdef0"])[0] == "InvalidSecurityGroup"
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    elsewhere = ec2.create_security_group(GroupName="x", Description="x", VpcId=vpc)["GroupId"]
    assert refused(create, SecurityGroups=[elsewhere])[0] == "InvalidConfigurationRequest"


def test_values_outside_the_model_are_refused_all_at_once(create: Callable[..., Any]) -> None:
    code, text = refused(create, Scheme="public", Type="classic")
    assert code == "ValidationError"
    assert text == (
        "2 validation errors detected: Value 'public' at 'scheme' failed to satisfy constraint: "
        "Member must satisfy enum value set: [internet-facing, internal]; "
        "Value 'classic' at 'type' failed to satisfy constraint: "
        "Member must satisfy enum value set: [application, network, gateway]"
    )


def test_deletion_and_its_protection(create: Callable[..., Any], elbv2: Any) -> None:
    arn = create()["LoadBalancerArn"]

    def protect(value: str) -> None:
        attribute = {"Key": "deletion_protection.enabled", "Value": value}
        elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[attribute])

    protect("true")
    assert refused(elbv2.delete_load_balancer, LoadBalancerArn=arn) == (
        "OperationNotPermitted",
        f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
    )
    protect("false")
    elbv2.delete_load_balancer(LoadBalancerArn=arn)
    elbv2.delete_load_balancer(LoadBalancerArn=arn)  # as often as one likes
    assert refused(elbv2.describe_load_balancers, LoadBalancerArns=[arn]) == (
        "LoadBalancerNotFound",
        "One or more load balancers not found",
    )


def test_attributes_have_defaults_and_ranges(create: Callable[..., Any], elbv2: Any) -> None:
    arn = create()["LoadBalancerArn"]
    found = elbv2.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    attributes = {each["Key"]: each["Value"] for each in found}
    assert attributes["idle_timeout.timeout_seconds"] == "60"
    assert attributes["routing.http2.enabled"] == "true"
    assert attributes["access_logs.s3.bucket"] == ""

    def change(key: str, value: str) -> Any:
        return elbv2.modify_load_balancer_attributes(
            LoadBalancerArn=arn, Attributes=[{"Key": key, "Value": value}]
        )

    assert refused(lambda: change("idle_timeout.timeout_seconds", "4001"))[0] == "InvalidConfigurationRequest"
    assert refused(lambda: change("idle_timeout", "5")) == (
        "ValidationError",
        "Load balancer attribute key 'idle_timeout' is not recognized",
    )
    changed = change("idle_timeout.timeout_seconds", "4000")["Attributes"]
    assert {"Key": "idle_timeout.timeout_seconds", "Value": "4000"} in changed
    assert len(changed) == len(found)


def test_subnets_and_security_groups_can_be_set(
    create: Callable[..., Any], elbv2: Any, ec2: Any, subnets: list[str]
) -> None:
    made = create()
    arn = made["LoadBalancerArn"]
    zones = elbv2.set_subnets(LoadBalancerArn=arn, Subnets=subnets[1:3])["AvailabilityZones"]
    assert {zone["SubnetId"] for zone in zones} == {*subnets[1:3]}
    own = ec2.create_security_group(GroupName="own", Description="own", VpcId=made["VpcId"])["GroupId"]
    assert elbv2.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[own])["SecurityGroupIds"] == [own]
    (found,) = elbv2.describe_load_balancers(Names=["lb1"])["LoadBalancers"]
    assert found["SecurityGroups"] == [own]
    assert {zone["SubnetId"] for zone in found["AvailabilityZones"]} == {*subnets[1:3]}


def test_tags(create: Callable[..., Any], elbv2: Any) -> None:
    arn = create(Tags=[{"Key": "team", "Value": "shop"}])["LoadBalancerArn"]
    elbv2.add_tags(ResourceArns=[arn], Tags=[{"Key": "stage", "Value": "dev"}])
    elbv2.remove_tags(ResourceArns=[arn], TagKeys=["team", "absent"])
    assert elbv2.describe_tags(ResourceArns=[arn])["TagDescriptions"] == [
        {"ResourceArn": arn, "Tags": [{"Key": "stage", "Value": "dev"}]}
    ]

    def add(*tags: tuple[str, str], arns: list[str] | None = None) -> Any:
        wanted = [{"Key": key, "Value": value} for key, value in tags]
        return elbv2.add_tags(ResourceArns=arns or [arn], Tags=wanted)

    assert refused(lambda: add(("a", "1"), ("a", "2")))[0] == "DuplicateTagKeys"
    assert refused(lambda: add(*((f"key{n}", "") for n in range(50))))[0] == "TooManyTags"
    assert refused(lambda: add(("aws:mine", "1")))[0] == "ValidationError"
    assert refused(lambda: add(("bad;key", "1")))[0] == "ValidationError"
    assert refused(lambda: add(("k", "v"), arns=[f"{arn}0"]))[0] == "LoadBalancerNotFound"
    assert refused(elbv2.describe_tags, ResourceArns=[arn] * 21)[0] == "ValidationError"
    assert refused(elbv2.describe_tags, ResourceArns=["nonsense"])[0] == "ValidationError"


def test_pages(create: Callable[..., Any], elbv2: Any) -> None:
    for name in ("a", "b", "c"):
        create(name)
    pages = elbv2.get_paginator("describe_load_balancers").paginate(PaginationConfig={"PageSize": 2})
    assert [[each["LoadBalancerName"] for each in page["LoadBalancers"]] for page in pages] == [
        ["a", "b"],
        ["c"],
    ]
    assert refused(elbv2.describe_load_balancers, Marker="nonsense")[0] == "ValidationError"
    assert refused(elbv2.describe_load_balancers, PageSize=401)[0] == "ValidationError"


def test_what_cannot_be_described(elbv2: Any, account: str) -> None:
    absent = f"arn:aws:elasticloadbalancing:{REGION}:{account}:loadbalancer/app/x/0123456789abcdef"
    assert refused(elbv2.describe_load_balancers, Names=["absent"])[0] == "LoadBalancerNotFound"
    assert refused(elbv2.describe_listeners, LoadBalancerArn=absent) == (
        "LoadBalancerNotFound",
        f"Load balancer '{absent}' not found",
    )
    assert refused(elbv2.describe_listeners, LoadBalancerArn="x") == (
        "ValidationError",
        "'x' is not a valid load balancer ARN",
    )


def test_quotas_are_told_and_kept(
    create: Callable[..., Any], elbv2: Any, control: Callable[..., Any], account: str
) -> None:
    limits = {each["Name"]: each["Max"] for each in elbv2.describe_account_limits()["Limits"]}
    assert limits["application-load-balancers"] == "50"
    quota = {"account": account, "region": REGION, "name": "application-load-balancers", "value": 1}
    control("PUT", "quotas", quota)
    create("first")
    assert refused(create, name="second")[0] == "TooManyLoadBalancers"
