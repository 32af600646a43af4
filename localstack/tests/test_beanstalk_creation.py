"""What keeps an environment from being made, or launched."""

from typing import Any

from .environments import APPLICATION_BALANCER, PLATFORM, Shop, settings
from .refusals import refused


def test_what_cannot_be_created_is_refused_in_awss_words(shop: Shop) -> None:
    shop.create("web1", CNAMEPrefix="taken")
    right = {"ApplicationName": "shop", "EnvironmentName": "web2", "PlatformArn": PLATFORM}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"ApplicationName": "none"}, "No Application named 'none' found."),
        ({"EnvironmentName": "web1"}, "Environment web1 already exists."),
        ({"CNAMEPrefix": "taken"}, "DNS name (taken.eu-west-1.elasticbeanstalk.com) is not available."),
        ({"VersionLabel": "none"}, "No Application Version named 'none' found."),
        ({"TemplateName": "none"}, "No Configuration Template named 'none' found."),
        ({"PlatformArn": PLATFORM + "9"}, f"No Platform named '{PLATFORM}9' found."),
        ({"PlatformArn": None}, "Unable to determine base for template pack (no solution stack)"),
    ]
    for change, text in cases:
        request = {name: value for name, value in (right | change).items() if value is not None}
        assert refused(lambda request=request: shop.eb.create_environment(**request)) == (
            "InvalidParameterValue",
            text,
        )
    worker = {"Name": "Worker", "Type": "SQS/HTTP"}
    assert refused(lambda: shop.eb.update_environment(EnvironmentName="web1", Tier=worker)) == (
        "InvalidParameterValue",
        "Cannot change environment tier",
    )


def test_without_an_instance_profile_nothing_is_launched(shop: Shop) -> None:
    profile = ("aws:autoscaling:launchconfiguration", "IamInstanceProfile")
    shop.client("iam").create_instance_profile(InstanceProfileName="empty")
    cases = {
        "": "Environment must have instance profile associated with it.",
        "none": "The instance profile none associated with the environment does not exist.",
        "empty": "The instance profile empty associated with the environment has no role. "
        "Please attach a role to the instance profile.",
    }
    for number, (name, text) in enumerate(cases.items()):
        wanted = settings(APPLICATION_BALANCER | {profile: name})
        environment = f"web-{number}"
        shop.eb.create_environment(
            ApplicationName="shop", EnvironmentName=environment, PlatformArn=PLATFORM, OptionSettings=wanted
        )
        shop.ready(environment, "Terminated")
        assert shop.events(environment, Severity="ERROR") == [
            ("ERROR", text),
            ("ERROR", "Failed to launch environment."),
        ]
