"""Health of targets, measured by real requests."""

from collections.abc import Callable
from typing import Any

import pytest

from .balancers import PICKY_SERVER, REGION, Stand, bundle, eventually, server_bundle


@pytest.fixture
def stand(stand: Stand) -> Stand:
    stand.elbv2.modify_target_group(
        TargetGroupArn=stand.group,
        HealthCheckIntervalSeconds=10,
        UnhealthyThresholdCount=2,
        HealthyThresholdCount=2,
    )
    return stand


def settled(stand: Stand, instance: str, **wanted: str) -> dict[str, str]:
    """The instance's health once it is as wanted: an application that still starts refuses connections."""
    found: dict[str, str] = eventually(
        lambda: stand.health(instance), lambda health: wanted.items() <= health.items()
    )
    return found


def check(stand: Stand, **settings: Any) -> None:
    stand.elbv2.modify_target_group(TargetGroupArn=stand.group, **settings)


def test_a_redirecting_health_path_is_a_mismatch_until_the_matcher_allows_it(stand: Stand) -> None:
    check(stand, HealthCheckPath="/moved")
    instance = stand.instance(server_bundle())
    assert settled(stand, instance, Reason="Target.ResponseCodeMismatch") == {
        "State": "unhealthy",
        "Reason": "Target.ResponseCodeMismatch",
        "Description": "Health checks failed with these codes: [301]",
    }
    check(stand, Matcher={"HttpCode": "200,300-302"})
    assert settled(stand, instance, State="healthy") == {"State": "healthy"}


def test_a_slow_application_times_out(stand: Stand) -> None:
    check(stand, HealthCheckPath="/slow")
    assert settled(stand, stand.instance(server_bundle()), Reason="Target.Timeout") == {
        "State": "unhealthy",
        "Reason": "Target.Timeout",
        "Description": "Request timed out",
    }


def test_an_application_that_has_ended_fails(stand: Stand) -> None:
    instance = stand.instance(bundle(Procfile="web: exit 3"))
    assert settled(stand, instance, State="unhealthy") == {
        "State": "unhealthy",
        "Reason": "Target.FailedHealthChecks",
        "Description": "Health checks failed",
    }


def test_an_instance_recovers_when_its_application_does(stand: Stand) -> None:
    instance = stand.instance()
    where = {"account": stand.account, "region": REGION, "environment": instance}
    stand.healthy(instance)
    stand.control("PUT", "pages", where | {"status": 500})
    assert (
        settled(stand, instance, State="unhealthy")["Description"]
        == "Health checks failed with these codes: [500]"
    )
    stand.control("PUT", "pages", where | {"status": 200})
    assert settled(stand, instance, State="healthy") == {"State": "healthy"}


@pytest.mark.parametrize(("settings", "port"), [({}, ""), ({"HealthCheckPort": "8080"}, ":8080")])
def test_a_check_asks_for_the_targets_private_address(
    stand: Stand, settings: dict[str, str], port: str
) -> None:
    check(stand, **settings)
    instance = stand.instance(register=False)
    [found] = stand.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"]
    address = found["PrivateIpAddress"]
    stand.run(instance, bundle(Procfile="web: exec python3 s.py", s__py=PICKY_SERVER), HOST=address + port)
    stand.elbv2.register_targets(TargetGroupArn=stand.group, Targets=[{"Id": instance}])
    assert settled(stand, instance, State="healthy") == {"State": "healthy"}
    stand.run(instance, bundle(Procfile="web: exec python3 s.py", s__py=PICKY_SERVER), HOST="127.0.0.1")
    assert (
        settled(stand, instance, Reason="Target.ResponseCodeMismatch")["Description"]
        == "Health checks failed with these codes: [400]"
    )


def test_a_deregistered_target_drains_and_is_then_unknown(stand: Stand, control: Callable[..., Any]) -> None:
    instance = stand.instance()
    stand.healthy(instance)
    stand.elbv2.modify_target_group_attributes(
        TargetGroupArn=stand.group,
        Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "1200"}],
    )
    stand.elbv2.deregister_targets(TargetGroupArn=stand.group, Targets=[{"Id": instance}])
    assert stand.health(instance) == {
        "State": "draining",
        "Reason": "Target.DeregistrationInProgress",
        "Description": "Target deregistration is in progress",
    }
    assert stand.get().status_code == 503
    gone = {
        "State": "unused",
        "Reason": "Target.NotRegistered",
        "Description": "Target is not registered to the target group",
    }
    assert eventually(lambda: stand.health(instance), lambda health: health == gone) == gone


def test_stopped_and_terminated_instances(stand: Stand) -> None:
    stopped, terminated = stand.instance(), stand.instance()
    stand.ec2.stop_instances(InstanceIds=[stopped])
    assert stand.health(stopped) == {
        "State": "unused",
        "Reason": "Target.InvalidState",
        "Description": "Target is in the stopped state",
    }
    stand.elbv2.modify_target_group_attributes(
        TargetGroupArn=stand.group,
        Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "1200"}],
    )
    stand.ec2.terminate_instances(InstanceIds=[terminated])
    assert stand.health(terminated)["State"] == "draining"


def test_an_instance_in_a_zone_that_the_load_balancer_lacks(stand: Stand) -> None:
    stand.elbv2.set_subnets(LoadBalancerArn=stand.arn, Subnets=stand.subnets[1:3])
    assert stand.health(stand.instance()) == {
        "State": "unused",
        "Reason": "Target.NotInUse",
        "Description": "Target is in an Availability Zone that is not enabled for the load balancer",
    }


def test_a_group_that_no_listener_uses(stand: Stand) -> None:
    idle = stand.new_group("idle")
    instance = stand.instance(register=False)
    stand.elbv2.register_targets(TargetGroupArn=idle, Targets=[{"Id": instance}])
    assert stand.health(instance, idle) == {
        "State": "unused",
        "Reason": "Target.NotInUse",
        "Description": "Target group is not configured to receive traffic from the load balancer",
    }


def test_a_network_load_balancer_connects_and_tells_little(stand: Stand) -> None:
    group = stand.new_group("net", Protocol="TCP", Port=80, HealthCheckIntervalSeconds=11)
    network = stand.elbv2.create_load_balancer(Name="net", Type="network", Subnets=stand.subnets[:1])
    stand.elbv2.create_listener(
        LoadBalancerArn=network["LoadBalancers"][0]["LoadBalancerArn"],
        Port=80,
        Protocol="TCP",
        DefaultActions=[stand.forward(group)],
    )
    up, down = stand.instance(register=False), stand.instance(bundle(Procfile="web: exit 0"), register=False)
    stand.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": up}, {"Id": down}])
    assert eventually(lambda: stand.health(up, group), lambda health: health["State"] == "healthy") == {
        "State": "healthy"
    }
    assert eventually(lambda: stand.health(down, group), lambda health: health["State"] == "unhealthy") == {
        "State": "unhealthy",
        "Reason": "Target.FailedHealthChecks",
        "Description": "Health checks failed",
    }
