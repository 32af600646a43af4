"""Environments for tests: made, waited for, asked about."""

import base64
import time
from collections.abc import Callable
from typing import Any

from .certificates import self_signed

PLATFORM = "arn:aws:elasticbeanstalk:eu-west-1::platform/Python 3.13 running on 64bit Amazon Linux 2023/4.7.2"
OLDER_PLATFORM = PLATFORM.replace("4.7.2", "4.5.0")
ENVIRONMENT = "aws:elasticbeanstalk:environment"
LISTENER = "aws:elbv2:listener:443"
DEFAULT_PROCESS = "aws:elasticbeanstalk:environment:process:default"
VARIABLES = "aws:elasticbeanstalk:application:environment"
PROFILE = "aws-elasticbeanstalk-ec2-role"
LAUNCHABLE = {("aws:autoscaling:launchconfiguration", "IamInstanceProfile"): PROFILE}
APPLICATION_BALANCER = LAUNCHABLE | {(ENVIRONMENT, "LoadBalancerType"): "application"}
ENHANCED = {("aws:elasticbeanstalk:healthreporting:system", "SystemType"): "enhanced"}

#: far longer than anything takes: a test that waits for so long has failed
PATIENCE_SECONDS = 60

Options = dict[tuple[str, str], str]


def settings(options: Options) -> list[dict[str, str]]:
    """OptionSettings as requests have them."""
    return [{"Namespace": key[0], "OptionName": key[1], "Value": value} for key, value in options.items()]


def specifications(*options: tuple[str, str]) -> list[dict[str, str]]:
    """OptionsToRemove as requests have them."""
    return [{"Namespace": namespace, "OptionName": name} for namespace, name in options]


class Shop:
    """An application with environments, in the account of a test."""

    def __init__(self, client: Callable[..., Any]) -> None:
        self.client = client
        self.eb = client("elasticbeanstalk")
        self.elbv2 = client("elbv2")
        self.ec2 = client("ec2")
        self.eb.create_application(ApplicationName="shop")
        make_profile(client("iam"))

    def create(self, name: str, options: Options | None = None, **more: Any) -> dict[str, Any]:
        """Makes an environment with an application load balancer and waits until it is Ready."""
        wanted = settings(APPLICATION_BALANCER | (options or {}))
        request = {"PlatformArn": PLATFORM} | more
        self.eb.create_environment(
            ApplicationName="shop", EnvironmentName=name, OptionSettings=wanted, **request
        )
        return self.ready(name)

    def update(self, name: str, options: Options | None = None, **more: Any) -> dict[str, Any]:
        """Updates an environment and waits until it is Ready."""
        self.eb.update_environment(EnvironmentName=name, OptionSettings=settings(options or {}), **more)
        return self.ready(name)

    def version(self, label: str, packed: str) -> None:
        """An application version of a bundle (zip in base64)."""
        s3, bucket = self.client("s3"), self.eb.create_storage_location()["S3Bucket"]
        s3.put_object(Bucket=bucket, Key=f"shop/{label}.zip", Body=base64.b64decode(packed))
        where = {"S3Bucket": bucket, "S3Key": f"shop/{label}.zip"}
        self.eb.create_application_version(ApplicationName="shop", VersionLabel=label, SourceBundle=where)

    def certificate(self) -> str:
        """The ARN of a certificate."""
        imported = self.client("acm").import_certificate(**self_signed("shop.example.com"))
        return str(imported["CertificateArn"])

    def describe(self, name: str) -> dict[str, Any]:
        """The newest environment of that name."""
        found: dict[str, Any] = self.eb.describe_environments(EnvironmentNames=[name])["Environments"][0]
        return found

    def ready(self, name: str, status: str = "Ready") -> dict[str, Any]:
        """Waits until the environment has the status."""
        return until(lambda: self.describe(name), lambda found: found["Status"] == status)

    def events(self, name: str, **filters: Any) -> list[tuple[str, str]]:
        """Severity and text of its events, the oldest first."""
        found = self.eb.describe_events(EnvironmentName=name, **filters)["Events"]
        return [(event["Severity"], event["Message"]) for event in reversed(found)]

    def values(self, name: str, which: int = 0) -> dict[tuple[str, str], str | None]:
        """Its settings, by namespace and name."""
        sets = self.eb.describe_configuration_settings(ApplicationName="shop", EnvironmentName=name)
        rows = sets["ConfigurationSettings"][which]["OptionSettings"]
        return {(row["Namespace"], row["OptionName"]): row.get("Value") for row in rows}

    def statuses(self, name: str) -> list[str]:
        """The deployment status of each of its sets of settings."""
        sets = self.eb.describe_configuration_settings(ApplicationName="shop", EnvironmentName=name)
        return [found["DeploymentStatus"] for found in sets["ConfigurationSettings"]]

    def resources(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.eb.describe_environment_resources(EnvironmentName=name)
        return dict(found["EnvironmentResources"])

    def balancer(self, name: str) -> str:
        """The ARN of its load balancer."""
        return str(self.resources(name)["LoadBalancers"][0]["Name"])

    def listeners(self, name: str) -> dict[int, dict[str, Any]]:
        """Its listeners by port."""
        found = self.elbv2.describe_listeners(LoadBalancerArn=self.balancer(name))["Listeners"]
        return {listener["Port"]: listener for listener in found}

    def target_group(self, name: str) -> dict[str, Any]:
        """Its only target group."""
        [found] = self.elbv2.describe_target_groups(LoadBalancerArn=self.balancer(name))["TargetGroups"]
        return dict(found)

    def groups(self, name: str) -> dict[str, dict[str, Any]]:
        """Its security groups by logical id."""
        mine = [{"Name": "tag:elasticbeanstalk:environment-name", "Values": [name]}]
        found = self.ec2.describe_security_groups(Filters=mine)["SecurityGroups"]
        return {tags(group["Tags"])["aws:cloudformation:logical-id"]: group for group in found}


def make_profile(iam: Any, name: str = PROFILE) -> None:
    """An instance profile with a role of the same name."""
    iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)


def tags(rows: list[dict[str, str]]) -> dict[str, str]:
    return {row["Key"]: row["Value"] for row in rows}


def until(look: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    """Looks until what is found is good."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not good(found := look()):
        assert time.monotonic() < deadline, f"still not as expected: {found}"
        time.sleep(0.05)
    return found
