"""The aws command line, as an independent client."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import HERE, REGION
from .environments import PLATFORM, PROFILE

AWS = str(Path(sys.executable).parent / "aws")

Run = Callable[..., Any]


@pytest.fixture
def settings(endpoint: str, account: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a person who works in the test's account."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_MAX_ATTEMPTS": "1",
    }


@pytest.fixture
def aws(settings: dict[str, str]) -> Run:
    """Runs ``aws``; answers with what it writes: JSON as data, an error as its text."""

    def run(*arguments: str, code: int = 0) -> Any:
        done = subprocess.run(
            [AWS, *arguments], env=settings, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == code, done.stderr
        return done.stderr if code else json.loads(done.stdout or "null")

    return run


def test_an_environment_from_the_shell(
    aws: Run, settings: dict[str, str], endpoint: str, account: str, control: Callable[..., Any]
) -> None:
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.05})
    seed = [sys.executable, str(HERE / "seed.py"), f"--endpoint={endpoint}", f"--account={account}"]
    first = subprocess.run(seed, env=settings, capture_output=True, text=True, check=True).stdout
    again = subprocess.run(seed, env=settings, capture_output=True, text=True, check=True).stdout
    assert first == again
    lines = dict(line.split(" ", 1) for line in first.splitlines())
    bucket, key = lines["bundle"].removeprefix("s3://").split("/", 1)

    eb = ("elasticbeanstalk",)
    aws(*eb, "create-application", "--application-name", "shop")
    name = ("--application-name", "shop", "--version-label", "v1")
    aws(
        *eb,
        "create-application-version",
        *name,
        "--source-bundle",
        f"S3Bucket={bucket},S3Key={key}",
        "--process",
    )
    options = [
        f"Namespace=aws:autoscaling:launchconfiguration,OptionName=IamInstanceProfile,Value={PROFILE}",
        "Namespace=aws:elasticbeanstalk:environment,OptionName=LoadBalancerType,Value=application",
        "Namespace=aws:elbv2:listener:443,OptionName=Protocol,Value=HTTPS",
        f"Namespace=aws:elbv2:listener:443,OptionName=SSLCertificateArns,Value={lines['certificate']}",
    ]
    where = ("--environment-name", "web1", "--platform-arn", PLATFORM)
    aws(*eb, "create-environment", *name, *where, "--option-settings", *options)
    aws(*eb, "wait", "environment-exists", "--environment-names", "web1")
    [found] = aws(*eb, "describe-environments")["Environments"]
    assert (found["Status"], found["Health"], found["VersionLabel"]) == ("Ready", "Green", "v1")
    named = ("--environment-name", "web1")
    resources = aws(*eb, "describe-environment-resources", *named)["EnvironmentResources"]
    balancer = ("--load-balancer-arn", resources["LoadBalancers"][0]["Name"])
    listeners = aws("elbv2", "describe-listeners", *balancer)["Listeners"]
    assert sorted(listener["Port"] for listener in listeners) == [80, 443]

    refused = aws(*eb, "update-environment", *named, "--version-label", "v2", code=255)
    assert "(InvalidParameterValue)" in refused
    assert "No Application Version named 'v2' found." in refused
    aws(*eb, "terminate-environment", *named)
    aws(*eb, "wait", "environment-terminated", "--environment-names", "web1")
    assert aws(*eb, "describe-environments", "--no-include-deleted")["Environments"] == []
