"""How environments and applications end, and what keeps them from it."""

from collections.abc import Callable
from typing import Any

import pytest

from .environments import Shop
from .refusals import refused

RUNNING = "Unable to delete application shop because it has running environments."


def test_a_terminated_environment_lingers_and_leaves_nothing_behind(shop: Shop) -> None:
    shop.create("web1", CNAMEPrefix="web1")
    assert shop.eb.check_dns_availability(CNAMEPrefix="web1")["Available"] is False
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1", "Terminated")
    assert shop.events("web1")[-1] == ("INFO", "terminateEnvironment completed successfully.")
    assert (
        shop.eb.describe_environments(EnvironmentNames=["web1"], IncludeDeleted=False)["Environments"] == []
    )
    assert shop.elbv2.describe_load_balancers()["LoadBalancers"] == []
    assert shop.elbv2.describe_target_groups()["TargetGroups"] == []
    assert shop.groups("web1") == {}
    assert shop.eb.check_dns_availability(CNAMEPrefix="web1")["Available"] is True
    assert refused(lambda: shop.eb.terminate_environment(EnvironmentName="web1")) == (
        "InvalidParameterValue",
        "No Environment found for EnvironmentName = 'web1'.",
    )
    again = shop.create("web1")["EnvironmentId"]
    assert len(shop.eb.describe_environments(EnvironmentNames=["web1"])["Environments"]) == 2
    mine = shop.eb.describe_events(EnvironmentId=again)["Events"]
    assert mine[-1]["Message"] == "createEnvironment is starting."
    assert len(mine) < len(shop.events("web1"))


def test_a_termination_tells_what_takes_its_time(shop: Shop) -> None:
    shop.create("web1")
    answer = shop.eb.terminate_environment(EnvironmentName="web1")
    assert answer["Status"] == "Terminating"
    shop.ready("web1", "Terminated")
    told = [text for _, text in shop.events("web1", RequestId=answer["ResponseMetadata"]["RequestId"])]
    assert told[0] == "terminateEnvironment is starting."
    waiting = told.index("Waiting for EC2 instances to terminate. This may take a few minutes.")
    assert told[waiting + 1].startswith("Deleted Auto Scaling group named: ")
    assert told[-2:] == [
        "Deleting SNS topic for environment web1.",
        "terminateEnvironment completed successfully.",
    ]


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_a_security_group_in_use_elsewhere_keeps_an_environment_from_ending(
    shop: Shop, direction: str
) -> None:
    shop.create("web1")
    group = shop.groups("web1")["AWSEBLoadBalancerSecurityGroup"]
    mine = shop.ec2.create_security_group(GroupName="mine", Description="mine", VpcId=group["VpcId"])[
        "GroupId"
    ]
    pair = [{"GroupId": group["GroupId"]}]
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": pair}
    getattr(shop.ec2, f"authorize_security_group_{direction}")(GroupId=mine, IpPermissions=[rule])
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1")
    reason = f"resource {group['GroupId']} has a dependent object"
    assert shop.events("web1", Severity="ERROR") == [
        ("ERROR", f"Deleting security group named: {group['GroupId']} failed Reason: {reason}"),
        (
            "ERROR",
            "Stack deletion failed: The following resource(s) failed to delete: "
            "[AWSEBLoadBalancerSecurityGroup].",
        ),
    ]
    assert shop.elbv2.describe_load_balancers()["LoadBalancers"] == [], "the rest is gone"
    getattr(shop.ec2, f"revoke_security_group_{direction}")(GroupId=mine, IpPermissions=[rule])
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1", "Terminated")
    assert shop.groups("web1") == {}


def test_an_instance_of_somebody_else_in_a_group_of_its_keeps_it_too(shop: Shop) -> None:
    shop.create("web1")
    group = shop.groups("web1")["AWSEBSecurityGroup"]["GroupId"]
    [mine] = shop.ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, SecurityGroupIds=[group])[
        "Instances"
    ]
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1")
    # whose rules refer to the other one, which so cannot go either
    failed = "[AWSEBSecurityGroup, AWSEBLoadBalancerSecurityGroup]."
    assert shop.events("web1", Severity="ERROR")[-1][1].endswith(failed)
    shop.ec2.terminate_instances(InstanceIds=[mine["InstanceId"]])
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1", "Terminated")


def test_an_application_is_deleted_when_nothing_of_it_runs(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    shop.eb.create_application_version(ApplicationName="shop", VersionLabel="v1")
    shop.create("web1")
    delete = lambda: shop.eb.delete_application(ApplicationName="shop")  # noqa: E731
    assert refused(delete) == ("OperationInProgressFailure", RUNNING)
    control("PUT", f"accounts/{account}", {"phase_seconds": 1})
    shop.eb.terminate_environment(EnvironmentName="web1")
    assert refused(delete) == ("OperationInProgressFailure", RUNNING)
    shop.ready("web1", "Terminated")
    delete()
    assert shop.eb.describe_applications(ApplicationNames=["shop"])["Applications"] == []
    assert shop.eb.describe_application_versions(ApplicationName="shop")["ApplicationVersions"] == []
    delete()  # one that is gone is as good
