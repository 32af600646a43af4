"""A shell in which LocalStack is AWS: shows each command as one would type it, and checks its outcome."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from stage import ROOT, Stage

#: ebdeploy's exit code for a plan that is not empty
CHANGES = 2


class Shell:
    """Runs commands as a person would."""

    def __init__(self, stage: Stage) -> None:
        target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
        tools = [target / "debug", _dev_tools()]
        self.stage = stage
        self.environment = stage.environment()
        self.environment["PATH"] = os.pathsep.join([*map(str, tools), os.environ["PATH"]])

    def run(self, command: str, code: int = 0) -> None:
        """Shows a command and what it says; its exit code is as expected, or the demonstration ends."""
        echo(command)
        ended = subprocess.run(command, shell=True, cwd=ROOT, env=self.environment, check=False)
        if ended.returncode != code:
            _fail(f"exit code {code} was expected, not {ended.returncode}")

    def read(self, command: str, *expected: str) -> str:
        """Shows a command and what it prints, in which each of these texts must be."""
        echo(command)
        told = self.ask(command)
        print(told, flush=True)
        for text in expected:
            if text not in told.split():
                _fail(f"`{text}` was expected")
        return told

    def name(self, variable: str, command: str) -> None:
        """Keeps what a command prints in a variable, for the commands that follow."""
        echo(f"{variable}=$({command})")
        self.environment[variable] = self.ask(command)

    def ask(self, command: str) -> str:
        """What a command prints."""
        ended = subprocess.run(
            command, shell=True, cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE
        )
        return ended.stdout.strip() if ended.returncode == 0 else _fail(f"exit code {ended.returncode}")

    def plan(self, file: str, *steps: str) -> None:
        """Shows a plan, which has these steps and no others."""
        self.run(f"ebdeploy plan {file} --detailed-exitcode", CHANGES if steps else 0)
        planned = json.loads(self.ask(f"ebdeploy plan {file} --json"))["steps"]
        if [step["step"] for step in planned] != list(steps):
            _fail(f"the steps {', '.join(steps)} were expected")

    def browse(self, host: str, path: str, expected: str) -> None:
        """Asks the load balancer for a path over HTTP; its answer must begin so."""
        form = "'%{http_code} %{redirect_url}\\n'"
        command = f"curl -s -o /dev/null -w {form} -H 'Host: {host}' $AWS_ENDPOINT_URL{path}"
        if shutil.which("curl"):
            told = self.read(command)
        else:
            print(f"\nGET http://{host}{path}")
            connection = http.client.HTTPConnection(self.stage.endpoint.removeprefix("http://"))
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            told = f"{answer.status} {answer.getheader('Location') or ''}"
            print(told)
        if not told.startswith(expected):
            _fail(f"`{expected}` was expected")

    def until_ready(self, name: str) -> None:
        """Waits for the environment; the aws CLI's own waiter looks only every 20 s."""
        asked = f"describe-environments --environment-names {name} --query 'Environments[0].Status'"
        while self.ask(f"aws elasticbeanstalk {asked} --output text") != "Ready":
            time.sleep(1)


def _dev_tools() -> Path:
    made = subprocess.run(
        [sys.executable, "localstack/venvs.py", "dev"],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Path(made.stdout.strip()) / "bin"


def echo(command: str) -> None:
    """Shows a command."""
    print(f"\n$ {command}", flush=True)


def _fail(message: str) -> NoReturn:
    sys.exit(f"demo.py: not as expected: {message}")
