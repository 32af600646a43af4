"""Option settings: what holds, what is listed, what is refused."""

import json
from pathlib import Path

import pytest

from .environments import (
    APPLICATION_BALANCER,
    DEFAULT_PROCESS,
    ENVIRONMENT,
    LISTENER,
    PLATFORM,
    VARIABLES,
    Options,
    Shop,
    make_profile,
    settings,
    specifications,
)
from .refusals import refused

ASG = "aws:autoscaling:asg"
LAUNCH = "aws:autoscaling:launchconfiguration"
COMMAND = "aws:elasticbeanstalk:command"
VPC = "aws:ec2:vpc"
RULE = "aws:elbv2:listenerrule:"
MANAGED = "aws:elasticbeanstalk:managedactions"
CONTROL_LOGS = "aws:elasticbeanstalk:cloudwatch:logs:health"

RECORDED_PROFILE = "aws-elasticbeanstalk-ec2-instance-profile"
RECORDED = json.loads((Path(__file__).parent / "recorded_settings.json").read_text())
#: listed by environments that are younger than the recording
YOUNGER = {
    (LAUNCH, "DisableDefaultEC2SecurityGroup"),
    ("aws:ec2:instances", "SpotAllocationStrategy"),
    ("aws:elbv2:loadbalancer", "IpAddressType"),
}
#: what differs between two environments made alike: names, addresses, and where the recording was cut short
OF_ONES_OWN = {
    (LAUNCH, "ImageId"),
    (LAUNCH, "SecurityGroups"),
    (VPC, "ELBSubnets"),
    (VPC, "Subnets"),
    (VPC, "VPCId"),
    ("aws:cloudformation:template:parameter", "AppSource"),
    ("aws:cloudformation:template:parameter", "HooksPkgUrl"),
    ("aws:elasticbeanstalk:environment", "ServiceRole"),
    (MANAGED, "ServiceRoleForManagedUpdates"),
    ("aws:elasticbeanstalk:healthreporting:system", "ConfigDocument"),
    (LISTENER, "SSLCertificateArns"),
    ("aws:elbv2:loadbalancer", "SecurityGroups"),
}


def network(shop: Shop) -> Options:
    """The default VPC, named, with two subnets in different zones."""
    subnets = shop.ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][
        :2
    ]
    both = ",".join(subnet["SubnetId"] for subnet in subnets)
    return {(VPC, "VPCId"): subnets[0]["VpcId"], (VPC, "Subnets"): both, (VPC, "ELBSubnets"): both}


def test_an_environment_made_as_a_recorded_one_has_its_settings(shop: Shop) -> None:
    recorded = {(row["Namespace"], row["OptionName"]): row for row in RECORDED}
    given = {
        (LISTENER, "ListenerEnabled"): "true",
        (LISTENER, "Protocol"): "HTTPS",
        (LISTENER, "SSLCertificateArns"): shop.certificate(),
        (LISTENER, "SSLPolicy"): "ELBSecurityPolicy-2016-08",
        (LAUNCH, "IamInstanceProfile"): f"arn:aws:iam::1:instance-profile/{RECORDED_PROFILE}",
        (LAUNCH, "InstanceType"): "t3.small",
        (VPC, "AssociatePublicIpAddress"): "false",
        ("aws:elasticbeanstalk:healthreporting:system", "SystemType"): "enhanced",
        ("aws:elasticbeanstalk:environment", "ServiceRole"): "arn:aws:iam::1:role/service",
        (MANAGED, "ServiceRoleForManagedUpdates"): "arn:aws:iam::1:role/service",
    }
    make_profile(shop.client("iam"), RECORDED_PROFILE)
    docker = "64bit Amazon Linux 2023 v4.3.2 running Docker"
    shop.eb.create_environment(
        ApplicationName="shop",
        EnvironmentName="web1",
        SolutionStackName=docker,
        OptionSettings=settings(APPLICATION_BALANCER | network(shop) | given),
    )
    shop.ready("web1")
    [found] = shop.eb.describe_configuration_settings(ApplicationName="shop", EnvironmentName="web1")[
        "ConfigurationSettings"
    ]
    rows = {(row["Namespace"], row["OptionName"]): row for row in found["OptionSettings"]}
    assert set(rows) - set(recorded) == YOUNGER
    assert set(recorded) - set(rows) == set()
    for key, row in recorded.items():
        assert rows[key].get("ResourceName") == row.get("ResourceName"), key
        assert ("Value" in rows[key]) is ("Value" in row), key
        if key not in OF_ONES_OWN:
            assert rows[key].get("Value") == row.get("Value"), key


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({(ASG, "Size"): "1"}, "(Namespace: '{0}', OptionName: '{1}'): Unknown configuration setting."),
        (
            {("aws:no:such", "Size"): "1"},
            "(Namespace: '{0}', OptionName: '{1}'): Unknown configuration setting.",
        ),
        ({(ASG, "MinSize"): "-1"}, "Value is less than minimum allowed value: 0"),
        ({(ASG, "MinSize"): "10001"}, "Value exceeds maximum allowed value: 10000"),
        ({(ASG, "MinSize"): "6"}, "MinSize is greater than MaxSize"),
        ({(COMMAND, "BatchSizeType"): "Some"}, "Value is not one of the allowed values: [Percentage, Fixed]"),
        (
            {(LAUNCH, "RootVolumeType"): "GP3"},
            "Value is not one of the allowed values: [standard, gp2, gp3, io1]",
        ),
        ({(LAUNCH, "EC2KeyName"): "k" * 201}, "Value exceeds the maximum allowed length: 200"),
        ({(LAUNCH, "ImageId"): "image"}, "Value does not satisfy regex: '^ami-[a-z0-9]+$'"),
        ({(LISTENER, "ListenerEnabled"): "yes"}, "Value is not one of the allowed values: [true, false]"),
        ({(VPC, "VPCId"): "vpc-1"}, "Specify the subnets for the VPC."),
        (
            {(LISTENER, "Protocol"): "HTTPS"},
            "You must specify an SSL certificate to configure a listener to use HTTPS or TLS",
        ),
        (
            {(ENVIRONMENT, "LoadBalancerType"): "network", (DEFAULT_PROCESS, "Protocol"): "HTTP"},
            "Only TCP Protocols are supported for Network Load Balancers",
        ),
        (
            {(ENVIRONMENT, "LoadBalancerType"): "network", (COMMAND, "DeploymentPolicy"): "TrafficSplitting"},
            "Traffic Splitting deployments are compatible only with Application Load Balancers",
        ),
        (
            {(MANAGED, "ManagedActionsEnabled"): "true"},
            "Managed platform updates require enhanced health reporting "
            "(option SystemType in namespace aws:elasticbeanstalk:healthreporting:system).",
        ),
        ({(RULE + "a", "Priority"): "1001"}, "Value exceeds maximum allowed value: 1000"),
        ({(RULE + "a", "Priority"): "1", (RULE + "b", "Priority"): "1"}, "priorities must be unique"),
        ({(CONTROL_LOGS, "HealthStreamingEnabled"): "true"}, "enhanced health"),
        ({(VARIABLES, ""): "x"}, "Unknown configuration setting."),
    ],
)
def test_settings_that_cannot_be_are_refused(shop: Shop, options: Options, reason: str) -> None:
    wanted = settings(APPLICATION_BALANCER | options)
    code, text = refused(
        lambda: shop.eb.create_environment(
            ApplicationName="shop", EnvironmentName="web1", PlatformArn=PLATFORM, OptionSettings=wanted
        )
    )
    (namespace, name), value = next(iter(options.items()))
    assert code == "ConfigurationValidationException"
    assert text.startswith("Configuration validation exception: Invalid option ")
    assert reason.format(namespace, name, value) in text
    assert shop.eb.describe_environments()["Environments"] == []


def test_validation_tells_every_problem_and_changes_nothing(shop: Shop) -> None:
    shop.create("web1")
    wanted = settings({(ASG, "Size"): "1", (ASG, "MinSize"): "x", (VARIABLES, "A"): "1"})
    ask = {"ApplicationName": "shop", "EnvironmentName": "web1"}
    messages = shop.eb.validate_configuration_settings(**ask, OptionSettings=wanted)["Messages"]
    assert [(message["Severity"], message["OptionName"]) for message in messages] == [
        ("error", "Size"),
        ("error", "MinSize"),
    ]
    fine = settings({(VARIABLES, "A"): "1"})
    assert shop.eb.validate_configuration_settings(**ask, OptionSettings=fine)["Messages"] == []
    assert (VARIABLES, "A") not in shop.values("web1")


def test_the_merged_state_is_what_is_checked(shop: Shop) -> None:
    shop.create("web1", {(ASG, "MaxSize"): "2"})
    wanted = settings({(ASG, "MinSize"): "3"})
    code, text = refused(lambda: shop.eb.update_environment(EnvironmentName="web1", OptionSettings=wanted))
    assert (code, "MinSize is greater than MaxSize" in text) == ("ConfigurationValidationException", True)


def test_what_is_fixed_at_creation_stays(shop: Shop) -> None:
    shop.create("web1")
    wanted = settings({(ENVIRONMENT, "LoadBalancerType"): "network"})
    _, text = refused(lambda: shop.eb.update_environment(EnvironmentName="web1", OptionSettings=wanted))
    assert text.endswith("LoadBalancer type option cannot be changed.")


def test_namespaces_and_values_compare_without_regard_to_case(shop: Shop) -> None:
    shop.create("web1", {("AWS:AutoScaling:ASG", "MinSize"): "2", (COMMAND, "BatchSizeType"): "fixed"})
    values = shop.values("web1")
    assert (values[ASG, "MinSize"], values[COMMAND, "BatchSizeType"]) == ("2", "fixed")


def test_a_removed_option_falls_back_to_what_lies_beneath(shop: Shop) -> None:
    shop.create("web1", {(ASG, "MinSize"): "2", (VARIABLES, "A"): "1"})
    removed = specifications((ASG, "MinSize"), (VARIABLES, "A"))
    shop.update("web1", OptionsToRemove=removed)
    values = shop.values("web1")
    assert values[ASG, "MinSize"] == "1"
    assert (VARIABLES, "A") not in values
    both = {"OptionSettings": settings({(ASG, "MinSize"): "2"}), "OptionsToRemove": removed}
    code, _ = refused(lambda: shop.eb.update_environment(EnvironmentName="web1", **both))
    assert code == "InvalidParameterCombination"


def test_variables_are_shown_in_clear_and_passwords_are_not(shop: Shop) -> None:
    shop.create(
        "web1", {(VARIABLES, "B"): "2", (VARIABLES, "A"): "1", ("aws:rds:dbinstance", "DBPassword"): "x"}
    )
    values = shop.values("web1")
    assert values[VARIABLES, "A"] == "1"
    assert values["aws:cloudformation:template:parameter", "EnvironmentVariables"] == "A=1,B=2"
    assert values["aws:rds:dbinstance", "DBPassword"] == "******"


def test_variables_too_long_for_cloudformation_fail_the_update(shop: Shop) -> None:
    shop.create("web1")
    shop.update("web1", {(VARIABLES, "LONG"): "x" * 4096})
    errors = [text for _, text in shop.events("web1", Severity="ERROR")]
    assert "length is greater than 4096" in errors[0]
    assert (VARIABLES, "LONG") not in shop.values("web1")


def test_options_are_described_with_what_a_change_costs(shop: Shop) -> None:
    shop.create("web1")
    wanted = specifications((LAUNCH, "ImageId"), (ASG, "MinSize"))
    options = shop.eb.describe_configuration_options(
        ApplicationName="shop", EnvironmentName="web1", Options=wanted
    )["Options"]
    described = {option["Name"]: option for option in options}
    assert described["ImageId"]["ChangeSeverity"] == "RestartEnvironment"
    assert described["ImageId"]["Regex"]["Pattern"] == "^ami-[a-z0-9]+$"
    assert described["MinSize"]["ChangeSeverity"] == "NoInterruption"
    assert (described["MinSize"]["DefaultValue"], described["MinSize"]["MaxValue"]) == ("1", 10000)
