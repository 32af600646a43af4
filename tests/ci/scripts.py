"""The scripts that stand in files of GitHub Actions and of GitLab CI."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
ACTION = ROOT / "action.yml"
GITHUB = ROOT / "examples" / "ci" / "github"
GITLAB = ROOT / "examples" / "ci" / "gitlab-ci.yml"
DEPLOY = ROOT / "examples" / "ci" / "deploy.sh"
WORKFLOWS = ROOT / ".github" / "workflows"


@dataclass(frozen=True)
class Script:
    """A script, and where it stands."""

    place: str
    text: str


def load(path: Path) -> Any:
    """A YAML file, read as GitHub and GitLab read it: ``on`` is a word."""
    document = yaml.safe_load(path.read_text())
    if True in document:
        document["on"] = document.pop(True)
    return document


def scripts(path: Path) -> Iterator[Script]:
    """Every script of a workflow, of a composite action, or of a GitLab pipeline."""
    document = load(path)
    if "runs" in document:
        yield from _steps(path.name, document["runs"]["steps"])
    elif isinstance(document.get("jobs"), dict):
        for name, job in document["jobs"].items():
            yield from _steps(f"{path.name} {name}", job["steps"])
    else:
        for name, job in document.items():
            if isinstance(job, dict) and "script" in job:
                yield Script(f"{path.name} {name}", gitlab_script(document, name))


def gitlab_script(document: dict[str, Any], job: str) -> str:
    """What a runner of GitLab gives to bash for a job: its lines, and those that come before it."""
    parts = document[job]
    base = document.get(parts.get("extends"), {})
    before = parts.get("before_script", base.get("before_script", []))
    return "\n".join([*before, *parts["script"]]) + "\n"


def _steps(place: str, steps: list[dict[str, Any]]) -> Iterator[Script]:
    for number, step in enumerate(steps, 1):
        if "run" in step:
            yield Script(f"{place}: {step.get('name', f'step {number}')}", step["run"])
