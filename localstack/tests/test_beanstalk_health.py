"""Health of whole environments: of classic ones, and of those without instances."""

from collections.abc import Callable
from typing import Any

import pytest

from .balancers import REGION
from .environments import ENHANCED, ENVIRONMENT, Options, Shop, until

CLASSIC: Options = {
    (ENVIRONMENT, "LoadBalancerType"): "classic",
    ("aws:elasticbeanstalk:application", "Application Healthcheck URL"): "/health",
}
SIZE = "aws:autoscaling:asg"


def size(number: int) -> Options:
    return {(SIZE, "MinSize"): str(number), (SIZE, "MaxSize"): str(number)}


def health(shop: Shop, name: str = "web1") -> tuple[str, str, list[str]]:
    """Status, colour and causes as the enhanced health reporting tells them."""
    found = shop.eb.describe_environment_health(EnvironmentName=name, AttributeNames=["All"])
    return found["HealthStatus"], found["Color"], found["Causes"]


def targets(shop: Shop) -> list[str]:
    """The ids of the targets that are not on their way out."""
    group = shop.target_group("web1")["TargetGroupArn"]
    found = shop.elbv2.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    return [each["Target"]["Id"] for each in found if each["TargetHealth"]["State"] != "draining"]


def instances(shop: Shop) -> list[str]:
    return [each["Id"] for each in shop.resources("web1")["Instances"]]


def test_a_classic_environment_whose_check_fails_is_severe_and_recovers(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    described = shop.create("web1", CLASSIC | ENHANCED)
    assert (described["Health"], described["HealthStatus"]) == ("Green", "Ok")
    page = {"account": account, "region": REGION, "environment": "web1"}
    control("PUT", "pages", page | {"status": 500})
    until(lambda: shop.describe("web1"), lambda found: found["HealthStatus"] == "Severe")
    assert shop.describe("web1")["Health"] == "Red"
    cause = "ELB health is failing or not available for all instances."
    assert health(shop) == ("Severe", "Red", [cause])
    assert shop.events("web1")[-1] == (
        "ERROR",
        f"Environment health has transitioned from Ok to Severe. {cause}",
    )
    control("PUT", "pages", page | {"status": 200})
    until(lambda: shop.describe("web1"), lambda found: found["Health"] == "Green")


def test_of_a_classic_environments_instances_some_may_fail(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    shop.create("web1", CLASSIC | ENHANCED | size(2))
    page = {"account": account, "region": REGION, "environment": instances(shop)[0]}
    control("PUT", "pages", page | {"status": 500})
    until(lambda: shop.describe("web1"), lambda found: found["HealthStatus"] == "Degraded")
    cause = "ELB health is failing or not available for 1 out of 2 instances."
    assert health(shop) == ("Degraded", "Red", [cause])


def test_an_environment_is_created_without_instances(shop: Shop) -> None:
    described = shop.create("web1", ENHANCED | size(0))
    assert (described["Status"], described["Health"], described["HealthStatus"]) == (
        "Ready",
        "Grey",
        "NoData",
    )
    assert health(shop) == ("NoData", "Grey", ["There are no instances."])
    assert instances(shop) == targets(shop) == []
    texts = [text for _, text in shop.events("web1")]
    assert "Environment health has transitioned from Pending to No Data. There are no instances." in texts
    assert "Instance deployment completed successfully." not in texts
    assert texts[-1] == "Successfully launched environment: web1"
    assert shop.eb.describe_instances_health(EnvironmentName="web1")["InstanceHealthList"] == []


def test_an_environment_without_instances_takes_a_version(shop: Shop) -> None:
    shop.create("web1", ENHANCED | size(0))
    shop.eb.create_application_version(ApplicationName="shop", VersionLabel="v1")
    assert shop.update("web1", VersionLabel="v1")["VersionLabel"] == "v1"
    assert shop.update("web1", size(1))["HealthStatus"] == "Ok"
    assert shop.describe("web1")["VersionLabel"] == "v1"


@pytest.mark.parametrize("kind", ["application", "classic"])
def test_an_environment_is_scaled_to_nothing_and_back(shop: Shop, kind: str) -> None:
    shop.create("web1", ENHANCED | size(2) | {(ENVIRONMENT, "LoadBalancerType"): kind})

    def registered() -> list[str]:
        if kind == "application":
            return targets(shop)
        name = shop.resources("web1")["LoadBalancers"][0]["Name"]
        [found] = shop.client("elb").describe_load_balancers(LoadBalancerNames=[name])[
            "LoadBalancerDescriptions"
        ]
        return [each["InstanceId"] for each in found["Instances"]]

    before = instances(shop)
    assert sorted(registered()) == sorted(before)
    assert shop.update("web1", size(0))["Health"] == "Grey"
    assert instances(shop) == registered() == []
    assert health(shop) == ("NoData", "Grey", ["There are no instances."])
    assert shop.update("web1", size(2))["Health"] == "Green"
    assert sorted(registered()) == sorted(instances(shop))
    assert len(instances(shop)) == 2
    assert not {*before} & {*instances(shop)}
