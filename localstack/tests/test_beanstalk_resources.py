"""What is built under an environment, and what an update touches."""

from collections.abc import Callable
from typing import Any

import pytest

from .environments import (
    DEFAULT_PROCESS,
    ENVIRONMENT,
    LAUNCHABLE,
    LISTENER,
    OLDER_PLATFORM,
    PLATFORM,
    VARIABLES,
    Options,
    Shop,
    settings,
    tags,
)

EVERYWHERE = [{"CidrIp": "0.0.0.0/0"}]
RULE = "aws:elbv2:listenerrule:"
DEFAULT_LISTENER = "aws:elbv2:listener:default"
REDIRECT = {
    "Type": "redirect",
    "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"},
}


def https(shop: Shop) -> Options:
    return {
        (LISTENER, "ListenerEnabled"): "true",
        (LISTENER, "Protocol"): "HTTPS",
        (LISTENER, "SSLCertificateArns"): shop.certificate(),
        (LISTENER, "SSLPolicy"): "ELBSecurityPolicy-TLS13-1-2-2021-06",
    }


def ports(permissions: list[dict[str, Any]]) -> list[tuple[int, list[dict[str, str]]]]:
    return [(each.get("FromPort", 0), each["IpRanges"]) for each in permissions]


def test_a_balancer_its_listeners_and_its_groups_are_as_aws_makes_them(shop: Shop) -> None:
    described = shop.create("web1", https(shop) | {(DEFAULT_PROCESS, "HealthCheckPath"): "/health"})
    [balancer] = shop.elbv2.describe_load_balancers()["LoadBalancers"]
    assert described["EndpointURL"] == balancer["DNSName"]
    assert (balancer["Scheme"], balancer["Type"]) == ("internet-facing", "application")
    assert balancer["LoadBalancerName"].startswith("awseb--AWSEB-")
    listeners = shop.listeners("web1")
    assert sorted(listeners) == [80, 443]
    assert listeners[443]["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    target = shop.target_group("web1")
    assert {
        name: target[name]
        for name in ("HealthCheckPath", "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds", "Matcher")
    } == {
        "HealthCheckPath": "/health",
        "HealthCheckIntervalSeconds": 15,
        "HealthCheckTimeoutSeconds": 5,
        "Matcher": {"HttpCode": "200"},
    }
    assert (target["HealthyThresholdCount"], target["UnhealthyThresholdCount"]) == (3, 5)
    groups = shop.groups("web1")
    outer, inner = groups["AWSEBLoadBalancerSecurityGroup"], groups["AWSEBSecurityGroup"]
    assert balancer["SecurityGroups"] == [outer["GroupId"]]
    assert ports(outer["IpPermissions"]) == [(80, EVERYWHERE)]
    assert ports(outer["IpPermissionsEgress"]) == [(80, EVERYWHERE)]
    [rule] = inner["IpPermissions"]
    assert (rule["FromPort"], rule["UserIdGroupPairs"][0]["GroupId"]) == (80, outer["GroupId"])
    assert ports(inner["IpPermissionsEgress"]) == [(0, EVERYWHERE)]


def test_resources_carry_the_tags_of_environment_and_stack(shop: Shop) -> None:
    described = shop.create("web1", Tags=[{"Key": "team", "Value": "web"}])
    arns = [shop.balancer("web1"), shop.target_group("web1")["TargetGroupArn"]]
    for found in shop.elbv2.describe_tags(ResourceArns=arns)["TagDescriptions"]:
        found = tags(found["Tags"])
        assert found["Name"] == found["elasticbeanstalk:environment-name"] == "web1"
        assert found["elasticbeanstalk:environment-id"] == described["EnvironmentId"]
        assert found["aws:cloudformation:stack-name"] == f"awseb-{described['EnvironmentId']}-stack"
        assert found["team"] == "web"
    shop.eb.update_tags_for_resource(
        ResourceArn=described["EnvironmentArn"],
        TagsToAdd=[{"Key": "cost", "Value": "1"}],
        TagsToRemove=["team", "none"],
    )
    assert shop.describe("web1")["Status"] == "Updating"
    shop.ready("web1")
    assert shop.events("web1")[-1] == ("INFO", "Environment tag update completed successfully.")
    [found] = shop.elbv2.describe_tags(ResourceArns=arns[:1])["TagDescriptions"]
    assert {"cost": "1"}.items() <= tags(found["Tags"]).items()
    assert "team" not in tags(found["Tags"])
    listed = shop.eb.list_tags_for_resource(ResourceArn=described["EnvironmentArn"])["ResourceTags"]
    assert tags(listed) == {"cost": "1"}


def test_the_443_ingress_opens_only_where_a_test_says_so(
    shop: Shop, control: Callable[..., Any], account: str
) -> None:
    control("PUT", f"accounts/{account}", {"opens_listener_ports": True})
    shop.create("web1", https(shop))
    opened = shop.groups("web1")["AWSEBLoadBalancerSecurityGroup"]["IpPermissions"]
    assert sorted(ports(opened)) == [(80, EVERYWHERE), (443, EVERYWHERE)]


def test_what_others_changed_survives_until_its_own_options_change(shop: Shop) -> None:
    shop.create("web1", https(shop))
    [plain, secure] = [shop.listeners("web1")[port]["ListenerArn"] for port in (80, 443)]
    condition = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}
    shop.elbv2.create_rule(ListenerArn=plain, Priority=7, Conditions=[condition], Actions=[REDIRECT])
    shop.elbv2.modify_listener(ListenerArn=plain, DefaultActions=[REDIRECT])
    shop.elbv2.modify_listener(ListenerArn=secure, SslPolicy="ELBSecurityPolicy-2016-08")
    group = shop.groups("web1")["AWSEBLoadBalancerSecurityGroup"]["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": EVERYWHERE}
    shop.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])

    shop.update("web1", {(VARIABLES, "A"): "1", (DEFAULT_PROCESS, "HealthCheckPath"): "/health"})
    listeners = shop.listeners("web1")
    assert listeners[80]["DefaultActions"][0]["Type"] == "redirect"
    assert listeners[443]["SslPolicy"] == "ELBSecurityPolicy-2016-08"
    assert [each["Priority"] for each in shop.elbv2.describe_rules(ListenerArn=plain)["Rules"]] == [
        "7",
        "default",
    ]
    opened = shop.groups("web1")["AWSEBLoadBalancerSecurityGroup"]["IpPermissions"]
    assert sorted(ports(opened)) == [(80, EVERYWHERE), (443, EVERYWHERE)]

    shop.update("web1", {(LISTENER, "SSLPolicy"): "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"})
    assert shop.listeners("web1")[443]["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    assert shop.listeners("web1")[80]["DefaultActions"][0]["Type"] == "redirect"

    shop.eb.rebuild_environment(EnvironmentName="web1")
    shop.ready("web1")
    plain = shop.listeners("web1")[80]
    assert plain["DefaultActions"][0]["Type"] == "forward"
    assert len(shop.elbv2.describe_rules(ListenerArn=plain["ListenerArn"])["Rules"]) == 1


def test_rules_and_processes_of_option_settings(shop: Shop) -> None:
    api = "aws:elasticbeanstalk:environment:process:api"
    shop.create(
        "web1",
        {
            (api, "Port"): "81",
            (api, "HealthCheckPath"): "/api/health",
            (RULE + "api", "PathPatterns"): "/api/*",
            (RULE + "api", "Process"): "api",
            (RULE + "api", "Priority"): "5",
            (DEFAULT_LISTENER, "Rules"): "api",
        },
    )
    groups = shop.elbv2.describe_target_groups(LoadBalancerArn=shop.balancer("web1"))["TargetGroups"]
    paths = {group["Port"]: group["HealthCheckPath"] for group in groups}
    assert paths == {80: "/", 81: "/api/health"}
    listener = shop.listeners("web1")[80]["ListenerArn"]
    rule = shop.elbv2.describe_rules(ListenerArn=listener)["Rules"][0]
    assert (rule["Priority"], rule["Conditions"][0]["PathPatternConfig"]["Values"]) == ("5", ["/api/*"])
    shop.update("web1", {(RULE + "api", "Priority"): "6"})
    assert shop.elbv2.describe_rules(ListenerArn=listener)["Rules"][0]["Priority"] == "6"
    shop.update("web1", {(DEFAULT_LISTENER, "Rules"): ""})
    assert len(shop.elbv2.describe_rules(ListenerArn=listener)["Rules"]) == 1


def test_another_port_replaces_the_target_group_and_leaves_one_in_use_behind(shop: Shop) -> None:
    shop.create("web1")
    old = shop.target_group("web1")["TargetGroupArn"]
    listener = shop.listeners("web1")[80]["ListenerArn"]
    condition = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/mine"]}}
    shop.elbv2.create_rule(
        ListenerArn=listener,
        Priority=1,
        Conditions=[condition],
        Actions=[{"Type": "forward", "TargetGroupArn": old}],
    )
    shop.update("web1", {(DEFAULT_PROCESS, "Port"): "8080"})
    forwarded = shop.listeners("web1")[80]["DefaultActions"][0]["TargetGroupArn"]
    assert forwarded != old
    arns = {group["TargetGroupArn"] for group in shop.elbv2.describe_target_groups()["TargetGroups"]}
    assert arns == {old, forwarded}
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1", "Terminated")
    assert shop.elbv2.describe_target_groups()["TargetGroups"] == []


def test_a_launch_setting_replaces_the_instances_and_others_do_not(shop: Shop) -> None:
    shop.create("web1")
    before = shop.resources("web1")["Instances"]
    shop.update("web1", {(VARIABLES, "A"): "1", ("aws:autoscaling:asg", "MaxSize"): "5"})
    assert shop.resources("web1")["Instances"] == before
    shop.update("web1", {("aws:ec2:instances", "InstanceTypes"): "t3.large"})
    after = shop.resources("web1")["Instances"]
    assert len(after) == 1
    assert after != before


def test_another_platform_version_is_an_update_of_the_environment(shop: Shop) -> None:
    shop.create("web1", PlatformArn=OLDER_PLATFORM)
    described = shop.update("web1", PlatformArn=PLATFORM)
    assert described["PlatformArn"] == PLATFORM
    assert shop.values("web1")["aws:autoscaling:launchconfiguration", "ImageId"]


@pytest.mark.parametrize(
    ("options", "scheme"),
    [
        ({(ENVIRONMENT, "LoadBalancerType"): "network"}, "net"),
        ({(ENVIRONMENT, "LoadBalancerType"): "classic"}, "classic"),
        ({(ENVIRONMENT, "EnvironmentType"): "SingleInstance"}, ""),
    ],
)
def test_every_kind_of_environment_is_built_and_leaves_nothing(
    shop: Shop, options: Options, scheme: str
) -> None:
    described = shop.create("web1", options)
    assert (described["Status"], described["Health"]) == ("Ready", "Green")
    balancers = [found["Name"] for found in shop.resources("web1")["LoadBalancers"]]
    if scheme == "classic":
        [found] = shop.client("elb").describe_load_balancers()["LoadBalancerDescriptions"]
        assert balancers == [found["LoadBalancerName"]]
        assert described["EndpointURL"] == found["DNSName"]
        assert found["HealthCheck"]["Target"] == "TCP:80"
    elif scheme:
        assert f":loadbalancer/{scheme}/" in balancers[0]
        assert shop.target_group("web1")["HealthCheckProtocol"] == "TCP"
        assert "AWSEBLoadBalancerSecurityGroup" not in shop.groups("web1")
    else:
        assert balancers == []
        [address] = shop.ec2.describe_addresses()["Addresses"]
        assert described["EndpointURL"] == address["PublicIp"]
        assert address["InstanceId"] == shop.resources("web1")["Instances"][0]["Id"]
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1", "Terminated")
    assert shop.groups("web1") == {}
    assert shop.client("elb").describe_load_balancers()["LoadBalancerDescriptions"] == []
    assert shop.ec2.describe_addresses()["Addresses"] == []


def test_a_worker_has_queues_and_no_balancer(shop: Shop) -> None:
    shop.eb.create_environment(
        ApplicationName="shop",
        EnvironmentName="work",
        PlatformArn=PLATFORM,
        Tier={"Name": "Worker", "Type": "SQS/HTTP"},
        OptionSettings=settings(LAUNCHABLE | {("aws:elasticbeanstalk:sqsd", "MaxRetries"): "3"}),
    )
    shop.ready("work")
    found = shop.resources("work")
    assert found["LoadBalancers"] == []
    assert [queue["Name"] for queue in found["Queues"]] == ["WorkerQueue", "WorkerDeadLetterQueue"]
    assert shop.values("work")["aws:elasticbeanstalk:sqsd", "MaxRetries"] == "3"


def test_environments_share_a_balancer_by_rules(shop: Shop) -> None:
    subnets = shop.ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    [balancer] = shop.elbv2.create_load_balancer(Name="mine", Subnets=[s["SubnetId"] for s in subnets[:2]])[
        "LoadBalancers"
    ]
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    arn = balancer["LoadBalancerArn"]
    [listener] = shop.elbv2.create_listener(
        LoadBalancerArn=arn, Port=80, Protocol="HTTP", DefaultActions=[fixed]
    )["Listeners"]
    shared = {
        (ENVIRONMENT, "LoadBalancerIsShared"): "true",
        ("aws:elbv2:loadbalancer", "SharedLoadBalancer"): arn,
    }
    described = shop.create("web1", shared)
    rule = shop.elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"][0]
    assert rule["Conditions"][0]["HostHeaderConfig"]["Values"] == [described["CNAME"]]
    shop.eb.terminate_environment(EnvironmentName="web1")
    shop.ready("web1", "Terminated")
    assert len(shop.elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]) == 1
    assert len(shop.elbv2.describe_load_balancers()["LoadBalancers"]) == 1
