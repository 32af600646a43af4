"""A LocalStack of one's own, furnished for ``environments/local.toml``, and gone afterwards.

Standard library only.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = "environments/local.toml"
#: an access key id of twelve digits is the account in LocalStack
ACCOUNT = "000000000000"
REGION = "eu-west-1"
STOP_SECONDS = 40


@dataclass(frozen=True)
class Stage:
    """Where LocalStack answers."""

    endpoint: str

    def settings(self) -> dict[str, str]:
        """What makes ebdeploy and the aws CLI speak to it, instead of to AWS."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "any",
            "AWS_DEFAULT_REGION": REGION,
        }

    def environment(self) -> dict[str, str]:
        """The caller's environment with these settings, and with nothing of the caller's own AWS."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        private = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_PAGER": ""}
        return kept | private | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"} | self.settings()

    def control(self, method: str, route: str = "", **members: Any) -> Any:
        """Asks a control route of the account: ``control("PUT", latency_seconds=0.1)``."""
        return self._ask(method, f"accounts/{ACCOUNT}{route}", members)

    def quota(self, name: str, value: int) -> None:
        """Raises a quota of Elastic Load Balancing, as AWS does where it is asked to."""
        self._ask("PUT", "quotas", {"account": ACCOUNT, "region": REGION, "name": name, "value": value})

    def _ask(self, method: str, path: str, members: dict[str, Any]) -> Any:
        url = f"{self.endpoint}/_ebdeploy/{path}"
        body = json.dumps(members).encode() if members else None
        request = urllib.request.Request(url, body, method=method)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=30) as answer:
            return json.load(answer)


@contextlib.contextmanager
def stage(phase_seconds: float) -> Iterator[Stage]:
    """A LocalStack on a free port, with a certificate and subnets; it ends with us, however we end."""
    with tempfile.TemporaryDirectory(prefix="ebdeploy-", ignore_cleanup_errors=True) as home:
        run = [sys.executable, "localstack/run.py", "--port=0", f"--home={home}", "--until-stdin-closes"]
        command = [*run, f"--phase-seconds={phase_seconds}"]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, cwd=ROOT, text=True, start_new_session=True, **pipes) as localstack:
            assert localstack.stdin and localstack.stdout
            try:
                word, _, endpoint = localstack.stdout.readline().strip().partition(" ")
                if word != "ready":
                    sys.exit("LocalStack did not start")
                seed = [sys.executable, "localstack/seed.py", "--endpoint", endpoint]
                where = ["--account", ACCOUNT, "--region", REGION]
                subprocess.run([*seed, *where], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
                yield Stage(endpoint)
            finally:
                localstack.stdin.close()
                localstack.wait(STOP_SECONDS)
