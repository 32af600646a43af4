"""Rolling deployments: who gets a version when, what serves meanwhile, what a failure leaves."""

from collections.abc import Callable
from typing import Any

import pytest

from .balancers import eventually
from .deploying import (
    ABORTED,
    COMMAND,
    GROUP,
    Visitor,
    create,
    deploy,
    deployed,
    health_status,
    instances,
    rolling,
)
from .environments import ENVIRONMENT, Options, Shop, settings, until


def test_a_rolling_deployment_tells_its_story_batch_by_batch(shop: Shop) -> None:
    ids = create(shop, 2, rolling(1))
    described, events = deploy(shop, "v2")
    assert (described["VersionLabel"], described["Health"]) == ("v2", "Green")
    batches = [
        event
        for number, instance in enumerate(ids, start=1)
        for event in (
            f"Batch {number}: Starting application deployment on instance(s) [{instance}].",
            f"Batch {number}: De-registering instance(s) from the load balancer and waiting for them to go "
            "out of service.",
            f"Batch {number}: Starting application deployment command execution.",
            "Instance deployment completed successfully.",
            f"Batch {number}: Completed application deployment command execution.",
            f"Command execution completed on {number} of 2 instances in environment.",
            f"Batch {number}: Registering instance(s) with the load balancer and waiting for them to be "
            "healthy.",
            f"Batch {number}: Completed application deployment.",
        )
    ]
    assert events == [
        ("INFO", text)
        for text in (
            "Environment update is starting.",
            "Deploying new version to instance(s).",
            *batches,
            "New application version was deployed to running EC2 instances.",
            "Environment update completed successfully.",
        )
    ]
    assert deployed(shop) == dict.fromkeys(ids, ("v2", 2, "Deployed"))


@pytest.mark.parametrize("kind", ["application", "classic"])
def test_nobody_who_asks_notices_a_rolling_deployment(
    shop: Shop, endpoint: str, control: Callable[..., Any], account: str, kind: str
) -> None:
    create(shop, 2, rolling(1) | {(ENVIRONMENT, "LoadBalancerType"): kind})
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.2})
    with Visitor(endpoint, shop) as visitor:
        deploy(shop, "v2")
    assert {*visitor.answers} == {(200, "v1"), (200, "v2")}


def test_a_batch_that_does_not_become_healthy_ends_the_deployment_and_versions_are_mixed(shop: Shop) -> None:
    first, second = create(shop, 2, rolling(1))
    described, events = deploy(shop, "v3")
    sick = f"Instance id(s) '{first}' did not pass health check after command execution."
    assert events[9:12] == [
        ("ERROR", f"{sick} Aborting the operation."),
        ("ERROR", "Failed to deploy application."),
        ABORTED,
    ]
    assert "Environment update completed successfully." not in [text for _, text in events]
    assert (described["Status"], described["VersionLabel"]) == ("Ready", "v1")
    assert deployed(shop) == {first: ("v3", 2, "Deployed"), second: ("v1", 1, "Deployed")}
    assert health_status(shop) == (
        "Degraded",
        [
            "ELB health is failing or not available for 1 out of 2 instances.",
            "Incorrect application version found on 1 out of 2 instances. "
            'Expected version "v1" (deployment 1).',
        ],
    )
    described, _ = deploy(shop, "v2")
    assert (described["VersionLabel"], described["Health"]) == ("v2", "Green")
    assert deployed(shop) == dict.fromkeys((first, second), ("v2", 3, "Deployed"))


def test_a_batch_on_which_the_command_fails_stays_out_of_service(
    shop: Shop, control: Callable[..., Any], account: str, endpoint: str
) -> None:
    first, second = create(shop, 2, rolling(1))
    control("PUT", f"accounts/{account}", {"outcomes": {"web1": "fail"}})
    described, events = deploy(shop, "v2")
    assert ("ERROR", "Failed to deploy application.") in events
    assert events[-2:][0] == ABORTED
    assert (described["VersionLabel"], described["HealthStatus"]) == ("v1", "Degraded")
    assert deployed(shop) == {first: ("v2", 2, "Failed"), second: ("v1", 1, "Deployed")}
    group = shop.target_group("web1")["TargetGroupArn"]
    there = shop.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [each["Target"]["Id"] for each in there] == [second]
    with Visitor(endpoint, shop) as visitor:
        eventually(lambda: len(visitor.answers), lambda count: count > 3)
    assert {*visitor.answers} == {(200, "v1")}
    assert deploy(shop, "v2")[0]["Health"] == "Green"
    assert sorted(deployed(shop)) == sorted(instances(shop))


@pytest.mark.parametrize(
    "lenience",
    [
        {(COMMAND, "IgnoreHealthCheck"): "true"},
        {("aws:elasticbeanstalk:healthreporting:system", "HealthCheckSuccessThreshold"): "Severe"},
    ],
)
def test_who_does_not_ask_for_health_gets_the_version_everywhere(shop: Shop, lenience: Options) -> None:
    ids = create(shop, 2, rolling(1) | lenience)
    described, events = deploy(shop, "v3")
    assert described["VersionLabel"] == "v3"
    assert ("INFO", "New application version was deployed to running EC2 instances.") in events
    assert deployed(shop) == dict.fromkeys(ids, ("v3", 2, "Deployed"))
    until(lambda: shop.describe("web1"), lambda found: found["HealthStatus"] == "Severe")


@pytest.mark.parametrize(("kind", "size", "batches"), [("Percentage", 50, 2), ("Percentage", 30, 3)])
def test_a_batch_may_be_a_share_of_the_instances(shop: Shop, kind: str, size: int, batches: int) -> None:
    create(shop, 3, rolling(size) | {(COMMAND, "BatchSizeType"): kind})
    _, events = deploy(shop, "v2")
    begun = [text for _, text in events if "Starting application deployment on" in text]
    assert len(begun) == batches


def test_an_aborted_rolling_deployment_stops_between_batches(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    first, second = create(shop, 2, rolling(1))
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.5})
    shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2")
    # a batch that has begun is finished, even if the abort comes while it is out of service
    begun = "Batch 1: Starting application deployment command execution."
    until(lambda: shop.events("web1"), lambda events: ("INFO", begun) in events)
    shop.eb.abort_environment_update(EnvironmentName="web1")
    described = shop.ready("web1")
    found = shop.elbv2.describe_target_health(TargetGroupArn=shop.target_group("web1")["TargetGroupArn"])
    assert len(found["TargetHealthDescriptions"]) == 2
    assert described["VersionLabel"] == "v1"
    assert deployed(shop) == {first: ("v2", 2, "Deployed"), second: ("v1", 1, "Deployed")}


def test_an_additional_batch_comes_first_and_goes_last(shop: Shop, endpoint: str) -> None:
    ids = create(shop, 2, rolling(1, "RollingWithAdditionalBatch"))
    most = 0
    with Visitor(endpoint, shop) as visitor:
        shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2")
        while shop.describe("web1")["Status"] != "Ready":
            most = max(most, len(instances(shop)))
    assert most == 3
    assert {*visitor.answers} == {(200, "v1"), (200, "v2")}
    assert deployed(shop) == dict.fromkeys(ids, ("v2", 2, "Deployed"))
    texts = [text for _, text in shop.events("web1")]
    assert "Batch 2: Completed application deployment." in texts
    assert "Batch 3: Completed application deployment." not in texts
    assert shop.update("web1", {(GROUP, "MaxSize"): "3", (GROUP, "MinSize"): "3"})["Health"] == "Green"
    assert len(instances(shop)) == 3


def test_an_additional_batch_that_is_sick_leaves_the_others_as_they_were(shop: Shop, endpoint: str) -> None:
    ids = create(shop, 2, rolling(1, "RollingWithAdditionalBatch"))
    described, events = deploy(shop, "v3")
    assert ("ERROR", "Failed to deploy application.") in events
    assert (described["VersionLabel"], described["Health"]) == ("v1", "Green")
    assert deployed(shop) == dict.fromkeys(ids, ("v1", 1, "Deployed"))


def test_new_settings_leave_every_instance_its_version(shop: Shop) -> None:
    first, second = create(shop, 2, rolling(1))
    deploy(shop, "v3")
    mixed = {first: ("v3", 2, "Deployed"), second: ("v1", 1, "Deployed")}
    assert deployed(shop) == mixed
    shop.update("web1", {("aws:elasticbeanstalk:application:environment", "A"): "1"})
    assert deployed(shop) == mixed
    # an instance that is new gets the version of the last deployment that succeeded
    shop.update("web1", {(GROUP, "MaxSize"): "3", (GROUP, "MinSize"): "3"})
    [third] = {*instances(shop)} - {first, second}
    assert deployed(shop) == mixed | {third: ("v1", 1, "Deployed")}


def test_all_at_once_brings_back_what_a_failed_batch_has_left(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    ids = create(shop, 2, rolling(1))
    control("PUT", f"accounts/{account}", {"outcomes": {"web1": "fail"}})
    deploy(shop, "v2")
    group = shop.target_group("web1")["TargetGroupArn"]

    def targets() -> list[str]:
        found = shop.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        return sorted(each["Target"]["Id"] for each in found)

    assert len(targets()) == 1
    shop.update("web1", {(COMMAND, "DeploymentPolicy"): "AllAtOnce"}, VersionLabel="v2")
    assert targets() == sorted(ids)
    assert deployed(shop) == dict.fromkeys(ids, ("v2", 3, "Deployed"))


def test_settings_are_deployed_at_once_and_keep_the_deployments_number(shop: Shop) -> None:
    ids = create(shop, 2, rolling(1))
    shop.eb.update_environment(
        EnvironmentName="web1",
        OptionSettings=settings({("aws:elasticbeanstalk:application:environment", "A"): "1"}),
    )
    shop.ready("web1")
    assert deployed(shop) == dict.fromkeys(ids, ("v1", 1, "Deployed"))


def test_while_a_batch_is_deployed_to_its_instances_say_so(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    first, second = create(shop, 2, rolling(1))
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.4})
    shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2")
    begun, half = "In Progress", {first: ("v2", 2, "Deployed")}
    until(lambda: deployed(shop), lambda found: found[first] == ("v2", 2, begun))
    assert deployed(shop)[second] == ("v1", 1, "Deployed")
    until(lambda: deployed(shop), lambda found: found == half | {second: ("v2", 2, begun)})
    assert shop.ready("web1")["VersionLabel"] == "v2"
