"""Rules: priorities, conditions, tags."""

from collections.abc import Callable
from typing import Any

import pytest

from .balancers import Stand
from .refusals import refused

FIXED = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}


def path(*patterns: str) -> dict[str, Any]:
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(patterns)}}


def host(*names: str) -> dict[str, Any]:
    return {"Field": "host-header", "HostHeaderConfig": {"Values": list(names)}}


def rules(stand: Stand) -> list[dict[str, Any]]:
    return list(stand.elbv2.describe_rules(ListenerArn=stand.listener)["Rules"])


def create(stand: Stand, *conditions: dict[str, Any], priority: int = 1, **parameters: Any) -> dict[str, Any]:
    wanted = {
        "ListenerArn": stand.listener,
        "Priority": priority,
        "Conditions": list(conditions),
    } | parameters
    return dict(stand.elbv2.create_rule(**({"Actions": [FIXED]} | wanted))["Rules"][0])


def test_rules_are_listed_by_priority_with_the_default_last(stand: Stand) -> None:
    late, early = create(stand, path("/b"), priority=20), create(stand, path("/a"), priority=3)
    found = rules(stand)
    assert [each["Priority"] for each in found] == ["3", "20", "default"]
    assert [each["RuleArn"] for each in found][:2] == [early["RuleArn"], late["RuleArn"]]
    assert [each["IsDefault"] for each in found] == [False, False, True]
    assert found[2]["Conditions"] == []


def test_a_plain_value_and_a_config_are_shown_alike(stand: Stand) -> None:
    plain = create(
        stand, {"Field": "path-pattern", "Values": ["/a/*"]}, {"Field": "host-header", "Values": ["*.a.com"]}
    )
    assert plain["Conditions"] == [
        {"Field": "path-pattern", "Values": ["/a/*"], "PathPatternConfig": {"Values": ["/a/*"]}},
        {"Field": "host-header", "Values": ["*.a.com"], "HostHeaderConfig": {"Values": ["*.a.com"]}},
    ]
    (config,) = create(stand, path("/b", "/c"), priority=2)["Conditions"]
    assert config == {
        "Field": "path-pattern",
        "Values": ["/b", "/c"],
        "PathPatternConfig": {"Values": ["/b", "/c"]},
    }


def test_other_conditions_come_back_as_they_were(stand: Stand) -> None:
    conditions = [
        {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Kind", "Values": ["a"]}},
        {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "v", "Value": "1"}]}},
        {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
        {"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/8"]}},
    ]
    assert create(stand, *conditions)["Conditions"] == conditions


def test_a_taken_priority(stand: Stand) -> None:
    create(stand, path("/a"), priority=7)
    assert refused(lambda: create(stand, path("/b"), priority=7)) == (
        "PriorityInUse",
        "Priority '7' is currently in use",
    )


def test_priorities_can_be_swapped(stand: Stand) -> None:
    first, second = (create(stand, path(f"/{n}"), priority=n)["RuleArn"] for n in (1, 2))
    swapped = stand.elbv2.set_rule_priorities(
        RulePriorities=[{"RuleArn": first, "Priority": 2}, {"RuleArn": second, "Priority": 1}]
    )["Rules"]
    assert {each["RuleArn"]: each["Priority"] for each in swapped} == {first: "2", second: "1"}
    assert [each["RuleArn"] for each in rules(stand)][:2] == [second, first]
    same = [{"RuleArn": first, "Priority": 2}]
    assert stand.elbv2.set_rule_priorities(RulePriorities=same)["Rules"][0]["Priority"] == "2"


def test_priorities_that_are_refused(stand: Stand) -> None:
    first, second = (create(stand, path(f"/{n}"), priority=n)["RuleArn"] for n in (1, 2))
    default = rules(stand)[-1]["RuleArn"]

    def move(*pairs: tuple[str, int]) -> tuple[str, str]:
        wanted = [{"RuleArn": arn, "Priority": priority} for arn, priority in pairs]
        return refused(stand.elbv2.set_rule_priorities, RulePriorities=wanted)

    assert move((first, 2))[0] == "PriorityInUse"
    assert move((first, 9), (second, 9))[0] == "PriorityInUse"
    assert move((first, 9), (first, 8))[0] == "ValidationError"
    assert move((default, 9))[0] == "OperationNotPermitted"
    assert move((f"{first[:-4]}dead", 9))[0] == "RuleNotFound"
    assert move((first, 50001))[0] == "ValidationError"
    assert [each["Priority"] for each in rules(stand)] == ["1", "2", "default"]


@pytest.mark.parametrize("priority", [0, -1, 50001])
def test_priorities_outside_the_range(stand: Stand, client: Callable[..., Any], priority: int) -> None:
    stand.elbv2 = client("elbv2", parameter_validation=False)
    code, text = refused(lambda: create(stand, path("/a"), priority=priority))
    assert code == "ValidationError"
    assert f"Value '{priority}' at 'priority' failed to satisfy constraint" in text


@pytest.mark.parametrize(
    ("conditions", "text"),
    [
        ([{"PathPatternConfig": {"Values": ["/a"]}}], "A condition field must be specified"),
        ([{"Field": "colour", "Values": ["red"]}], "Condition field 'colour' must be one of"),
        ([{"Field": "path-pattern"}], "A condition value must be specified"),
        ([{"Field": "path-pattern", "Values": ["/a", "/b"]}],
         "The 'path-pattern' field contains too many values; the limit is '1'"),
        ([path("/a") | {"Values": ["/a"]}],
         "You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'"),
        ([path(*["/1", "/2", "/3", "/4", "/5", "/6"])], "A rule can only have '5' condition values"),
        ([path("/1", "/2", "/3"), host("a.com", "b.com", "c.com")],
         "A rule can only have '5' condition values"),
        ([path("/a"), path("/b")], "A rule can only have one 'path-pattern' condition"),
        ([path("/" + "a" * 128)], "The 'path-pattern' value is too long; the limit is '128'"),
        ([path("/*/*/*/*/*/*")], "A rule can only have '5' condition wildcards"),
        ([path("/a b")], "The path pattern '/a b' is not valid"),
        ([host("nodots")], "The host header 'nodots' is not valid"),
        ([{"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["get"]}}],
         "The 'http-request-method' value is invalid"),
        ([{"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.1"]}}], "is not a valid CIDR block"),
        ([{"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "k"}]}}],
         "A 'Value' must be specified in 'QueryStringKeyValuePair'"),
        ([{"Field": "source-ip", "Values": ["10.0.0.0/8"]}],
         "The 'Values' field is not compatible with 'source-ip'"),
    ],
)  # fmt: skip
def test_conditions_that_are_refused(stand: Stand, conditions: list[dict[str, Any]], text: str) -> None:
    code, message = refused(lambda: create(stand, *conditions))
    assert code == "ValidationError"
    assert text in message
    assert len(rules(stand)) == 1


def test_a_modification_changes_what_it_names(stand: Stand) -> None:
    arn = create(stand, path("/a"))["RuleArn"]
    changed = stand.elbv2.modify_rule(RuleArn=arn, Conditions=[path("/b")])["Rules"][0]
    assert changed["Conditions"][0]["Values"] == ["/b"]
    assert changed["Actions"] == [FIXED]
    changed = stand.elbv2.modify_rule(RuleArn=arn, Actions=[stand.forward()])["Rules"][0]
    assert changed["Actions"][0]["TargetGroupArn"] == stand.group
    assert changed["Conditions"][0]["Values"] == ["/b"]
    assert refused(stand.elbv2.modify_rule, RuleArn=arn) == (
        "ValidationError",
        "Either conditions or actions must be specified",
    )
    unknown = [stand.forward(f"{stand.group[:-4]}dead")]
    assert refused(stand.elbv2.modify_rule, RuleArn=arn, Actions=unknown)[0] == "TargetGroupNotFound"
    half = {"Conditions": [path("/c")], "Actions": unknown}
    assert refused(stand.elbv2.modify_rule, RuleArn=arn, **half)[0] == "TargetGroupNotFound"
    assert rules(stand)[0]["Conditions"][0]["Values"] == ["/b"]


def test_the_default_rule_stays(stand: Stand) -> None:
    default = rules(stand)[0]["RuleArn"]
    assert refused(stand.elbv2.delete_rule, RuleArn=default)[0] == "OperationNotPermitted"
    assert refused(stand.elbv2.modify_rule, RuleArn=default, Actions=[FIXED])[0] == "OperationNotPermitted"


def test_a_deleted_rule_is_unknown(stand: Stand) -> None:
    arn = create(stand, path("/a"))["RuleArn"]
    stand.elbv2.delete_rule(RuleArn=arn)
    assert refused(stand.elbv2.delete_rule, RuleArn=arn) == ("RuleNotFound", "One or more rules not found")
    assert refused(stand.elbv2.describe_rules, RuleArns=[arn])[0] == "RuleNotFound"
    assert refused(stand.elbv2.describe_rules, RuleArns=["rule"])[0] == "ValidationError"


def test_a_rule_lets_its_target_group_belong_to_the_load_balancer(stand: Stand) -> None:
    group = stand.new_group("other")

    def balancers() -> list[str]:
        found = stand.elbv2.describe_target_groups(TargetGroupArns=[group])["TargetGroups"]
        return list(found[0]["LoadBalancerArns"])

    arns = [
        create(stand, path(f"/{n}"), priority=n, Actions=[stand.forward(group)])["RuleArn"] for n in (1, 2)
    ]
    assert balancers() == [stand.arn]
    for arn in arns:
        stand.elbv2.delete_rule(RuleArn=arn)
    assert balancers() == []


def test_tags_of_rules_and_listeners(stand: Stand) -> None:
    tags = [{"Key": "owner", "Value": "deployer"}]
    arn = create(stand, path("/a"), Tags=tags)["RuleArn"]
    stand.elbv2.add_tags(ResourceArns=[arn, stand.listener], Tags=[{"Key": "k", "Value": "v"}])
    found = stand.elbv2.describe_tags(ResourceArns=[arn, stand.listener])["TagDescriptions"]
    assert {each["ResourceArn"]: len(each["Tags"]) for each in found} == {arn: 2, stand.listener: 1}
    stand.elbv2.delete_rule(RuleArn=arn)
    assert refused(stand.elbv2.describe_tags, ResourceArns=[arn])[0] == "RuleNotFound"


def test_pages_and_the_quota(stand: Stand, control: Any) -> None:
    quota = {"account": stand.account, "region": "eu-west-1", "name": "rules-per-application-load-balancer"}
    control("PUT", "quotas", quota | {"value": 3})
    for number in (1, 2, 3):
        create(stand, path(f"/{number}"), priority=number)
    assert refused(lambda: create(stand, path("/4"), priority=4))[0] == "TooManyRules"
    pages = stand.elbv2.get_paginator("describe_rules").paginate(
        ListenerArn=stand.listener, PaginationConfig={"PageSize": 3}
    )
    assert [[each["Priority"] for each in page["Rules"]] for page in pages] == [["1", "2", "3"], ["default"]]
