"""Runs a job of the GitLab example here: its lines in bash, with the variables that GitLab would set."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .scripts import GITLAB, gitlab_script, load


@dataclass
class Ended:
    """How a job ended."""

    code: int
    said: str
    document: dict[str, Any]

    @property
    def verdict(self) -> str:
        """What GitLab makes of it: ``success``, ``warning`` or ``failed``."""
        if self.code == 0:
            return "success"
        allowed = self.document.get("allow_failure", {}).get("exit_codes", [])
        return "warning" if self.code in allowed else "failed"


def run(name: str, project: Path, environment: dict[str, str], store: Path) -> Ended:
    """Runs a job in a checkout, with the artifacts of the jobs that it needs, and keeps its own."""
    document = load(GITLAB)
    job = document[document[name]["extends"]] | document[name]
    for needed in job.get("needs", []):
        shutil.copytree(store / needed, project, dirs_exist_ok=True)
    tokens = {token: f"token for {spec['aud']}" for token, spec in job["id_tokens"].items()}
    variables = {"EBDEPLOY_SHA256": "", **document["variables"], "CI_PROJECT_DIR": str(project)}
    ended = subprocess.run(
        # a runner gives its lines to bash like this
        ["bash", "-eo", "pipefail", "-c", gitlab_script(document, name)],
        cwd=project,
        env=variables | tokens | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    folder = store / name
    folder.mkdir(parents=True, exist_ok=True)
    for path in job["artifacts"]["paths"]:
        if os.path.exists(project / path):
            shutil.copy(project / path, folder)
    return Ended(ended.returncode, ended.stdout, job)
