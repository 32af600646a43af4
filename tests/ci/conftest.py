"""One LocalStack for all tests, and for each an account, a repository and a machine of its own."""

import itertools
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stage import stage

from .release import REPOSITORY, Release, served
from .scripts import ROOT
from .workflow import Job, checkout, download, upload

REGION = "eu-west-1"
FILE = "environments/prod.toml"
_accounts = itertools.count(200_000_000_000 + os.getpid() * 1000)


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of a LocalStack that ends with the tests, however they end."""
    with stage(phase_seconds=0.05) as localstack:
        yield localstack.endpoint


@pytest.fixture(scope="session")
def binary() -> Path:
    """The ebdeploy that was built."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    found = target / "debug" / "ebdeploy"
    assert found.exists(), "`make build` first"
    return found


@pytest.fixture(scope="session")
def release(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """That ebdeploy, released."""
    with served(binary, tmp_path_factory.mktemp("release")) as release:
        yield release


@pytest.fixture
def account(endpoint: str) -> str:
    """An account that no other test has, with a certificate, roles and subnets."""
    account = str(next(_accounts))
    seed = [sys.executable, "localstack/seed.py", "--endpoint", endpoint, "--account", account]
    subprocess.run([*seed, "--region", REGION], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return account


@pytest.fixture
def control(endpoint: str, account: str) -> Callable[..., Any]:
    """Asks a control route of the account: ``control("PUT", phase_seconds=2)``."""

    def ask(method: str, route: str = "", **members: Any) -> Any:
        return _control(endpoint, method, f"accounts/{account}{route}", members)

    return ask


@pytest.fixture
def page(endpoint: str, account: str) -> Callable[[int], None]:
    """Decides with which status the environment's instances answer, and waits until AWS knows."""
    where = {"account": account, "region": REGION, "environment": "shop-local"}

    def answer(status: int) -> None:
        _control(endpoint, "PUT", "pages", where | {"status": status})
        health = "Green" if status == 200 else "Red"
        for _ in range(300):
            if f"<Health>{health}</Health>" in _environments(endpoint, account):
                return
            time.sleep(0.2)
        pytest.fail(f"the environment does not get {health}")

    return answer


def _environments(endpoint: str, account: str) -> str:
    scope = f"{account}/20260101/{REGION}/elasticbeanstalk/aws4_request"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=any"}
    body = b"Action=DescribeEnvironments&Version=2010-12-01"
    with urllib.request.urlopen(urllib.request.Request(endpoint, body, headers), timeout=30) as answer:
        return str(answer.read(), "utf-8")


def _control(endpoint: str, method: str, route: str, members: dict[str, Any]) -> Any:
    body = json.dumps(members).encode() if members else None
    request = urllib.request.Request(f"{endpoint}/_ebdeploy/{route}", body, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture
def machine(endpoint: str, tmp_path: Path) -> dict[str, str]:
    """The variables of a pipeline's machine, whose AWS is LocalStack; it has no credentials yet."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "CI": "true",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }


@pytest.fixture
def credentials(account: str) -> dict[str, str]:
    """What signs calls as the account."""
    return {"AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "any"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A checkout with one environment, as the examples expect it."""
    folder = tmp_path / "shop"
    file = folder / FILE
    file.parent.mkdir(parents=True)
    shutil.copy(ROOT / "environments" / "local.toml", file)
    edit(folder, 'path = "/health"', 'path = "/health"\ngrace = "2s"')
    return folder


def edit(repository: Path, old: str, new: str) -> None:
    """Changes the environment's file."""
    file = repository / FILE
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture
def job(
    machine: dict[str, str],
    repository: Path,
    release: Release,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Job:
    """A job of GitHub Actions for pull request 7 of acme/shop, to which two people have written."""
    temp, comments = tmp_path / "temp", tmp_path / "comments.json"
    temp.mkdir()
    comments.write_text(json.dumps(COMMENTS))
    github = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "acme/shop",
        "GITHUB_RUN_NUMBER": "12",
        "GITHUB_SERVER_URL": release.server,
        "GITHUB_WORKSPACE": str(repository),
        "RUNNER_TEMP": str(temp),
        "GH_COMMENTS": str(comments),
        "PATH": os.pathsep.join([str(_stand_ins(tmp_path)), machine["PATH"]]),
    }
    contexts: dict[str, Any] = {
        "github": {
            "token": "the-token",
            "action_path": str(ROOT),
            "action_repository": REPOSITORY,
            "repository": "acme/shop",
            "run_number": 12,
            "event": {"pull_request": {"number": 7, "head": {"repo": {"full_name": "acme/shop"}}}},
        },
        "vars": {"EBDEPLOY_PLAN_ROLE": "the-plan-role", "EBDEPLOY_APPLY_ROLE": "the-apply-role"},
        "needs": {},
    }

    def assume(job: Job, given: dict[str, str]) -> None:
        assert given["role-to-assume"] in contexts["vars"].values()
        # not every job needs an account, which takes seconds to furnish
        credentials = request.getfixturevalue("credentials")
        job.environment |= credentials | {"AWS_REGION": given["aws-region"]}

    store = tmp_path / "artifacts"
    store.mkdir()
    others = {
        "actions/checkout": checkout,
        "actions/upload-artifact": upload(store),
        "actions/download-artifact": download(store),
        "aws-actions/configure-aws-credentials": assume,
    }
    return Job(repository, temp, machine | github, contexts, others)


#: on the pull request before ebdeploy comes: the second has the mark of its comment, but is not its own
COMMENTS = [
    {"id": 1, "user": {"login": "ann"}, "body": "looks good"},
    {"id": 2, "user": {"login": "eve"}, "body": f"<!-- ebdeploy plan of {FILE} -->\nmine"},
]


def _stand_ins(folder: Path) -> Path:
    """A folder for the PATH, with what stands in for `gh`."""
    folder = folder / "stand-ins"
    folder.mkdir()
    gh = folder / "gh"
    gh.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "tests/ci/stand_ins/gh.py"}" "$@"\n')
    gh.chmod(0o755)
    return folder
