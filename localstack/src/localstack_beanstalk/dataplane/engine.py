"""What the platform writes about a deployment on an instance, ``eb-engine.log``.

The shape and the sentences are those of Amazon Linux 2 and 2023, as users have published them (2020 to 2026);
of the instructions only those are told that are emulated here.
"""

import datetime
import json
from pathlib import Path

from .dependencies import FILE

LOG = "eb-engine.log"
#: assumed: what these instructions are called
FETCH_SECRETS, START_PROXY = "FetchEnvironmentSecrets", "StartProxy"
COMMAND = "app-deploy"
#: the command by which the Python platforms install what an application depends on
PIP = "/var/app/venv/staging-LQM1lest/bin/pip install -r requirements.txt"

INSTALLATION_FAILED = "Instance deployment failed to install application dependencies. The deployment failed."
DEPLOYMENT_FAILED = "Instance deployment failed. For details, see 'eb-engine.log'."
DEPLOYMENT_DONE = "Instance deployment completed successfully."


class Engine:
    """The log of one deployment, which is added to those before it."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._path = home / LOG
        self._say("Starting...", "Starting EBPlatform-PlatformEngine", f"Engine command: ({COMMAND})\n")
        self._say("Executing instruction: StageApplication")

    def installs(self) -> None:
        """The application's dependencies are about to be installed."""
        self._say("Executing instruction: InstallDependency")
        self._say("Installing dependencies with requirements.txt by using Pip", f"Running command: {PIP}")

    def not_installed(self, said: str) -> None:
        """They were not, and that is the end of it. What pip has said stands there twice, as on AWS."""
        self._say(said)
        errors = "\n".join(line for line in said.splitlines() if line.startswith("ERROR"))
        error = f"Command {PIP} failed with error exit status 1. Stderr:{errors}"
        why = f"Error: fail to install dependencies with {FILE} file with error {error}"
        self.gave_up("InstallDependency", why, INSTALLATION_FAILED)

    def gave_up(self, instruction: str, why: str, *events: str) -> None:
        """An instruction failed, and that is the end of it."""
        where = f"An error occurred during execution of command [{COMMAND}] - [{instruction}]."
        self._write("ERROR", f"{where} Stop running the command. {why}\n")
        message = "Engine execution has encountered an error."
        self._end("FAILURE", message, *events, DEPLOYMENT_FAILED)

    def done(self) -> None:
        """The application was started. Whether it stays up is not the engine's to know."""
        self._say("Executing instruction: RunAppDeployPostDeployHooks")
        self._end("SUCCESS", "Engine execution has succeeded.", DEPLOYMENT_DONE)

    def _end(self, status: str, message: str, *events: str) -> None:
        failed = status == "FAILURE"
        at = int(_now().timestamp() * 1000)
        severity = "ERROR" if failed else "INFO"
        result = {
            "status": status,
            "msg": message,
            "returncode": int(failed),
            "events": [{"msg": event, "timestamp": at, "severity": severity} for event in events],
        }
        response = {"status": status, "api_version": "1.0", "results": [result]}
        self._say("Executing cleanup logic")
        self._say(f"CommandService Response: {json.dumps(response, separators=(',', ':'))}\n")
        self._say(f"Platform Engine finished execution on command: {COMMAND}\n")

    def _say(self, *sentences: str) -> None:
        for sentence in sentences:
            self._write("INFO", sentence)

    def _write(self, level: str, sentence: str) -> None:
        with self._path.open("a") as log:
            log.write(f"{_now():%Y/%m/%d %H:%M:%S.%f} [{level}] {sentence}\n")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
