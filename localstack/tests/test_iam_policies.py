"""What identity policies say, without a service."""

from typing import Any

import pytest

from localstack_beanstalk.iam.policy import verdict

SHOP = "arn:aws:elasticbeanstalk:eu-west-1:123456789012:environment/shop/shop-prod"
UPDATE = "elasticbeanstalk:UpdateEnvironment"


def statement(effect: str = "Allow", **members: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": effect, "Action": UPDATE, "Resource": "*"} | members]}


def said(*documents: dict[str, Any], keys: dict[str, Any] | None = None) -> str:
    return verdict(documents, UPDATE, SHOP, keys or {})


def test_what_nobody_allows_is_not_allowed_and_a_deny_comes_before_every_allow() -> None:
    assert said() == "not-allowed"
    assert said(statement()) == "allowed"
    assert said(statement(), statement("Deny")) == "denied"
    assert said(statement("Deny"), statement()) == "denied"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"Action": "elasticbeanstalk:update*"}, "allowed"),
        ({"Action": ["s3:*", "*"]}, "allowed"),
        ({"Action": "elasticbeanstalk:Update?nvironment"}, "allowed"),
        ({"Action": "elasticbeanstalk:UpdateEnvironments"}, "not-allowed"),
        ({"Resource": "arn:aws:elasticbeanstalk:*:*:environment/shop/*"}, "allowed"),
        ({"Resource": ["arn:aws:s3:::b", SHOP]}, "allowed"),
        ({"Resource": SHOP.replace("prod", "PROD")}, "not-allowed"),
        ({"Resource": SHOP.replace("shop-prod", "shop[-]prod")}, "not-allowed"),
        ({"Resource": SHOP + "/more"}, "not-allowed"),
    ],
)
def test_patterns_match_actions_in_any_case_and_resources_in_theirs(
    members: dict[str, Any], expected: str
) -> None:
    assert said(statement(**members)) == expected


def test_not_action_and_not_resource_speak_of_everything_else() -> None:
    other: dict[str, Any] = {"Statement": {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}}
    assert said(other) == "allowed"
    elsewhere: dict[str, Any] = {"Statement": {"Effect": "Allow", "Action": "*", "NotResource": SHOP}}
    assert said(elsewhere) == "not-allowed"


@pytest.mark.parametrize(
    ("condition", "keys", "expected"),
    [
        ({"StringEquals": {"aws:RequestTag/Team": "web"}}, {"aws:requesttag/team": "web"}, "allowed"),
        (
            {"StringEquals": {"aws:RequestTag/Team": ["web", "ops"]}},
            {"aws:requesttag/team": "ops"},
            "allowed",
        ),
        ({"StringEquals": {"aws:RequestTag/Team": "web"}}, {}, "not-allowed"),
        ({"StringEqualsIfExists": {"aws:RequestTag/Team": "web"}}, {}, "allowed"),
        ({"StringNotEquals": {"aws:RequestTag/Team": "web"}}, {}, "allowed"),
        ({"StringNotEquals": {"aws:RequestTag/Team": "web"}}, {"aws:requesttag/team": "web"}, "not-allowed"),
        ({"StringLike": {"s3:prefix": "ebdeploy/*"}}, {"s3:prefix": "ebdeploy/leases/"}, "allowed"),
        ({"Bool": {"aws:SecureTransport": True}}, {"aws:securetransport": "false"}, "not-allowed"),
        ({"Null": {"aws:TagKeys": "true"}}, {}, "allowed"),
        (
            {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}},
            {"aws:tagkeys": ["a", "c"]},
            "not-allowed",
        ),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}, {}, "allowed"),
        ({"ForAnyValue:StringEquals": {"aws:TagKeys": "a"}}, {"aws:tagkeys": ["a", "c"]}, "allowed"),
        ({"NumericLessThan": {"s3:max-keys": "10"}}, {"s3:max-keys": "5"}, "not-allowed"),
    ],
)
def test_conditions_limit_what_is_allowed(
    condition: dict[str, Any], keys: dict[str, Any], expected: str
) -> None:
    assert said(statement(Condition=condition), keys=keys) == expected


def test_an_operator_that_is_not_known_never_makes_the_gate_lenient() -> None:
    unknown = {"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}
    assert said(statement(Condition=unknown)) == "not-allowed"
    assert said(statement(), statement("Deny", Condition=unknown)) == "denied"
