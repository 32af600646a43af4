"""A shadow: a second target group of the same instances, on a rule that no request meets.

It lets a health check be tried out on a running environment before anything depends on it.
"""

import time
from collections.abc import Callable
from typing import Any

from .balancers import REGION, Stand, eventually
from .refusals import refused

#: no client comes from TEST-NET-1, and none uses such a method
NOBODY: list[dict[str, Any]] = [
    {"Field": "source-ip", "SourceIpConfig": {"Values": ["192.0.2.0/32"]}},
    {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["X"]}},
]
NOT_IN_USE = {
    "State": "unused",
    "Reason": "Target.NotInUse",
    "Description": "Target group is not configured to receive traffic from the load balancer",
}


INITIAL = {
    "State": "initial",
    "Reason": "Elb.InitialHealthChecking",
    "Description": "Initial health checks in progress",
}


def shadow(stand: Stand, instance: str, **settings: Any) -> str:
    quick = {"HealthCheckIntervalSeconds": 10, "UnhealthyThresholdCount": 2} | settings
    group = stand.new_group("shadow", **quick)
    stand.elbv2.register_targets(TargetGroupArn=group, Targets=[{"Id": instance}])
    return group


def attach(stand: Stand, group: str) -> str:
    return stand.rule(49_000, stand.forward(group), *NOBODY)


def test_a_shadow_is_checked_only_while_a_rule_uses_it(stand: Stand) -> None:
    instance = stand.instance()
    stand.healthy(instance)
    group = shadow(stand, instance)
    assert stand.health(instance, group) == NOT_IN_USE
    rule = attach(stand, group)
    # a machine that is busy may look after the first check has passed
    assert stand.health(instance, group)["State"] in {"initial", "healthy"}
    found = eventually(lambda: stand.health(instance, group), lambda health: health["State"] == "healthy")
    assert found == {"State": "healthy"}
    stand.elbv2.delete_rule(RuleArn=rule)
    assert stand.health(instance, group) == NOT_IN_USE
    time.sleep(2.5)  # as long as the next check of a steady target is off: then the verdict is dropped
    attach(stand, group)
    assert stand.health(instance, group) in (INITIAL, {"State": "healthy"})


def test_a_shadows_check_is_measured_apart_from_that_of_the_group_in_service(stand: Stand) -> None:
    instance = stand.instance()
    stand.healthy(instance)
    group = shadow(stand, instance, Matcher={"HttpCode": "418"})
    attach(stand, group)
    found = eventually(lambda: stand.health(instance, group), lambda health: health["State"] == "unhealthy")
    assert found == {
        "State": "unhealthy",
        "Reason": "Target.ResponseCodeMismatch",
        "Description": "Health checks failed with these codes: [200]",
    }
    stand.healthy(instance)
    assert stand.get().status_code == 200
    page = {"account": stand.account, "region": REGION, "environment": instance, "status": 418}
    stand.control("PUT", "pages", page)
    found = eventually(lambda: stand.health(instance, group), lambda health: health["State"] == "healthy")
    assert found == {"State": "healthy"}


def test_a_shadow_gets_no_requests(stand: Stand) -> None:
    serving, shadowed = stand.instance(), stand.instance(register=False)
    stand.healthy(serving)
    where = {"account": stand.account, "region": REGION, "environment": shadowed}
    stand.control("PUT", "pages", where | {"body": "from the shadow"})
    attach(stand, shadow(stand, shadowed))
    assert {stand.get(path).text for path in ("/", "/a", "/b", "/c")} == {"It works.\n"}


def test_a_shadow_in_use_is_not_deleted_and_one_that_is_not_goes_with_its_targets(stand: Stand) -> None:
    instance = stand.instance()
    group = shadow(stand, instance)
    rule = attach(stand, group)
    assert refused(lambda: stand.elbv2.delete_target_group(TargetGroupArn=group)) == (
        "ResourceInUse",
        f"Target group '{group}' is currently in use by a listener or a rule",
    )
    stand.elbv2.delete_rule(RuleArn=rule)
    stand.elbv2.delete_target_group(TargetGroupArn=group)
    code, _ = refused(lambda: stand.elbv2.describe_target_groups(Names=["shadow"]))
    assert code == "TargetGroupNotFound"
    stand.healthy(instance)


def test_the_call_log_tells_what_was_done_to_which_target_group(
    stand: Stand, control: Callable[..., Any]
) -> None:
    instance = stand.instance()
    control("DELETE", f"accounts/{stand.account}/calls")
    group = shadow(stand, instance)
    rule = attach(stand, group)
    stand.elbv2.modify_target_group(TargetGroupArn=group, HealthCheckPath="/health")
    stand.elbv2.deregister_targets(TargetGroupArn=group, Targets=[{"Id": instance}])
    stand.elbv2.delete_rule(RuleArn=rule)
    stand.elbv2.delete_target_group(TargetGroupArn=group)
    calls = control("GET", f"accounts/{stand.account}/calls")["calls"]
    told = {call["operation"]: call["parameters"] for call in calls}
    assert list(told) == [
        "elbv2.CreateTargetGroup",
        "elbv2.RegisterTargets",
        "elbv2.CreateRule",
        "elbv2.ModifyTargetGroup",
        "elbv2.DeregisterTargets",
        "elbv2.DeleteRule",
        "elbv2.DeleteTargetGroup",
    ]
    assert told["elbv2.CreateTargetGroup"]["Name"] == "shadow"
    targets = {"TargetGroupArn": group, "Targets": [{"Id": instance}]}
    assert told["elbv2.RegisterTargets"] == told["elbv2.DeregisterTargets"] == targets
    made = told["elbv2.CreateRule"]
    assert (made["ListenerArn"], made["Priority"], made["Conditions"]) == (stand.listener, 49_000, NOBODY)
    assert made["Actions"] == [{"Type": "forward", "TargetGroupArn": group}]
    assert told["elbv2.ModifyTargetGroup"] == {"TargetGroupArn": group, "HealthCheckPath": "/health"}
    assert told["elbv2.DeleteRule"] == {"RuleArn": rule}
    assert told["elbv2.DeleteTargetGroup"] == {"TargetGroupArn": group}
    # what the group in service has had done to it is nothing
    assert stand.group not in repr(calls)
