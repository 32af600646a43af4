"""Applications, versions, platforms, managed actions, logs."""

import urllib.request
from collections.abc import Callable
from typing import Any

from .environments import ENHANCED, ENVIRONMENT, OLDER_PLATFORM, PLATFORM, Shop, tags, until
from .refusals import refused

BRANCH = "Python 3.13 running on 64bit Amazon Linux 2023"
MANAGED = "aws:elasticbeanstalk:managedactions"


def test_an_application_is_unique_and_goes_with_its_environments(shop: Shop) -> None:
    assert refused(lambda: shop.eb.create_application(ApplicationName="shop")) == (
        "InvalidParameterValue",
        "Application shop already exists.",
    )
    shop.create("web1")
    code, _ = refused(lambda: shop.eb.delete_application(ApplicationName="shop"))
    assert code == "OperationInProgressFailure"
    shop.eb.delete_application(ApplicationName="shop", TerminateEnvByForce=True)
    shop.ready("web1", "Terminated")
    assert shop.eb.describe_applications()["Applications"] == []
    assert shop.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_deleting_an_application_ends_even_what_is_busy(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    shop.create("web1")
    control("PUT", f"accounts/{account}", {"outcomes": {"web1": "hang"}})
    shop.eb.update_environment(EnvironmentName="web1", Description="never done")
    shop.eb.delete_application(ApplicationName="shop", TerminateEnvByForce=True)
    shop.ready("web1", "Terminated")
    assert shop.elbv2.describe_load_balancers()["LoadBalancers"] == []


def test_versions_are_checked_listed_and_kept_while_in_use(shop: Shop) -> None:
    nowhere = {"S3Bucket": "none", "S3Key": "none"}
    named = {"ApplicationName": "shop", "VersionLabel": "v1"}
    code, text = refused(lambda: shop.eb.create_application_version(**named, SourceBundle=nowhere))
    assert (code, "Unable to download from S3 location" in text) == ("InvalidParameterCombination", True)
    made = shop.eb.create_application_version(**named)["ApplicationVersion"]
    assert made["Status"] == "UNPROCESSED"
    assert refused(lambda: shop.eb.create_application_version(**named)) == (
        "InvalidParameterValue",
        "Application Version v1 already exists.",
    )
    for number in range(2, 6):
        shop.eb.create_application_version(ApplicationName="shop", VersionLabel=f"v{number}")
    first = shop.eb.describe_application_versions(ApplicationName="shop", MaxRecords=3)
    rest = shop.eb.describe_application_versions(ApplicationName="shop", NextToken=first["NextToken"])
    labels = [version["VersionLabel"] for page in (first, rest) for version in page["ApplicationVersions"]]
    assert labels == ["v5", "v4", "v3", "v2", "v1"]
    shop.create("web1", VersionLabel="v1")
    code, _ = refused(lambda: shop.eb.delete_application_version(**named))
    assert code == "SourceBundleDeletionFailure"
    shop.eb.delete_application_version(ApplicationName="shop", VersionLabel="v2")
    assert refused(lambda: shop.eb.update_environment(EnvironmentName="web1", VersionLabel="v2")) == (
        "InvalidParameterValue",
        "No Application Version named 'v2' found.",
    )


def test_tags_of_applications_and_versions(shop: Shop) -> None:
    arn = shop.eb.describe_applications()["Applications"][0]["ApplicationArn"]
    shop.eb.update_tags_for_resource(ResourceArn=arn, TagsToAdd=[{"Key": "team", "Value": "web"}])
    assert tags(shop.eb.list_tags_for_resource(ResourceArn=arn)["ResourceTags"]) == {"team": "web"}
    code, _ = refused(lambda: shop.eb.list_tags_for_resource(ResourceArn=arn + "x"))
    assert code == "ResourceNotFoundException"
    reserved = [{"Key": "elasticbeanstalk:environment-name", "Value": "x"}]
    code, _ = refused(lambda: shop.eb.update_tags_for_resource(ResourceArn=arn, TagsToAdd=reserved))
    assert code == "InvalidParameterValue"


def test_one_version_of_a_branch_is_recommended(shop: Shop) -> None:
    def filtered(**conditions: str) -> list[str]:
        filters = [{"Type": name, "Operator": "=", "Values": [value]} for name, value in conditions.items()]
        found = shop.eb.list_platform_versions(Filters=filters)["PlatformSummaryList"]
        return [platform["PlatformVersion"] for platform in found]

    assert len(filtered(PlatformBranchName=BRANCH)) > 1
    assert filtered(PlatformBranchName=BRANCH, PlatformLifecycleState="recommended") == ["4.7.2"]
    described = shop.eb.describe_platform_version(PlatformArn=PLATFORM)["PlatformDescription"]
    assert described["SolutionStackName"] in shop.eb.list_available_solution_stacks()["SolutionStacks"]
    wanted = [{"Attribute": "BranchName", "Operator": "begins_with", "Values": ["Python 3.1"]}]
    branches = shop.eb.list_platform_branches(Filters=wanted)["PlatformBranchSummaryList"]
    assert {branch["BranchName"].split()[1] for branch in branches} == {"3.11", "3.12", "3.13"}


def test_a_managed_platform_update_is_offered_and_applied(shop: Shop) -> None:
    options = ENHANCED | {
        (MANAGED, "ManagedActionsEnabled"): "true",
        (MANAGED, "PreferredStartTime"): "Sun:03:00",
        (f"{MANAGED}:platformupdate", "UpdateLevel"): "minor",
        (ENVIRONMENT, "ServiceRole"): "aws-elasticbeanstalk-service-role",
    }
    shop.create("web1", options, PlatformArn=OLDER_PLATFORM)
    named = {"EnvironmentName": "web1"}
    [offered] = shop.eb.describe_environment_managed_actions(**named)["ManagedActions"]
    assert (offered["ActionType"], offered["Status"]) == ("PlatformUpdate", "Scheduled")
    shop.eb.apply_environment_managed_action(**named, ActionId=offered["ActionId"])
    assert shop.ready("web1")["PlatformArn"] == PLATFORM
    history = shop.eb.describe_environment_managed_action_history(**named)
    [done] = history["ManagedActionHistoryItems"]
    assert (done["ActionId"], done["Status"]) == (offered["ActionId"], "Completed")
    assert shop.eb.describe_environment_managed_actions(**named)["ManagedActions"] == []


def test_logs_are_pulled_into_s3_and_read_without_credentials(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    shop.create("web1")
    asked = {"EnvironmentName": "web1", "InfoType": "tail"}
    shop.eb.request_environment_info(**asked)
    [found] = until(
        lambda: shop.eb.retrieve_environment_info(**asked)["EnvironmentInfo"], lambda found: bool(found)
    )
    assert found["Ec2InstanceId"] == shop.resources("web1")["Instances"][0]["Id"]
    with urllib.request.urlopen(found["Message"], timeout=10) as answer:
        assert b"/var/log/web.stdout.log" in answer.read()
    assert shop.events("web1")[-1] == ("INFO", "Pulled logs for environment instances.")


def test_an_operations_role_comes_and_goes(shop: Shop) -> None:
    shop.create("web1")
    role = "arn:aws:iam::123456789012:role/operations"
    shop.eb.associate_environment_operations_role(EnvironmentName="web1", OperationsRole=role)
    assert shop.describe("web1")["OperationsRole"] == role
    shop.eb.disassociate_environment_operations_role(EnvironmentName="web1")
    assert "OperationsRole" not in shop.describe("web1")
