"""action.yml plans and applies, comments, and hands on what ebdeploy says."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import COMMENTS, FILE, edit
from .workflow import Job, Scope, interrupt


@pytest.fixture
def signed(job: Job, credentials: dict[str, str]) -> Job:
    """The job, with credentials."""
    job.environment |= credentials
    return job


def run(job: Job, **inputs: str) -> tuple[Scope, dict[str, str]]:
    """Runs the action, and gives its outputs."""
    step: dict[str, Any] = {"id": "it", "uses": "./", "with": {"files": FILE} | inputs}
    scope = job.run([step])
    return scope, scope.steps["it"]["outputs"]


def comments(job: Job) -> list[Any]:
    """What is on the pull request, beside what was there."""
    every = json.loads(Path(job.environment["GH_COMMENTS"]).read_text())
    assert every[: len(COMMENTS)] == COMMENTS, "what others wrote is theirs"
    return [comment["body"] for comment in every[len(COMMENTS) :]]


def test_a_plan_is_told_in_outputs_and_in_a_comment_that_the_next_plan_replaces(signed: Job) -> None:
    scope, outputs = run(signed, comment="true", out="plan.json")
    assert not scope.failed
    plan, report = outputs.pop("plan-file"), outputs.pop("report")
    assert outputs == {"changes": "true", "impact": "in-place", "exit-code": "0"}
    assert plan == str(signed.workspace / "plan.json")
    assert json.loads(Path(plan).read_text())["environment"] == "shop-local"
    assert comments(signed) == [Path(report).read_text()]
    edit(signed.workspace, "max = 4", "max = 5")
    _, again = run(signed, comment="true")
    assert comments(signed) == [Path(again["report"]).read_text()]
    assert comments(signed)[0] != Path(report).read_text()


def test_a_file_that_is_wrong_fails_the_step_and_the_comment_says_why(signed: Job) -> None:
    edit(signed.workspace, "max = 4", "max = 1")
    scope, outputs = run(signed, comment="true", out="plan.json")
    assert scope.failed
    assert outputs["exit-code"] == "1"
    assert outputs["plan-file"] == "" == outputs["changes"]
    assert "`min` is 2, more than `max`" in comments(signed)[0]


def test_without_the_wish_or_a_pull_request_there_is_no_comment(signed: Job) -> None:
    run(signed)
    signed.contexts["github"]["event"] = {"ref": "refs/heads/main"}
    scope, _ = run(signed, comment="true")
    assert not scope.failed
    assert comments(signed) == []


def test_a_comment_that_cannot_be_written_fails_the_step(signed: Job) -> None:
    signed.contexts["github"]["token"] = "another"
    scope, outputs = run(signed, comment="true")
    assert scope.failed
    assert outputs["exit-code"] == "0"
    assert "401" in signed.said


def test_an_exit_code_fails_the_step_unless_it_is_accepted(signed: Job) -> None:
    scope, outputs = run(signed, args="--detailed-exitcode")
    assert (scope.failed, outputs["exit-code"]) == (True, "2")
    scope, outputs = run(signed, args="--detailed-exitcode", accept="3 2")
    assert (scope.failed, outputs["exit-code"]) == (False, "2")
    assert "::warning title=ebdeploy::exit code 2" in signed.said


def test_arguments_and_files_are_lines_and_no_code(signed: Job) -> None:
    odd = "a file; touch stolen $(touch stolen) `touch stolen`.toml"
    (signed.workspace / odd).write_text((signed.workspace / FILE).read_text())
    scope, outputs = run(
        signed, files=f"\n  {odd}\n\n", args="\n--max-impact\nin-place\n--report\nhtml=a page.html\n"
    )
    assert not scope.failed, signed.said
    assert outputs["changes"] == "true"
    assert (signed.workspace / "a page.html").exists()
    assert not list(signed.workspace.parent.rglob("stolen"))


def test_several_files_are_planned_applied_and_commented_together(signed: Job) -> None:
    text = (signed.workspace / FILE).read_text()
    (signed.workspace / "second.toml").write_text(text.replace("shop-local", "shop-second"))
    scope, outputs = run(signed, files=f"{FILE}\nsecond.toml", out="plans", comment="true")
    assert (scope.failed, outputs["changes"]) == (False, "true"), signed.said
    saved = Path(outputs["plan-file"])
    assert sorted(plan.name for plan in saved.iterdir()) == ["shop-local.json", "shop-second.json"]
    run(signed, files=f"{FILE}\nsecond.toml", comment="true")
    [comment] = comments(signed)
    assert "shop-local" in comment and "shop-second" in comment
    plans = "plans/shop-local.json\nplans/shop-second.json"
    scope, _ = run(signed, command="apply", files=plans, args="--sequence=12")
    assert not scope.failed, signed.said
    _, outputs = run(signed, files=f"{FILE}\nsecond.toml")
    assert (outputs["changes"], outputs["exit-code"]) == ("false", "0")


@pytest.mark.parametrize(
    "inputs",
    [{"command": "destroy"}, {"command": "plan; true"}, {"files": ""}, {"args": "--no-such"}],
    ids=str,
)
def test_a_wrong_call_is_told_with_its_exit_code(signed: Job, inputs: dict[str, str]) -> None:
    scope, _ = run(signed, **inputs)
    assert scope.failed
    assert "error" in signed.said


def test_an_apply_makes_it_so_in_the_working_directory(signed: Job) -> None:
    where = {"working-directory": "environments", "files": "prod.toml"}
    scope, outputs = run(signed, command="apply", **where)
    assert not scope.failed, signed.said
    assert outputs["exit-code"] == "0"
    assert "::group::" in signed.said
    _, outputs = run(signed, **where, out="saved.json")
    assert outputs["changes"] == "false"
    assert outputs["plan-file"] == str(signed.workspace / "environments" / "saved.json")


def test_a_cancelled_apply_says_what_goes_on_and_gives_its_lease_back(
    signed: Job, control: Callable[..., Any]
) -> None:
    control("PUT", phase_seconds=2)

    def cancel_when_created(process: Any) -> None:
        _until_created(control)
        interrupt(process)

    def cancel(process: Any) -> None:
        threading.Thread(target=cancel_when_created, args=[process], daemon=True).start()

    run(signed, command="install")
    signed.watch = cancel
    step = {"id": "it", "uses": "./", "with": {"files": FILE, "command": "apply"}}
    scope = signed.run([step])
    assert scope.steps["it"]["outputs"]["exit-code"] == "130"
    assert "interrupted" in signed.said
    signed.watch = None
    control("PUT", phase_seconds=0.05)
    scope, outputs = run(signed, command="apply", args="--lock-timeout=0s")
    assert (scope.failed, outputs["exit-code"]) == (False, "0"), signed.said


def _until_created(control: Callable[..., Any]) -> None:
    for _ in range(600):
        if any(call["operation"].endswith("CreateEnvironment") for call in control("GET", "/calls")["calls"]):
            return
        time.sleep(0.1)
