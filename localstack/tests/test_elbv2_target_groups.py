"""Target groups: health check settings, attributes, and which targets may be registered."""

from collections.abc import Callable
from typing import Any

import pytest

from .balancers import Stand, scale
from .refusals import refused


@pytest.fixture
def create(stand: Stand) -> Callable[..., dict[str, Any]]:
    """Creates a target group of the default VPC, for HTTP on port 80 unless told otherwise."""

    def make(name: str = "tg1", **parameters: Any) -> dict[str, Any]:
        wanted = {"Protocol": "HTTP", "Port": 80, "VpcId": stand.vpc} | parameters
        wanted = {key: value for key, value in wanted.items() if value is not None}
        return dict(stand.elbv2.create_target_group(Name=name, **wanted)["TargetGroups"][0])

    return make


def test_an_http_group_has_awss_defaults(create: Callable[..., Any], stand: Stand) -> None:
    made = create()
    arn = made.pop("TargetGroupArn")
    assert f":{stand.account}:targetgroup/tg1/" in arn
    assert made == {
        "TargetGroupName": "tg1",
        "Protocol": "HTTP",
        "Port": 80,
        "VpcId": stand.vpc,
        "HealthCheckProtocol": "HTTP",
        "HealthCheckPort": "traffic-port",
        "HealthCheckEnabled": True,
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 5,
        "UnhealthyThresholdCount": 2,
        "HealthCheckPath": "/",
        "Matcher": {"HttpCode": "200"},
        "LoadBalancerArns": [],
        "TargetType": "instance",
        "ProtocolVersion": "HTTP1",
        "IpAddressType": "ipv4",
    }


def test_a_tcp_group_is_checked_by_connecting(create: Callable[..., Any]) -> None:
    made = create(Protocol="TCP")
    assert (made["HealthCheckProtocol"], made["HealthCheckTimeoutSeconds"]) == ("TCP", 10)
    assert not {"HealthCheckPath", "Matcher", "ProtocolVersion"} & {*made}
    by_http = create("tg2", Protocol="TCP", HealthCheckProtocol="HTTP")
    assert by_http["Matcher"] == {"HttpCode": "200-399"}
    assert (by_http["HealthCheckPath"], by_http["HealthCheckTimeoutSeconds"]) == ("/", 6)


def test_the_same_again_is_the_same_and_anything_else_is_refused(create: Callable[..., Any]) -> None:
    assert create()["TargetGroupArn"] == create()["TargetGroupArn"]
    assert refused(create, Port=81) == (
        "DuplicateTargetGroupName",
        "A target group with the same name 'tg1' exists, but with different settings",
    )


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"name": "a" * 33}, f"Target group name '{'a' * 33}' cannot be longer than '32' characters"),
        ({"name": "a.b"}, "can only contain characters that are alphanumeric characters and hyphens(-)"),
        ({"name": "ab-"}, "cannot begin or end with a hyphen(-)"),
        ({"Protocol": None}, "A protocol must be specified"),
        ({"Port": None}, "A port must be specified"),
        ({"VpcId": None}, "A VPC ID must be specified"),
        ({"VpcId": "vpc-01234567"}, "The VPC ID 'vpc-01234567' is not found"),
        ({"HealthCheckTimeoutSeconds": 30}, "Health check interval must be greater than the timeout."),
        ({"HealthCheckPath": "health"}, "Health check path 'health' must begin with a '/' character"),
        ({"HealthCheckProtocol": "TCP"}, "Health check protocol 'TCP' must be one of 'HTTP, HTTPS'"),
        ({"HealthCheckPort": "http"}, "Health check port 'http' must be 'traffic-port' or"),
        ({"Matcher": {"HttpCode": "200-500"}}, "must be within '200-499' inclusive"),
        ({"Matcher": {"HttpCode": "199"}}, "must be within '200-499' inclusive"),
        ({"Matcher": {"HttpCode": "2xx"}}, "Health check matcher HTTP code '2xx' is not valid"),
        ({"Protocol": "TCP", "Matcher": {"HttpCode": "200"}},
         "Health check matchers are not supported for TCP health checks"),
        ({"HealthCheckEnabled": False}, "Health check enabled must be true"),
    ],
)  # fmt: skip
def test_groups_that_are_refused(create: Callable[..., Any], parameters: dict[str, Any], text: str) -> None:
    code, message = refused(create, **parameters)
    assert code == "ValidationError"
    assert text in message


@pytest.mark.parametrize(
    ("member", "value", "text"),
    [
        ("HealthCheckIntervalSeconds", 4, "Member must have value greater than or equal to 5"),
        ("HealthCheckIntervalSeconds", 301, "Member must have value less than or equal to 300"),
        ("HealthCheckTimeoutSeconds", 1, "Member must have value greater than or equal to 2"),
        ("HealthyThresholdCount", 11, "Member must have value less than or equal to 10"),
        ("UnhealthyThresholdCount", 1, "Member must have value greater than or equal to 2"),
        ("HealthCheckPath", "/" + "a" * 1024, "Member must have length less than or equal to 1024"),
    ],
)
def test_ranges(client: Callable[..., Any], stand: Stand, member: str, value: Any, text: str) -> None:
    elbv2 = client("elbv2", parameter_validation=False)
    code, message = refused(elbv2.modify_target_group, TargetGroupArn=stand.group, **{member: value})
    assert code == "ValidationError"
    assert message.startswith("1 validation error detected: ")
    assert text in message


def test_a_modification_is_held_against_what_it_makes(create: Callable[..., Any], stand: Stand) -> None:
    arn = create()["TargetGroupArn"]

    def modify(**settings: Any) -> dict[str, Any]:
        changed = stand.elbv2.modify_target_group(TargetGroupArn=arn, **settings)
        return dict(changed["TargetGroups"][0])

    changed = modify(HealthCheckPath="/health", Matcher={"HttpCode": "200,300-302"}, HealthyThresholdCount=3)
    assert changed["HealthCheckPath"] == "/health"
    assert changed["Matcher"] == {"HttpCode": "200,300-302"}
    assert (changed["HealthyThresholdCount"], changed["HealthCheckIntervalSeconds"]) == (3, 30)
    assert refused(modify, HealthCheckIntervalSeconds=5)[0] == "ValidationError"
    assert modify(HealthCheckIntervalSeconds=6) == changed | {"HealthCheckIntervalSeconds": 6}
    tcp = create("tcp", Protocol="TCP")["TargetGroupArn"]
    assert refused(stand.elbv2.modify_target_group, TargetGroupArn=tcp, HealthCheckProtocol="HTTP") == (
        "InvalidConfigurationRequest",
        "You cannot change the health check protocol for a target group with the TCP protocol",
    )


def test_groups_are_found_by_load_balancer_name_and_arn(create: Callable[..., Any], stand: Stand) -> None:
    create()
    describe = stand.elbv2.describe_target_groups

    def names(**by: Any) -> list[str]:
        return [each["TargetGroupName"] for each in describe(**by)["TargetGroups"]]

    assert names() == ["stand", "tg1"]
    assert names(LoadBalancerArn=stand.arn) == ["stand"]
    assert names(Names=["tg1"]) == ["tg1"]
    stand.elbv2.delete_listener(ListenerArn=stand.listener)
    assert names(LoadBalancerArn=stand.arn) == []
    assert refused(describe, Names=["tg1", "absent"]) == (
        "TargetGroupNotFound",
        "One or more target groups not found",
    )
    assert refused(describe, TargetGroupArns=["x"])[0] == "ValidationError"
    assert refused(describe, TargetGroupArns=[f"{stand.group[:-4]}dead"])[0] == "TargetGroupNotFound"
    assert refused(describe, Names=["tg1"], LoadBalancerArn=stand.arn)[0] == "ValidationError"


def test_a_group_in_use_is_not_deleted(stand: Stand) -> None:
    delete = stand.elbv2.delete_target_group
    assert refused(delete, TargetGroupArn=stand.group) == (
        "ResourceInUse",
        f"Target group '{stand.group}' is currently in use by a listener or a rule",
    )
    stand.elbv2.delete_load_balancer(LoadBalancerArn=stand.arn)
    delete(TargetGroupArn=stand.group)
    assert stand.elbv2.describe_target_groups()["TargetGroups"] == []


def test_attributes(create: Callable[..., Any], stand: Stand) -> None:
    arn = create()["TargetGroupArn"]
    found = stand.elbv2.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    attributes = {each["Key"]: each["Value"] for each in found}
    assert attributes["deregistration_delay.timeout_seconds"] == "300"
    assert (attributes["stickiness.enabled"], attributes["stickiness.type"]) == ("false", "lb_cookie")

    def modify(key: str, value: str) -> Any:
        wanted = [{"Key": key, "Value": value}]
        return stand.elbv2.modify_target_group_attributes(TargetGroupArn=arn, Attributes=wanted)

    assert {"Key": "slow_start.duration_seconds", "Value": "30"} in modify(
        "slow_start.duration_seconds", "30"
    )["Attributes"]
    assert refused(modify, key="slow_start.duration_seconds", value="29")[0] == "InvalidConfigurationRequest"
    assert refused(modify, key="proxy_protocol_v2.enabled", value="true") == (
        "ValidationError",
        "Target group attribute key 'proxy_protocol_v2.enabled' is not recognized",
    )


def test_targets_that_are_refused(stand: Stand) -> None:
    def register(target: str, group: str = stand.group) -> tuple[str, str]:
        return refused(stand.elbv2.register_targets, TargetGroupArn=group, Targets=[{"Id": target}])

    assert register("i-0123456789abcdef0")[0] == "InvalidTarget"
    assert register("10.0.0.1") == ("ValidationError", "Instance ID '10.0.0.1' is not valid")
    stopped = stand.instance(register=False)
    stand.ec2.stop_instances(InstanceIds=[stopped])
    assert register(stopped) == (
        "InvalidTarget",
        f"The following targets are not in a running state and cannot be registered: '{stopped}'",
    )
    vpc = stand.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    far = stand.new_group("far", VpcId=vpc)
    instance = stand.instance(register=False)
    assert register(instance, far) == (
        "InvalidTarget",
        f"The following targets are not in the target group VPC '{vpc}': '{instance}'",
    )
    assert register(instance, f"{stand.group[:-4]}dead")[0] == "TargetGroupNotFound"
    assert stand.elbv2.describe_target_health(TargetGroupArn=stand.group)["TargetHealthDescriptions"] == []


def test_an_instance_is_registered_with_as_many_ports_as_one_likes(stand: Stand) -> None:
    instance = stand.instance()
    stand.elbv2.register_targets(
        TargetGroupArn=stand.group, Targets=[{"Id": instance, "Port": 8080}, {"Id": instance, "Port": 80}]
    )

    def ports() -> list[tuple[int, str]]:
        found = stand.elbv2.describe_target_health(TargetGroupArn=stand.group)["TargetHealthDescriptions"]
        serving = [each for each in found if each["TargetHealth"]["State"] != "draining"]
        return sorted((each["Target"]["Port"], each["HealthCheckPort"]) for each in serving)

    assert ports() == [(80, "80"), (8080, "8080")]
    stand.elbv2.deregister_targets(TargetGroupArn=stand.group, Targets=[{"Id": instance, "Port": 8080}])
    assert ports() == [(80, "80")]


def test_a_new_target_is_initial(stand: Stand) -> None:
    instance = stand.instance()
    health = stand.health(instance)
    assert health["State"] == "initial"
    assert health["Reason"] in ("Elb.RegistrationInProgress", "Elb.InitialHealthChecking")


def test_auto_scaling_registers_what_it_launches(stand: Stand, client: Callable[..., Any]) -> None:
    autoscaling = client("autoscaling")
    scale(autoscaling, stand.subnets[:2], 2, TargetGroupARNs=[stand.group])
    found = stand.elbv2.describe_target_health(TargetGroupArn=stand.group)["TargetHealthDescriptions"]
    assert len(found) == 2
    assert {each["Target"]["Port"] for each in found} == {80}
