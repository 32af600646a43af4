"""examples/ci/deploy.sh asks, applies what was approved, and says truly how it ended."""

import json
import os
import pty
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from .conftest import FILE, REGION, edit
from .scripts import DEPLOY, ROOT

QUESTION = b"does: "


@dataclass
class Ended:
    """How the script ended, and what it said."""

    code: int
    said: str


@dataclass
class Shell:
    """Where the script runs."""

    folder: Path
    environment: dict[str, str]

    def deploy(self, *arguments: str, approved: bool = True) -> Ended:
        """Runs it where nobody can be asked."""
        more = {"APPROVED": "yes"} if approved else {}
        command = [str(DEPLOY), FILE, *arguments]
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        environment, stdin = self.environment | more, subprocess.DEVNULL
        ended = subprocess.run(command, cwd=self.folder, env=environment, stdin=stdin, check=False, **pipes)
        return Ended(ended.returncode, ended.stdout)

    def answer(self, answer: str, meanwhile: Callable[[], None] = lambda: None) -> Ended:
        """Runs it on a terminal, and answers its question."""
        ours, theirs = pty.openpty()
        pipes: dict[str, Any] = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        with subprocess.Popen([str(DEPLOY), FILE], cwd=self.folder, env=self.environment, **pipes) as process:
            os.close(theirs)
            said = b""
            while chunk := _read(ours):
                said += chunk
                if said.endswith(QUESTION):
                    meanwhile()
                    os.write(ours, f"{answer}\n".encode())
        os.close(ours)
        return Ended(process.returncode, said.decode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # that is the end of a terminal
        return b""


@pytest.fixture
def shell(machine: dict[str, str], credentials: dict[str, str], repository: Path, binary: Path) -> Shell:
    """A shell that has the account's credentials, and ebdeploy on its PATH."""
    path = os.pathsep.join([str(binary.parent), machine["PATH"]])
    return Shell(repository, machine | credentials | {"PATH": path})


def test_without_a_terminal_only_what_was_approved_is_applied(shell: Shell) -> None:
    refused = shell.deploy(approved=False)
    assert refused.code == 64, refused.said
    assert "APPROVED=yes" in refused.said
    assert json.loads((shell.folder / "plan.json").read_text())["environment"] == "shop-local"
    assert shell.deploy("--sequence", "7").code == 0
    done = shell.deploy(approved=False)
    assert (done.code, "No changes" in done.said) == (0, True), "nobody needs to approve nothing"
    edit(shell.folder, "max = 4", "max = 5")
    overtaken = shell.deploy("--sequence", "6")
    assert overtaken.code == 1, "its arguments are those of apply"


def test_on_a_terminal_it_asks_and_only_yes_is_yes(shell: Shell) -> None:
    assert shell.answer("y").code == 1
    made = shell.answer("yes")
    assert made.code == 0, made.said
    assert shell.deploy(approved=False).code == 0


def test_what_moved_while_it_asked_is_not_applied(shell: Shell) -> None:
    ended = shell.answer("yes", meanwhile=lambda: edit(shell.folder, "max = 4", "max = 5"))
    assert ended.code == 4, ended.said
    assert "look at a new plan" in ended.said


def test_a_file_that_is_wrong_is_not_asked_about(shell: Shell) -> None:
    edit(shell.folder, "max = 4", "max = 1")
    ended = shell.deploy()
    assert ended.code == 1
    assert "`min` is 2" in ended.said and "deploy.sh" not in ended.said


def test_the_fallback_health_check_is_told(shell: Shell, page: Callable[[int], None]) -> None:
    assert shell.deploy().code == 0
    page(404)
    edit(shell.folder, "max = 4", "max = 3")
    ended = shell.deploy()
    assert ended.code == 3, ended.said
    assert "deploy.sh: applied, but on the fallback health check" in ended.said


def test_an_apply_whose_deadline_passed_is_taken_up_again(shell: Shell, control: Callable[..., Any]) -> None:
    assert shell.deploy().code == 0
    control("PUT", phase_seconds=2)
    edit(shell.folder, "max = 4", "max = 3")
    edit(shell.folder, "[https]", '[apply]\ntimeout = "3s"\n[https]')
    shell.environment["RETRIES"] = "0"
    late = shell.deploy()
    assert late.code == 5, late.said
    assert "deploy.sh: AWS is still at it" in late.said
    shell.environment["RETRIES"] = "9"
    edit(shell.folder, "max = 3", "max = 6")
    ended = shell.deploy()
    assert ended.code == 0, ended.said
    assert "the deadline" in ended.said, "once at least"


def test_what_something_else_sets_is_told(shell: Shell, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.zip"
    with zipfile.ZipFile(bundle, "w") as files:
        files.writestr("Procfile", "web: python3 -m http.server $PORT")
        files.writestr("health", "fine")
        files.writestr(
            ".ebextensions/own.config", "option_settings:\n  aws:autoscaling:asg:\n    Cooldown: 500\n"
        )
    bucket = aws(shell, "elasticbeanstalk create-storage-location --query S3Bucket")
    aws(shell, f"s3api put-object --bucket {bucket} --key v1.zip --body {bundle}")
    aws(shell, "elasticbeanstalk create-application --application-name shop")
    source = f"--source-bundle S3Bucket={bucket},S3Key=v1.zip"
    aws(
        shell,
        f"elasticbeanstalk create-application-version --application-name shop --version-label v1 {source}",
    )
    edit(shell.folder, "[capacity]", '[version]\nlabel = "v1"\n[capacity]')
    assert shell.deploy().code == 0
    edit(
        shell.folder, "[capacity]", '[options."aws:autoscaling:asg"]\nCooldown = { reset = true }\n[capacity]'
    )
    ended = shell.deploy()
    assert ended.code == 6, ended.said
    assert "deploy.sh: applied, but something else sets values" in ended.said


def aws(shell: Shell, line: str) -> str:
    """Asks as another client; its answer as text."""
    venvs = [sys.executable, str(ROOT / "localstack" / "venvs.py"), "dev"]
    dev = subprocess.run(venvs, check=True, capture_output=True, text=True).stdout.strip()
    command = [f"{dev}/bin/aws", *line.split(), "--output", "text", "--region", REGION]
    asked = subprocess.run(command, env=shell.environment, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip()
