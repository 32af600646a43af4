"""Applications: processes with the environment's variables, which end when they should."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from .balancers import REGION, SERVER, Stand, bundle, eventually, server_bundle

HERE = Path(__file__).resolve().parent.parent


@pytest.fixture
def run(control: Callable[..., Any], account: str) -> Callable[..., int]:
    """Runs a bundle on an instance; the loopback port of its application."""

    def put(instance_id: str, packed: str | None, **variables: str) -> int:
        body = {"account": account, "region": REGION, "instance_id": instance_id}
        return int(control("PUT", "applications", body | {"bundle": packed, "variables": variables})["port"])

    return put


def answers(port: int, path: str = "/") -> requests.Response | None:
    """The application's answer, or None while there is none."""
    with contextlib.suppress(requests.ConnectionError):
        return requests.get(f"http://127.0.0.1:{port}{path}", timeout=10)
    return None


def test_a_bundle_without_a_procfile_is_a_page_that_answers_200(run: Callable[..., int]) -> None:
    for packed in (None, bundle(index__html="<p>hello</p>"), "bm90IGEgemlw"):
        page = answers(run("i-1", packed), "/any/path")
        assert page is not None and page.status_code == 200


def test_variables_reach_the_application_but_the_port_is_its_own(run: Callable[..., int]) -> None:
    port = run("i-1", server_bundle(), GREETING="hello there", PORT="80")
    answer = eventually(lambda: answers(port), lambda found: found is not None)
    assert answer.json()["greeting"] == "hello there"


def test_two_instances_have_two_applications(run: Callable[..., int]) -> None:
    ports = [run("i-1", server_bundle(), GREETING="one"), run("i-2", server_bundle(), GREETING="two")]
    found = [eventually(lambda p=port: answers(p), lambda found: found is not None) for port in ports]  # type: ignore[misc]
    assert [each.json()["greeting"] for each in found] == ["one", "two"]


def test_a_deployment_ends_what_ran_before(run: Callable[..., int]) -> None:
    before = run("i-1", server_bundle())
    eventually(lambda: answers(before), lambda found: found is not None)
    run("i-1", None)
    assert answers(before) is None


def test_the_whole_group_of_processes_ends(
    run: Callable[..., int], control: Callable[..., Any], account: str, tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    run("i-1", bundle(Procfile=f"web: trap '' TERM; sleep 300 & echo $! > {pid_file}; wait"))
    pid = int(eventually(lambda: pid_file.exists() and pid_file.read_text().strip(), bool))
    assert alive(pid)
    control("DELETE", "applications", {"account": account, "region": REGION, "instance_id": "i-1"})
    assert not eventually(lambda: alive(pid), lambda found: not found)


def test_an_application_ends_with_its_instance(stand: Stand, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    instance = stand.instance(bundle(Procfile=f"web: echo $$ > {pid_file}; exec sleep 300"), register=False)
    pid = int(eventually(lambda: pid_file.exists() and pid_file.read_text().strip(), bool))
    stand.ec2.terminate_instances(InstanceIds=[instance])
    assert not eventually(lambda: alive(pid), lambda found: not found)


def test_a_path_that_leads_out_of_the_bundle_stays_within(run: Callable[..., int], tmp_path: Path) -> None:
    outside = "../" * 12 + str(tmp_path)[1:] + "/outside"
    run("i-1", bundle(**{outside: "text"}))
    assert not (tmp_path / "outside").exists()


@pytest.fixture
def own_localstack(tmp_path: Path) -> Iterator[str]:
    """A LocalStack that the test may kill."""
    command = [
        sys.executable,
        str(HERE / "run.py"),
        "--port=0",
        f"--home={tmp_path / 'home'}",
        "--until-stdin-closes",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().split()[1]
        process.kill()


@pytest.mark.parametrize("killed", [False, True])
def test_no_application_outlives_localstack(own_localstack: str, tmp_path: Path, killed: bool) -> None:
    pid_file = tmp_path / "pid"
    command = f"web: echo $$ > {pid_file}; exec {sys.executable} server.py"
    body = {"account": "111122223333", "region": REGION, "instance_id": "i-1"}
    body["bundle"] = bundle(Procfile=command, server__py=SERVER)
    requests.put(f"{own_localstack}/_ebdeploy/applications", json=body, timeout=20).raise_for_status()
    pid = int(eventually(lambda: pid_file.exists() and pid_file.read_text().strip(), bool))
    localstack = requests.get(f"{own_localstack}/_ebdeploy/identity", timeout=20).json()["pid"]
    assert alive(pid)
    os.kill(localstack, signal.SIGKILL if killed else signal.SIGTERM)
    assert not eventually(lambda: alive(pid), lambda found: not found)


def alive(pid: int) -> bool:
    """Whether a process runs (a dead one that nobody has asked about yet does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
