"""The GitLab example, from a merge request to what was merged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import edit
from .gitlab import Ended, run
from .release import REPOSITORY, Release

Run = Callable[..., Ended]


@pytest.fixture
def pipeline(
    machine: dict[str, str], account: str, repository: Path, release: Release, tmp_path: Path
) -> Run:
    """Runs one of its jobs; AWS takes GitLab's token for a role, as it takes no key."""
    variables = {
        "CI_JOB_ID": "99",
        "CI_PIPELINE_IID": "12",
        "EBDEPLOY_RELEASES": f"{release.server}/{REPOSITORY}/releases/download",
        "EBDEPLOY_PLAN_ROLE": f"arn:aws:iam::{account}:role/plan",
        "EBDEPLOY_APPLY_ROLE": f"arn:aws:iam::{account}:role/apply",
    }

    def job(name: str, **more: str) -> Ended:
        return run(name, repository, machine | variables | more, tmp_path / "artifacts")

    return job


def test_what_was_planned_is_applied_with_roles_alone(
    pipeline: Run, control: Callable[..., Any], tmp_path: Path
) -> None:
    planned = pipeline("plan")
    assert planned.verdict == "success", planned.said
    kept = tmp_path / "artifacts" / "plan"
    assert sorted(file.name for file in kept.iterdir()) == ["plan.html", "plan.json", "plan.md"]
    applied = pipeline("apply")
    assert applied.verdict == "success", applied.said
    assert "shop-local" in (tmp_path / "artifacts" / "apply" / "apply.md").read_text()
    again = pipeline("plan")
    assert "No changes" in again.said, again.said


def test_what_is_not_as_it_was_planned_is_not_applied(pipeline: Run, repository: Path) -> None:
    assert pipeline("plan").verdict == "success"
    edit(repository, "max = 4", "max = 5")
    applied = pipeline("apply")
    assert (applied.code, applied.verdict) == (4, "failed")


def test_the_fallback_health_check_is_a_warning(
    pipeline: Run, repository: Path, page: Callable[[int], None]
) -> None:
    assert [pipeline("plan").code, pipeline("apply").code] == [0, 0]
    page(404)
    edit(repository, "max = 4", "max = 3")
    assert pipeline("plan").verdict == "success"
    applied = pipeline("apply")
    assert (applied.code, applied.verdict) == (3, "warning"), applied.said


def test_an_archive_that_is_not_as_the_project_says_is_not_run(pipeline: Run, release: Release) -> None:
    assert pipeline("plan", EBDEPLOY_SHA256=release.sha256).verdict == "success"
    ended = pipeline("plan", EBDEPLOY_SHA256="0" * 64)
    assert ended.verdict == "failed"
    assert "FAILED" in ended.said and "ebdeploy 0" not in ended.said
