"""Deployments that replace the instances: immutable ones, and those that split the traffic first."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .balancers import eventually
from .deploying import (
    ABORTED,
    COMMAND,
    GROUP,
    SPLITTING,
    Visitor,
    create,
    deploy,
    deployed,
    instances,
)
from .environments import ENVIRONMENT, Options, Shop, settings, until
from .refusals import refused

LAUNCH = "aws:autoscaling:launchconfiguration"
ROLLING = "aws:autoscaling:updatepolicy:rollingupdate"
IMMUTABLE: Options = {(COMMAND, "DeploymentPolicy"): "Immutable"}


def groups(shop: Shop) -> list[str]:
    """The names of the account's Auto Scaling groups."""
    found = shop.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    return [each["AutoScalingGroupName"] for each in found]


def test_an_immutable_deployment_replaces_all_instances_once_all_new_ones_are_healthy(
    shop: Shop, endpoint: str
) -> None:
    old = create(shop, 2, IMMUTABLE)
    [permanent] = groups(shop)
    with Visitor(endpoint, shop) as visitor:
        described, events = deploy(shop, "v2")
    assert {*visitor.answers} == {(200, "v1"), (200, "v2")}
    assert (described["VersionLabel"], described["Health"]) == ("v2", "Green")
    new = instances(shop)
    assert len(new) == 2
    assert not {*old} & {*new}
    assert deployed(shop) == dict.fromkeys(new, ("v2", 2, "Deployed"))
    assert groups(shop) == [permanent]
    temporary = next(text.split()[-1][:-1] for _, text in events if text.startswith("Created temporary"))
    test, other = new if f"[{new[0]}]" in repr(events) else reversed(new)
    assert events == [
        ("INFO", text)
        for text in (
            "Environment update is starting.",
            "Immutable deployment policy enabled. Launching one instance with the new settings to verify "
            "health.",
            f"Created temporary auto scaling group {temporary}.",
            f"Added instance [{test}] to your environment.",
            "Instance deployment completed successfully.",
            f"Adding new instance(s) ({test}) to the load balancer.",
            f"Waiting for instance(s) ({test}) to pass health checks.",
            "Test instance passed health checks. Launching remaining new instances.",
            f"Added instance [{other}] to your environment.",
            "Instance deployment completed successfully.",
            "Successfully launched all instances.",
            f"Adding new instance(s) ({other}) to the load balancer.",
            f"Waiting for instance(s) ({test},{other}) to pass health checks.",
            f"Detached new instance(s) from temporary auto scaling group {temporary}.",
            f"Attached new instance(s) to the permanent auto scaling group {permanent}.",
            "Starting post-deployment configuration on new instances.",
            "Instance deployment completed successfully.",
            "Waiting for post-deployment configuration to complete.",
            "Deployment succeeded. Terminating old instances and temporary Auto Scaling group.",
            f"Removed instance [{old[0]}] from your environment.",
            f"Removed instance [{old[1]}] from your environment.",
            "New application version was deployed to running EC2 instances.",
            "Environment update completed successfully.",
        )
    ]
    # the group keeps to its size, and its instances are its own
    assert shop.update("web1", {(GROUP, "MaxSize"): "1", (GROUP, "MinSize"): "1"})["Health"] == "Green"
    assert {*instances(shop)} < {*new}


def test_an_immutable_deployment_that_is_sick_leaves_the_old_instances_alone(
    shop: Shop, endpoint: str
) -> None:
    old = create(shop, 2, IMMUTABLE)
    described, events = deploy(shop, "v3")
    assert [severity for severity, _ in events].count("ERROR") == 2
    assert ("ERROR", "Failed to deploy application.") in events
    assert ABORTED not in events
    assert (described["VersionLabel"], described["Health"]) == ("v1", "Green")
    assert instances(shop) == old
    assert deployed(shop) == dict.fromkeys(old, ("v1", 1, "Deployed"))
    assert len(groups(shop)) == 1
    with Visitor(endpoint, shop) as visitor:
        eventually(lambda: len(visitor.answers), lambda count: count > 5)
    assert {*visitor.answers} == {(200, "v1")}


def test_a_single_instance_is_replaced_and_its_address_follows(shop: Shop) -> None:
    single = {(ENVIRONMENT, "EnvironmentType"): "SingleInstance"}
    [old] = create(shop, 1, IMMUTABLE | single)
    assert deploy(shop, "v2")[0]["VersionLabel"] == "v2"
    [new] = instances(shop)
    assert new != old
    [address] = shop.ec2.describe_addresses()["Addresses"]
    assert address["InstanceId"] == new


@pytest.fixture
def split_shop(shop: Shop, control: Callable[..., Any], account: str) -> Iterator[Shop]:
    """Its evaluation takes about a second."""
    create(
        shop,
        2,
        {
            (COMMAND, "DeploymentPolicy"): "TrafficSplitting",
            (SPLITTING, "NewVersionPercent"): "40",
            (SPLITTING, "EvaluationTime"): "10",
        },
    )
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.1})
    yield shop


def weights(shop: Shop) -> list[int]:
    """Of the groups that the default listener forwards to."""
    [action] = shop.listeners("web1")[80]["DefaultActions"]
    return [group["Weight"] for group in action["ForwardConfig"]["TargetGroups"]]


def test_traffic_is_split_for_a_while_and_then_all_is_the_new_versions(
    split_shop: Shop, endpoint: str
) -> None:
    shop, seen = split_shop, []
    old, group = instances(shop), shop.target_group("web1")["TargetGroupArn"]
    with Visitor(endpoint, shop) as visitor:
        shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2")
        while shop.describe("web1")["Status"] != "Ready":
            seen.append(weights(shop))
    assert [60, 40] in seen
    assert {*visitor.answers} == {(200, "v1"), (200, "v2")}
    assert weights(shop) == [1]
    assert shop.target_group("web1")["TargetGroupArn"] == group
    assert len(shop.elbv2.describe_target_groups()["TargetGroups"]) == 1
    assert len(groups(shop)) == 1
    new = instances(shop)
    assert not {*old} & {*new}
    assert deployed(shop) == dict.fromkeys(new, ("v2", 2, "Deployed"))
    assert shop.describe("web1")["Health"] == "Green"


def test_traffic_comes_back_when_the_new_version_falls_ill(
    split_shop: Shop, control: Callable[..., Any], account: str
) -> None:
    shop, old = split_shop, instances(split_shop)
    listeners = shop.listeners("web1")
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.5})
    shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2")
    until(lambda: weights(shop), lambda found: found == [60, 40])
    for instance in {*instances(shop)} - {*old}:
        where = {"account": account, "region": "eu-west-1", "instance_id": instance}
        control("DELETE", "applications", where)
    described = shop.ready("web1")
    assert ("ERROR", "Failed to deploy application.") in shop.events("web1")
    assert (described["VersionLabel"], described["Health"]) == ("v1", "Green")
    assert shop.listeners("web1") == listeners
    assert instances(shop) == old
    assert len(shop.elbv2.describe_target_groups()["TargetGroups"]) == 1
    assert len(groups(shop)) == 1


def test_what_others_have_made_of_a_listener_is_split_and_put_back_as_it_was(split_shop: Shop) -> None:
    shop = split_shop
    listener = shop.listeners("web1")[80]["ListenerArn"]
    group = shop.target_group("web1")["TargetGroupArn"]
    shop.elbv2.create_rule(
        ListenerArn=listener,
        Priority=7,
        Conditions=[{"Field": "path-pattern", "Values": ["/health"]}],
        Actions=[{"Type": "forward", "TargetGroupArn": group}],
    )
    rules = shop.elbv2.describe_rules(ListenerArn=listener)["Rules"]
    assert deploy(shop, "v2")[0]["VersionLabel"] == "v2"
    assert shop.elbv2.describe_rules(ListenerArn=listener)["Rules"] == rules


def test_new_instances_say_that_they_are_being_deployed_to(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    [old] = create(shop, 1, IMMUTABLE)
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.4})
    shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2")

    def told() -> dict[str, tuple[str, str]]:
        rows = shop.eb.describe_instances_health(EnvironmentName="web1", AttributeNames=["All"])
        tell = {row["InstanceId"]: row["Deployment"] for row in rows["InstanceHealthList"]}
        # one that was launched this very moment tells nothing yet
        return {each: (said["VersionLabel"], said["Status"]) for each, said in tell.items() if said}

    found = until(told, lambda found: len(found) == 2)
    assert found.pop(old) == ("v1", "Deployed")
    assert [*found.values()] == [("v2", "In Progress")]
    assert shop.ready("web1")["VersionLabel"] == "v2"


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ({(LAUNCH, "InstanceType"): "t3.large"}, {}),
        ({}, {"VersionLabel": "v2"}),
    ],
)
def test_an_immutable_update_takes_no_change_of_the_load_balancer(
    shop: Shop, options: Options, more: dict[str, str]
) -> None:
    create(shop, 1, IMMUTABLE | {(ROLLING, "RollingUpdateType"): "Immutable"})
    balancer: Options = {("aws:elbv2:loadbalancer", "IdleTimeout"): "90"}
    asked = {"OptionSettings": settings(options | balancer), **more}
    code, text = refused(shop.eb.update_environment, EnvironmentName="web1", **asked)
    assert (code, "immutable update" in text) == ("InvalidParameterCombination", True)
    # one after the other, both are taken
    assert shop.update("web1", balancer)["Health"] == "Green"
    assert shop.update("web1", options, **more)["Health"] == "Green"
