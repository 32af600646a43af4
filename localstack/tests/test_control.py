"""What the routes under /_ebdeploy/ decide."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from .environments import APPLICATION_BALANCER, PLATFORM, VARIABLES, Shop, settings

Control = Callable[..., Any]
DESCRIBE = "elasticbeanstalk.DescribeEnvironments"


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("throttle", "Throttling", 400),
        ("server-error", "InternalFailure", 500),
        ("unavailable", "ServiceUnavailable", 503),
        ("access-denied", "AccessDenied", 403),
        ("wrong-credentials", "InvalidClientTokenId", 403),
    ],
)
def test_a_fault_hits_as_many_calls_as_it_says(
    shop: Shop, control: Control, account: str, kind: str, code: str, status: int
) -> None:
    control("PUT", f"accounts/{account}", {"faults": [{"operation": DESCRIBE, "kind": kind, "after": 1}]})
    shop.eb.describe_environments()
    shop.eb.describe_applications()
    with pytest.raises(ClientError) as caught:
        shop.eb.describe_environments()
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    shop.eb.describe_environments()


def test_a_connection_is_reset_and_an_answer_garbled(shop: Shop, control: Control, account: str) -> None:
    faults = [
        {"operation": DESCRIBE, "kind": "connection-reset"},
        {"operation": DESCRIBE, "kind": "wrong-answer"},
    ]
    control("PUT", f"accounts/{account}", {"faults": faults})
    with pytest.raises(HTTPClientError):
        shop.eb.describe_environments()
    with pytest.raises(ResponseParserError):
        shop.eb.describe_environments()
    shop.eb.describe_environments()


@pytest.mark.parametrize(
    ("service", "operation", "code", "status"),
    [
        ("elasticbeanstalk", "describe_environments", "Throttling", 400),
        ("elbv2", "describe_load_balancers", "Throttling", 400),
        ("acm", "list_certificates", "ThrottlingException", 400),
        ("ec2", "describe_subnets", "RequestLimitExceeded", 503),
        ("s3", "list_buckets", "SlowDown", 503),
    ],
)
def test_a_service_refuses_what_is_beyond_its_budget_in_its_own_words(
    client: Callable[..., Any],
    control: Control,
    account: str,
    service: str,
    operation: str,
    code: str,
    status: int,
) -> None:
    # the bucket fills too slowly for a test to notice
    control("PUT", f"accounts/{account}", {"calls_per_second": 0.001})
    call = getattr(client(service), operation)
    call()
    with pytest.raises(ClientError) as caught:
        call()
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    client("sts").get_caller_identity()
    control("PUT", f"accounts/{account}", {"calls_per_second": 0})
    call()


def test_a_fault_in_one_account_spares_the_others(
    client: Callable[..., Any], control: Control, account: str
) -> None:
    other = "9" + account[1:]
    control("PUT", f"accounts/{other}", {"faults": [{"operation": "*", "kind": "throttle"}]})
    client("elasticbeanstalk").describe_environments()
    assert control("GET", f"accounts/{other}")["faults"][0]["count"] == 1


def test_the_call_log_counts_calls_and_hides_secrets(shop: Shop, control: Control, account: str) -> None:
    control("DELETE", f"accounts/{account}/calls")
    wanted = APPLICATION_BALANCER | {(VARIABLES, "TOKEN"): "secret-value"}
    shop.eb.create_environment(
        ApplicationName="shop", EnvironmentName="web1", PlatformArn=PLATFORM, OptionSettings=settings(wanted)
    )
    with pytest.raises(ClientError):
        shop.eb.update_environment(EnvironmentName="web1", Description="x")
    calls = control("GET", f"accounts/{account}/calls")["calls"]
    # what Elastic Beanstalk itself asks of other services is not a client's call
    assert [(call["operation"].split(".")[1], call["error"]) for call in calls] == [
        ("CreateEnvironment", None),
        ("UpdateEnvironment", "InvalidParameterValue"),
    ]
    assert calls[0]["concurrent"] == 1
    values = {row["OptionName"]: row["Value"] for row in calls[0]["parameters"]["OptionSettings"]}
    assert (values["LoadBalancerType"], values["TOKEN"]) == ("application", "******")
    shop.ready("web1")


def test_a_reset_forgets_everything_in_the_account(shop: Shop, control: Control, account: str) -> None:
    shop.create("web1")
    control("DELETE", f"accounts/{account}")
    assert shop.eb.describe_applications()["Applications"] == []
    assert shop.elbv2.describe_load_balancers()["LoadBalancers"] == []
    assert control("GET", f"accounts/{account}/calls")["calls"] != []
    assert control("GET", f"accounts/{account}")["outcomes"] == {}


@pytest.mark.parametrize(
    "body",
    [
        {"speed": 1},
        {"phase_seconds": "quick"},
        {"outcomes": {"web1": "explode"}},
        {"outcomes": []},
        {"faults": [{"operation": "*", "kind": "flood"}]},
        {"faults": [{"kind": "throttle"}]},
        {"faults": [{"operation": "*", "kind": "throttle", "often": 1}]},
        [],
    ],
)
def test_a_wrong_control_request_is_refused_and_changes_nothing(
    endpoint: str, control: Control, account: str, body: Any
) -> None:
    before = control("GET", f"accounts/{account}")
    answer = requests.put(f"{endpoint}/_ebdeploy/accounts/{account}", json=body, timeout=10)
    assert (answer.status_code, "error" in answer.json()) == (400, True)
    assert control("GET", f"accounts/{account}") == before
