"""Many environments, many clients at once: nothing is lost, nothing dies."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from .conftest import REGION
from .environments import APPLICATION_BALANCER, PLATFORM, VARIABLES, Shop, make_profile, settings, until

ENVIRONMENTS, ACCOUNTS, CLIENTS = 200, 8, 50
#: what one environment may cost: a LocalStack at rest takes 150 to 400 MiB
MEGABYTES_PER_ENVIRONMENT = 3


def resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def client_of(endpoint: str, account: str, service: str = "elasticbeanstalk") -> Any:
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=account,
        aws_secret_access_key="secret",
        config=Config(retries={"max_attempts": 0}, read_timeout=120, max_pool_connections=CLIENTS),
    )


def living(eb: Any) -> list[dict[str, Any]]:
    """The environments that are not terminated."""
    return list(eb.describe_environments(IncludeDeleted=False)["Environments"])


def test_two_hundred_environments_come_and_go(
    endpoint: str, account: str, control: Callable[..., Any]
) -> None:
    accounts = [f"{number}{account[1:]}" for number in range(1, ACCOUNTS + 1)]
    clients = {each: client_of(endpoint, each) for each in accounts}
    for each, eb in clients.items():
        control("PUT", f"accounts/{each}", {"phase_seconds": 0.02})
        eb.create_application(ApplicationName="shop")
        make_profile(client_of(endpoint, each, "iam"))
    wanted = [(each, f"web-{n}") for n in range(ENVIRONMENTS // ACCOUNTS) for each in accounts]
    pid = control("GET", "identity")["pid"]
    before = resident_megabytes(pid)

    def create(which: tuple[str, str]) -> None:
        clients[which[0]].create_environment(
            ApplicationName="shop",
            EnvironmentName=which[1],
            PlatformArn=PLATFORM,
            OptionSettings=settings(APPLICATION_BALANCER),
        )

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(create, wanted))
    for each, eb in clients.items():
        found = until(
            partial(living, eb),
            lambda found: all(environment["Status"] == "Ready" for environment in found),
        )
        failed = eb.describe_events(Severity="ERROR")["Events"]
        assert [event["Message"] for event in failed] == []
        assert len(found) == ENVIRONMENTS // ACCOUNTS
        balancers = client_of(endpoint, each, "elbv2").describe_load_balancers()["LoadBalancers"]
        assert {b["DNSName"] for b in balancers} == {environment["EndpointURL"] for environment in found}
    grown = resident_megabytes(pid) - before
    assert grown < MEGABYTES_PER_ENVIRONMENT * ENVIRONMENTS, f"{grown:.0f} MiB more"

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda w: clients[w[0]].terminate_environment(EnvironmentName=w[1]), wanted))
    for eb in clients.values():
        until(partial(living, eb), lambda found: found == [])


def test_of_clients_that_update_at_once_one_gets_through_and_none_is_lost(shop: Shop, control: Any) -> None:
    shop.create("web1")

    def update(number: int) -> bool:
        try:
            shop.eb.update_environment(
                EnvironmentName="web1", OptionSettings=settings({(VARIABLES, f"N{number}"): "1"})
            )
        except ClientError as error:
            assert "Must be Ready." in error.response["Error"]["Message"]
            return False
        return True

    accepted: set[int] = set()
    with ThreadPoolExecutor(CLIENTS) as pool:
        while len(accepted) < 5:
            tried = dict(enumerate(pool.map(update, range(CLIENTS))))
            accepted |= {number for number, through in tried.items() if through}
    shop.ready("web1")
    kept = {int(name[1:]) for namespace, name in shop.values("web1") if namespace == VARIABLES}
    assert kept == accepted


def test_an_environment_is_made_once_however_many_ask_for_it(shop: Shop) -> None:
    def create(_: int) -> str:
        try:
            shop.eb.create_environment(
                ApplicationName="shop",
                EnvironmentName="web1",
                PlatformArn=PLATFORM,
                OptionSettings=settings(APPLICATION_BALANCER),
            )
        except ClientError as error:
            return str(error.response["Error"]["Message"])
        return "made"

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = sorted(pool.map(create, range(CLIENTS)))
    assert answers == ["Environment web1 already exists."] * (CLIENTS - 1) + ["made"]
    shop.ready("web1")
    assert len(shop.elbv2.describe_load_balancers()["LoadBalancers"]) == 1
