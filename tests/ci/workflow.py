"""Runs a job of GitHub Actions here: real steps in real shells, with stand-ins for what is GitHub's."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .expressions import Expressions
from .scripts import ACTION, load

#: how GitHub starts what says `shell: bash`, and what says nothing
SHELLS = {"bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"], None: ["bash", "-e"]}


@dataclass
class Scope:
    """What the steps of a job, or those within an action, know of each other."""

    inputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Any] = field(default_factory=dict)
    failed: bool = False


@dataclass
class Job:
    """A job on a machine of its own."""

    workspace: Path
    temp: Path
    environment: dict[str, str]
    #: the contexts `github`, `vars`, `needs`
    contexts: dict[str, Any]
    #: what stands in for others' actions, by name
    others: Mapping[str, Callable[["Job", dict[str, str]], None]]
    #: what all steps said
    said: str = ""
    #: called with each process of a step, to interrupt it
    watch: Callable[[subprocess.Popen[str]], None] | None = None

    def run(self, steps: list[dict[str, Any]]) -> Scope:
        """Runs these steps one after another."""
        scope = Scope()
        for step in steps:
            self._step(step, scope)
        return scope

    def _step(self, step: dict[str, Any], scope: Scope) -> None:
        expressions = self.expressions(scope)
        if not expressions.condition(step.get("if")):
            return
        with_ = {name: expressions.fill(value) for name, value in step.get("with", {}).items()}
        outputs: dict[str, str] = {}
        if "run" in step:
            code, outputs = self._script(step, expressions)
        elif step["uses"].startswith(("OWNER/ebdeploy@", "./")):
            code, outputs = self._action(with_)
        else:
            self.others[step["uses"].partition("@")[0]](self, with_)
            code = 0
        scope.failed |= code != 0
        if "id" in step:
            scope.steps[step["id"]] = {"outputs": outputs, "outcome": "failure" if code else "success"}

    def _action(self, given: dict[str, str]) -> tuple[int, dict[str, str]]:
        action = load(ACTION)
        assert given.keys() <= action["inputs"].keys(), "GitHub warns of such an input"
        outside = self.expressions(Scope())
        defaults = {name: outside.fill(spec["default"]) for name, spec in action["inputs"].items()}
        scope = Scope(inputs=defaults | given)
        for step in action["runs"]["steps"]:
            self._step(step, scope)
        inside = self.expressions(scope)
        outputs = {name: inside.fill(spec["value"]) for name, spec in action["outputs"].items()}
        return int(scope.failed), outputs

    def _script(self, step: dict[str, Any], expressions: Expressions) -> tuple[int, dict[str, str]]:
        assert "${{" not in step["run"], "what others write would be code here"
        script, output, path = (self.temp / name for name in ("script.sh", "output", "path"))
        script.write_text(step["run"])
        for file in (output, path):
            file.write_text("")
        environment = self.environment | {
            "GITHUB_OUTPUT": str(output),
            "GITHUB_PATH": str(path),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            **{name: expressions.fill(value) for name, value in step.get("env", {}).items()},
        }
        folder = self.workspace / expressions.fill(step.get("working-directory", "."))
        code = self._shell([*SHELLS[step.get("shell")], str(script)], folder, environment)
        added = [*path.read_text().split(), self.environment["PATH"]]
        self.environment["PATH"] = os.pathsep.join(added)
        return code, dict(line.split("=", 1) for line in output.read_text().splitlines())

    def _shell(self, command: list[str], folder: Path, environment: dict[str, str]) -> int:
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        with subprocess.Popen(command, cwd=folder, env=environment, **pipes) as process:
            if self.watch:
                self.watch(process)
            said, _ = process.communicate()
        self.said += said
        return process.returncode

    def expressions(self, scope: Scope) -> Expressions:
        """What expressions see, in a job with these steps behind it."""
        runner = {"temp": str(self.temp), "os": "Linux"}
        context = {**self.contexts, "inputs": scope.inputs, "steps": scope.steps, "runner": runner}
        functions = {
            "success": lambda: not scope.failed,
            "failure": lambda: scope.failed,
            "always": lambda: True,
            "cancelled": lambda: False,
        }
        return Expressions(context, functions)


def interrupt(process: subprocess.Popen[str]) -> None:
    """What a cancelled job does to a step at first: SIGINT for its shell alone."""
    process.send_signal(signal.SIGINT)


def checkout(job: Job, _: dict[str, str]) -> None:
    """Stands in for actions/checkout: the test has put the repository there."""
    assert (job.workspace / "environments").is_dir()


def upload(store: Path) -> Callable[[Job, dict[str, str]], None]:
    """Stands in for actions/upload-artifact."""

    def action(job: Job, given: dict[str, str]) -> None:
        folder = store / given["name"]
        folder.mkdir(exist_ok=True)
        shutil.copy(job.workspace / given["path"], folder)

    return action


def download(store: Path) -> Callable[[Job, dict[str, str]], None]:
    """Stands in for actions/download-artifact."""

    def action(job: Job, given: dict[str, str]) -> None:
        shutil.copytree(store / given["name"], job.workspace / given.get("path", "."), dirs_exist_ok=True)

    return action
