"""Many clients at once: nothing lost, nothing twice."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from .balancers import Stand
from .test_elbv2_rules import path, rules

CLIENTS = 50
FIXED = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}


def together(call: Callable[[int], Any], numbers: Iterable[int] = range(CLIENTS)) -> list[str]:
    """What came of a call for each number, all made at once: "done" or the code of a refusal."""

    def outcome(number: int) -> str:
        try:
            call(number)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "done"

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(outcome, numbers))


def create(stand: Stand, elbv2: Any, priority: int, pattern: str) -> None:
    elbv2.create_rule(
        ListenerArn=stand.listener, Priority=priority, Conditions=[path(pattern)], Actions=[FIXED]
    )


def test_no_rule_is_lost(stand: Stand, client: Callable[..., Any]) -> None:
    elbv2 = client("elbv2", max_pool_connections=CLIENTS)
    assert {*together(lambda number: create(stand, elbv2, number + 1, f"/{number}"))} == {"done"}
    assert [each["Priority"] for each in rules(stand)] == [*map(str, range(1, CLIENTS + 1)), "default"]


def test_a_priority_is_given_once(stand: Stand, client: Callable[..., Any]) -> None:
    elbv2 = client("elbv2", max_pool_connections=CLIENTS)
    outcomes = together(lambda number: create(stand, elbv2, 7, f"/{number}"))
    assert sorted(outcomes) == sorted(["done"] + ["PriorityInUse"] * (CLIENTS - 1))


def test_a_name_is_one_load_balancer(stand: Stand, client: Callable[..., Any]) -> None:
    elbv2 = client("elbv2", max_pool_connections=CLIENTS)
    together(lambda _: elbv2.create_load_balancer(Name="same", Subnets=stand.subnets[:2]))
    assert len(elbv2.describe_load_balancers(Names=["same"])["LoadBalancers"]) == 1


def test_tags_of_many_clients_add_up(stand: Stand, client: Callable[..., Any]) -> None:
    elbv2 = client("elbv2", max_pool_connections=CLIENTS)
    together(lambda n: elbv2.add_tags(ResourceArns=[stand.arn], Tags=[{"Key": f"k{n}", "Value": str(n)}]))
    (found,) = elbv2.describe_tags(ResourceArns=[stand.arn])["TagDescriptions"]
    assert len(found["Tags"]) == CLIENTS
