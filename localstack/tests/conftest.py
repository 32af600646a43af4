"""One LocalStack for all tests, and for each test an account of its own."""

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config

from .balancers import Stand
from .environments import Shop

HERE = Path(__file__).resolve().parent.parent
REGION = "eu-west-1"

_accounts = itertools.count(100_000_000_000 + int(time.time()) % 10**8 * 100)


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a LocalStack that ends with the tests, however they end."""
    home = tmp_path_factory.mktemp("localstack")
    command = [sys.executable, str(HERE / "run.py"), "--port=0", f"--home={home}", "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        line = process.stdout.readline()
        assert line.startswith("ready "), "LocalStack did not start"
        yield line.split()[1]
        process.stdin.close()
        process.wait(30)


@pytest.fixture
def account() -> str:
    """An account that no other test has."""
    return str(next(_accounts))


@pytest.fixture
def client(endpoint: str, account: str) -> Callable[..., Any]:
    """Makes boto3 clients of the test's account: ``client("elbv2")``."""

    def make(service: str, **config: Any) -> Any:
        settings: dict[str, Any] = {"retries": {"max_attempts": 0}} | config
        return boto3.client(
            service,
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id=account,
            aws_secret_access_key="secret",
            config=Config(**settings),
        )

    return make


@pytest.fixture
def control(endpoint: str) -> Callable[..., Any]:
    """Asks a control route: ``control("PUT", "names", {...})``."""

    def ask(method: str, route: str, body: dict[str, Any] | None = None) -> Any:
        answer = requests.request(method, f"{endpoint}/_ebdeploy/{route}", json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    return ask


@pytest.fixture
def stand(client: Callable[..., Any], control: Callable[..., Any], endpoint: str, account: str) -> Stand:
    """A load balancer on port 80 with an empty target group."""
    return Stand(client, control, endpoint, account)


@pytest.fixture
def shop(client: Callable[..., Any], control: Callable[..., Any], account: str) -> Shop:
    """An application in the test's account, whose environments are quick."""
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.05})
    return Shop(client)
