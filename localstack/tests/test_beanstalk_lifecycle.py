"""From Launching to Terminated: statuses, events, and what is refused on the way."""

from collections.abc import Callable
from typing import Any

import pytest

from .environments import (
    APPLICATION_BALANCER,
    DEFAULT_PROCESS,
    ENHANCED,
    LISTENER,
    PLATFORM,
    VARIABLES,
    Options,
    Shop,
    settings,
    until,
)
from .refusals import refused

MUST_BE_READY = "Environment named web1 is in an invalid state for this operation. Must be Ready."


def https(certificate: str) -> Options:
    return {
        (LISTENER, "ListenerEnabled"): "true",
        (LISTENER, "Protocol"): "HTTPS",
        (LISTENER, "SSLCertificateArns"): certificate,
    }


def kinds(events: list[tuple[str, str]]) -> list[str]:
    """Event texts up to where names begin."""
    return [text.split(":")[0].split(" [")[0] for _, text in events]


def test_a_launch_tells_its_story_in_order(shop: Shop) -> None:
    described = shop.create("web1", ENHANCED, CNAMEPrefix="web1")
    assert (described["Status"], described["Health"], described["HealthStatus"]) == ("Ready", "Green", "Ok")
    assert described["CNAME"] == "web1.eu-west-1.elasticbeanstalk.com"
    assert kinds(shop.events("web1")) == [
        "createEnvironment is starting.",
        f"Using elasticbeanstalk-eu-west-1-{described['EnvironmentArn'].split(':')[4]} as Amazon S3 storage "
        "bucket for environment data.",
        "Environment health has transitioned to Pending. Initialization in progress (running for 3 seconds). "
        "There are no instances.",
        "Created security group named",
        "Created target group named",
        "Created security group named",
        "Created Launch Template named",
        "Created Auto Scaling group named",
        "Created Auto Scaling group policy named",
        "Created Auto Scaling group policy named",
        "Created CloudWatch alarm named",
        "Created CloudWatch alarm named",
        "Created load balancer named",
        "Created Load Balancer listener named",
        "Added instance",
        "Instance deployment completed successfully.",
        "Environment health has transitioned from Pending to Ok. Initialization completed 26 seconds ago and "
        "took 5 minutes.",
        "Application available at web1.eu-west-1.elasticbeanstalk.com.",
        "Successfully launched environment",
    ]


def test_events_are_found_by_the_request_that_began_them_and_by_severity_and_page(shop: Shop) -> None:
    shop.create("web1")
    answer = shop.eb.update_environment(
        EnvironmentName="web1", OptionSettings=settings({(VARIABLES, "A"): "1"})
    )
    shop.ready("web1")
    request = answer["ResponseMetadata"]["RequestId"]
    mine = [text for _, text in shop.events("web1", RequestId=request)]
    assert mine == [
        "Environment update is starting.",
        "Updating environment web1's configuration settings.",
        "Successfully deployed new configuration to environment.",
        "Environment update completed successfully.",
    ]
    assert shop.events("web1", Severity="WARN") == []
    pages = shop.eb.get_paginator("describe_events").paginate(
        EnvironmentName="web1", PaginationConfig={"PageSize": 3}
    )
    texts = [event["Message"] for page in pages for event in page["Events"]]
    assert texts == [text for _, text in reversed(shop.events("web1"))]
    newest = shop.eb.describe_events(EnvironmentName="web1", MaxRecords=1)["Events"][0]
    later = shop.events("web1", StartTime=newest["EventDate"])
    assert later[-1] == ("INFO", "Environment update completed successfully.")
    # the end is exclusive
    assert shop.events("web1", StartTime=newest["EventDate"], EndTime=newest["EventDate"]) == []


def test_a_busy_environment_refuses_changes(shop: Shop, control: Callable[..., Any], account: str) -> None:
    shop.create("web1")
    control("PUT", f"accounts/{account}", {"outcomes": {"web1": "hang"}})
    shop.eb.update_environment(EnvironmentName="web1", OptionSettings=settings({(VARIABLES, "A"): "1"}))
    arn = shop.describe("web1")["EnvironmentArn"]
    tag = [{"Key": "team", "Value": "web"}]
    for call in (
        lambda: shop.eb.update_environment(EnvironmentName="web1", Description="x"),
        lambda: shop.eb.rebuild_environment(EnvironmentName="web1"),
        lambda: shop.eb.restart_app_server(EnvironmentName="web1"),
        lambda: shop.eb.update_tags_for_resource(ResourceArn=arn, TagsToAdd=tag),
    ):
        assert refused(call) == ("InvalidParameterValue", MUST_BE_READY)
    assert refused(lambda: shop.eb.terminate_environment(EnvironmentName="web1")) == (
        "InvalidParameterValue",
        "Cannot terminate environment named web1. It is currently pending deployment.",
    )
    described = shop.describe("web1")
    assert described["AbortableOperationInProgress"] is True
    assert (described["Status"], described["Health"]) == ("Updating", "Grey")


def test_an_aborted_update_leaves_the_settings_as_they_were(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    shop.create("web1")
    assert refused(lambda: shop.eb.abort_environment_update(EnvironmentName="web1")) == (
        "InvalidParameterValue",
        "Environment named web1 is in an invalid state for this operation. Must be pending deployment.",
    )
    control("PUT", f"accounts/{account}", {"outcomes": {"web1": "hang"}})
    shop.eb.update_environment(EnvironmentName="web1", OptionSettings=settings({(VARIABLES, "A"): "1"}))
    assert shop.statuses("web1") == ["deployed", "pending"]
    assert (VARIABLES, "A") not in shop.values("web1")
    assert shop.values("web1", which=1)[VARIABLES, "A"] == "1"
    shop.eb.abort_environment_update(EnvironmentName="web1")
    shop.ready("web1")
    assert shop.statuses("web1") == ["deployed"]
    assert (VARIABLES, "A") not in shop.values("web1")


def test_a_failed_update_is_rolled_back_and_ends_in_ready(shop: Shop) -> None:
    shop.create("web1")
    certificate = shop.certificate()
    target = shop.target_group("web1")["TargetGroupArn"]
    shop.elbv2.create_listener(
        LoadBalancerArn=shop.balancer("web1"),
        Port=443,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": certificate}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target}],
    )
    by_hand = shop.listeners("web1")[443]
    described = shop.update("web1", https(certificate) | {(DEFAULT_PROCESS, "HealthCheckPath"): "/health"})
    assert described["Status"] == "Ready"
    errors = [text for _, text in shop.events("web1", Severity="ERROR")]
    assert "'UPDATE_ROLLBACK_IN_PROGRESS'" in errors[0]
    assert "[AWSEBV2LoadBalancerListener443]" in errors[0]
    assert "A listener already exists on this port for this load balancer" in errors[1]
    assert errors[2] == "Failed to deploy configuration."
    assert shop.events("web1")[-1] == (
        "INFO",
        "The environment was reverted to the previous configuration setting.",
    )
    assert shop.target_group("web1")["HealthCheckPath"] == "/"
    assert shop.listeners("web1")[443] == by_hand
    assert shop.statuses("web1") == ["deployed", "failed"]
    shop.eb.delete_environment_configuration(ApplicationName="shop", EnvironmentName="web1")
    assert shop.statuses("web1") == ["deployed"]


@pytest.mark.parametrize(("outcome", "health"), [("fail", "Red"), ("degrade", "Red")])
def test_a_deployment_that_goes_wrong_shows_in_the_health(
    shop: Shop, control: Callable[..., Any], account: str, outcome: str, health: str
) -> None:
    for label in ("v1", "v2"):
        shop.eb.create_application_version(ApplicationName="shop", VersionLabel=label)
    shop.create("web1", ENHANCED, VersionLabel="v1")
    control("PUT", f"accounts/{account}", {"outcomes": {"web1": outcome}})
    described = shop.update("web1", VersionLabel="v2")
    assert (described["Health"], described["VersionLabel"]) == (health, "v1" if outcome == "fail" else "v2")
    failed = ("ERROR", "Failed to deploy application.") in shop.events("web1")
    assert failed is (outcome == "fail")
    assert shop.update("web1", VersionLabel="v2")["Health"] == "Green"


def test_health_follows_the_targets(shop: Shop, control: Callable[..., Any], account: str) -> None:
    shop.create("web1", ENHANCED)
    page = {"account": account, "region": "eu-west-1", "environment": "web1"}
    control("PUT", "pages", page | {"status": 500})
    until(lambda: shop.describe("web1"), lambda found: found["HealthStatus"] == "Severe")
    health = shop.eb.describe_environment_health(EnvironmentName="web1", AttributeNames=["All"])
    assert health["Causes"] == ["ELB health is failing or not available for all instances."]
    assert shop.events("web1")[-1] == (
        "ERROR",
        "Environment health has transitioned from Ok to Severe. "
        "ELB health is failing or not available for all instances.",
    )
    control("PUT", "pages", page | {"status": 200})
    until(lambda: shop.describe("web1"), lambda found: found["HealthStatus"] == "Ok")


def test_enhanced_health_is_refused_without_enhanced_reporting(shop: Shop) -> None:
    described = shop.create("web1")
    assert "HealthStatus" not in described
    code, _ = refused(lambda: shop.eb.describe_environment_health(EnvironmentName="web1"))
    assert code == "InvalidRequestException"


def test_cnames_are_swapped(shop: Shop) -> None:
    blue, green = shop.create("blue", CNAMEPrefix="live"), shop.create("green", CNAMEPrefix="idle")
    shop.eb.swap_environment_cnames(SourceEnvironmentName="blue", DestinationEnvironmentName="green")
    shop.ready("blue"), shop.ready("green")
    assert shop.describe("blue")["CNAME"] == green["CNAME"]
    assert shop.describe("green")["CNAME"] == blue["CNAME"]
    assert shop.events("blue")[-1][1] == "Completed swapping CNAMEs for environments 'blue' and 'green'."


def test_boto3s_waiters_are_content(shop: Shop) -> None:
    shop.eb.create_environment(
        ApplicationName="shop",
        EnvironmentName="web1",
        PlatformArn=PLATFORM,
        OptionSettings=settings(APPLICATION_BALANCER),
    )
    patience = {"Delay": 1, "MaxAttempts": 60}
    shop.eb.get_waiter("environment_exists").wait(EnvironmentNames=["web1"], WaiterConfig=patience)
    shop.eb.update_environment(EnvironmentName="web1", Description="new")
    shop.eb.get_waiter("environment_updated").wait(EnvironmentNames=["web1"], WaiterConfig=patience)
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.eb.get_waiter("environment_terminated").wait(EnvironmentNames=["web1"], WaiterConfig=patience)
