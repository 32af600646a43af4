"""Deployments by policy: who gets a version when, what serves meanwhile, and what a failure leaves."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from .balancers import bundle, eventually
from .environments import DEFAULT_PROCESS, ENHANCED, ENVIRONMENT, Options, Shop, settings, until

COMMAND = "aws:elasticbeanstalk:command"
GROUP = "aws:autoscaling:asg"
SPLITTING = "aws:elasticbeanstalk:trafficsplitting"
#: answers every request with a status and says which version it is
SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(STATUS)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"LABEL")

    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
ABORTED = (
    "ERROR",
    "During an aborted deployment, some instances may have deployed the new application version. "
    "To ensure all instances are running the same version, re-deploy the appropriate application version.",
)


def rolling(size: int, policy: str = "Rolling") -> Options:
    return {
        (COMMAND, "DeploymentPolicy"): policy,
        (COMMAND, "BatchSizeType"): "Fixed",
        (COMMAND, "BatchSize"): str(size),
    }


def create(shop: Shop, count: int, options: Options, **more: Any) -> list[str]:
    """An environment of so many instances that run v1; there are also v2, and v3, which is sick."""
    for label, status in {"v1": 200, "v2": 200, "v3": 500}.items():
        server = SERVER.replace("STATUS", str(status)).replace("LABEL", label)
        shop.version(label, bundle(Procfile="web: exec python3 server.py", server__py=server))
    quick = {
        (GROUP, "MinSize"): str(count),
        (GROUP, "MaxSize"): str(count),
        (DEFAULT_PROCESS, "HealthCheckInterval"): "10",
        (DEFAULT_PROCESS, "UnhealthyThresholdCount"): "2",
    }
    described = shop.create("web1", ENHANCED | quick | options, VersionLabel="v1", **more)
    assert described["Health"] == "Green"
    return instances(shop)


def instances(shop: Shop) -> list[str]:
    return [each["Id"] for each in shop.resources("web1")["Instances"]]


def deployed(shop: Shop) -> dict[str, tuple[str, int, str]]:
    """What was last deployed to each instance: version, number of the deployment, what came of it."""
    found = shop.eb.describe_instances_health(EnvironmentName="web1", AttributeNames=["All"])
    return {
        each["InstanceId"]: tuple(
            each["Deployment"][name] for name in ("VersionLabel", "DeploymentId", "Status")
        )
        for each in found["InstanceHealthList"]
    }


def deploy(shop: Shop, label: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Deploys a version; the environment and its new events."""
    before = len(shop.events("web1"))
    described = shop.update("web1", VersionLabel=label)
    return described, shop.events("web1")[before:]


def health_status(shop: Shop) -> tuple[str, list[str]]:
    found = shop.eb.describe_environment_health(EnvironmentName="web1", AttributeNames=["All"])
    return found["HealthStatus"], found["Causes"]


class Visitor:
    """Somebody who asks all the time, and remembers the answers."""

    def __init__(self, endpoint: str, shop: Shop) -> None:
        self.answers: list[tuple[int, str]] = []
        self._endpoint, self._host = endpoint, {"Host": shop.describe("web1")["CNAME"]}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "Visitor":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._stop.wait(0.02):
            answer = requests.get(self._endpoint, headers=self._host, timeout=20)
            self.answers.append((answer.status_code, answer.text))


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
    until(lambda: deployed(shop)[first], lambda found: found[0] == "v2")
    shop.eb.abort_environment_update(EnvironmentName="web1")
    described = shop.ready("web1")
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
