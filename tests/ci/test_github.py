"""The example workflows, from a pull request to what was merged."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import COMMENTS, edit
from .release import REPOSITORY
from .scripts import ACTION, GITHUB, ROOT, load
from .workflow import Job, Scope

PULL = {"pull_request": {"number": 7, "head": {"repo": {"full_name": "acme/shop"}}}}


def plan_of_pull_request(job: Job) -> Scope:
    """Runs the workflow of a pull request."""
    job.contexts["github"]["event"] = PULL
    return job.run(load(GITHUB / "plan.yml")["jobs"]["plan"]["steps"])


def merge(job: Job) -> list[Scope]:
    """Runs the workflow of the main branch: each job whose condition holds, with a machine of its own."""
    job.contexts["github"]["event"] = {"ref": "refs/heads/main"}
    jobs, ended = load(GITHUB / "apply.yml")["jobs"], []
    for name, spec in jobs.items():
        expressions = job.expressions(Scope())
        if not expressions.condition(spec.get("if")):
            continue
        (job.workspace / "plan.json").unlink(missing_ok=True)
        scope = job.run(spec["steps"])
        inside = job.expressions(scope)
        outputs = {output: inside.fill(value) for output, value in spec.get("outputs", {}).items()}
        job.contexts["needs"][name] = {"outputs": outputs}
        ended.append(scope)
    return ended


def test_a_pull_request_gets_its_plan_and_the_merge_applies_it(job: Job) -> None:
    assert not plan_of_pull_request(job).failed, job.said
    comments = json.loads(Path(job.environment["GH_COMMENTS"]).read_text())
    assert "### ebdeploy plan: shop-local in eu-west-1" in comments[len(COMMENTS)]["body"]
    planned, applied = merge(job)
    assert (planned.failed, applied.failed) == (False, False), job.said
    assert [scope.failed for scope in merge(job)] == [False], "there is nothing left to apply"


def test_a_run_that_a_newer_one_has_overtaken_stops(job: Job) -> None:
    job.contexts["github"]["run_number"] = 13
    merge(job)
    edit(job.workspace, "max = 4", "max = 5")
    job.contexts["github"]["run_number"] = 12
    planned, applied = merge(job)
    assert (planned.failed, applied.failed) == (False, True)
    assert "run 12 of `shop-local` is superseded by run 13" in job.said


def test_the_fallback_health_check_is_a_warning(job: Job, page: Callable[[int], None]) -> None:
    merge(job)
    page(404)
    edit(job.workspace, "max = 4", "max = 3")
    planned, applied = merge(job)
    assert (planned.failed, applied.failed) == (False, False), job.said
    assert "::warning title=ebdeploy::exit code 3" in job.said


def test_a_fork_is_not_planned(job: Job) -> None:
    condition = load(GITHUB / "plan.yml")["jobs"]["plan"]["if"]
    assert job.expressions(Scope()).condition(condition)
    job.contexts["github"]["event"]["pull_request"]["head"]["repo"]["full_name"] = "eve/shop"
    assert not job.expressions(Scope()).condition(condition)


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "docs" / "pipelines.md"], ids=lambda page: page.name
)
def test_pages_give_the_action_no_input_that_it_does_not_have(page: Path) -> None:
    """A workflow on a page is YAML, and what it gives to the action are inputs of the action."""
    inputs = load(ACTION)["inputs"]
    blocks = [block.partition("```")[0] for block in page.read_text().split("```yaml\n")[1:]]
    used = [step for block in blocks for step in _steps(yaml.safe_load(block))]
    own = [step for step in used if step.get("uses", "").startswith(f"{REPOSITORY}@")]
    assert own, "there is a workflow on this page"
    assert [name for step in own for name in step["with"] if name not in inputs] == []


def _steps(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, list):
        return document
    return [step for job in document.get("jobs", {}).values() for step in job.get("steps", [])]
