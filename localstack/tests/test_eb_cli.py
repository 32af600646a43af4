"""Elastic Beanstalk's own command line, as an independent client."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import HERE, REGION

PLATFORM = "Python 3.13 running on 64bit Amazon Linux 2023"
PROCFILE = "web: python3 application.py\n"
APPLICATION = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ.get("GREETING", "hello").encode())


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hello).serve_forever()
"""

Run = Callable[..., str]


@pytest.fixture(scope="session")
def eb_program() -> str:
    """The program, in an environment of its own."""
    made = subprocess.run(
        ["python3", str(HERE / "venvs.py"), "ebcli"], capture_output=True, text=True, check=True
    )
    return str(Path(made.stdout.strip()) / "bin" / "eb")


@pytest.fixture
def eb(endpoint: str, account: str, control: Callable[..., Any], eb_program: str, tmp_path: Path) -> Run:
    """Runs ``eb`` in a directory with an application; answers with what it writes."""
    control("PUT", f"accounts/{account}", {"phase_seconds": 0.05})
    (tmp_path / "Procfile").write_text(PROCFILE)
    (tmp_path / "application.py").write_text(APPLICATION)
    settings = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "LANG": "C.UTF-8",
    }

    def run(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [eb_program, *arguments],
            cwd=tmp_path,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    return run


@pytest.fixture
def shop_version(client: Callable[..., Any]) -> Callable[[str], str]:
    """Which version an environment runs."""

    def ask(name: str) -> str:
        found = client("elasticbeanstalk").describe_environments(EnvironmentNames=[name])
        return str(found["Environments"][0]["VersionLabel"])

    return ask


def test_a_project_from_its_first_to_its_last_day(
    eb: Run, control: Callable[..., Any], account: str, client: Callable[..., Any], tmp_path: Path
) -> None:
    assert "Application shop has been created." in eb(
        "init", "shop", "--platform", PLATFORM, "--region", REGION
    )
    created = eb(
        "create", "shop-dev", "--elb-type", "application", "--cname", f"shop-{account}", "--timeout", "2"
    )
    assert "Successfully launched environment: shop-dev" in created
    status = eb("status", "shop-dev")
    assert "Status: Ready" in status
    assert "Health: Green" in status
    assert f"CNAME: shop-{account}.{REGION}.elasticbeanstalk.com" in status
    assert "shop-dev : ['i-" in eb("list", "-v")
    assert "Overall" in eb("health", "shop-dev")
    events = eb("events", "shop-dev")
    assert events.index("createEnvironment is starting.") < events.index("Successfully launched environment")

    assert "Successfully deployed new configuration" in eb("setenv", "-e", "shop-dev", "GREETING=hi there")
    assert "GREETING = hi there" in eb("printenv", "shop-dev")
    assert "New application version was deployed to running EC2 instances." in eb("deploy", "shop-dev")
    assert "Environment tag update completed successfully." in eb("tags", "shop-dev", "--add", "team=web")
    assert "web" in eb("tags", "shop-dev", "--list")
    assert "Successfully deployed new configuration" in eb("scale", "2", "shop-dev")
    assert "GET / HTTP/1.1" in eb("logs", "shop-dev")

    assert "Configuration saved at" in eb("config", "save", "shop-dev", "--cfg", "kept")
    assert eb("config", "list").strip() == "kept"
    kept = tmp_path / ".elasticbeanstalk" / "saved_configs" / "kept.cfg.yml"
    kept.write_text(kept.read_text().replace("hi there", "good day"))
    eb("config", "put", "kept")
    assert "Successfully deployed new configuration" in eb("config", "shop-dev", "--cfg", "kept")
    assert "GREETING = good day" in eb("printenv", "shop-dev")

    clone = eb("clone", "shop-dev", "-n", "shop-two", "--cname", f"two-{account}", "--timeout", "2")
    assert "Successfully launched environment: shop-two" in clone
    assert "GREETING = good day" in eb("printenv", "shop-two")
    swapped = "Completed swapping CNAMEs for environments 'shop-dev' and 'shop-two'."
    assert swapped in eb("swap", "shop-dev", "-n", "shop-two")
    assert f"CNAME: two-{account}.{REGION}" in eb("status", "shop-dev")

    assert "Must be pending deployment." in eb("abort", "shop-dev", code=4)
    control("PUT", f"accounts/{account}", {"outcomes": {"shop-dev": "hang"}})
    version = client("elasticbeanstalk").describe_application_versions()["ApplicationVersions"][-1]
    client("elasticbeanstalk").update_environment(
        EnvironmentName="shop-dev", VersionLabel=version["VersionLabel"]
    )
    assert "due to a pending operation" in eb("setenv", "-e", "shop-dev", "A=1", code=3)
    eb("abort", "shop-dev")
    assert "Status: Ready" in eb("status", "shop-dev")

    control("PUT", f"accounts/{account}", {"outcomes": {"shop-dev": "fail"}})
    assert "Failed to deploy application." in eb("deploy", "shop-dev", code=4)

    for name in ("shop-two", "shop-dev"):
        assert "terminateEnvironment completed successfully." in eb("terminate", name, "--force")
    assert client("elbv2").describe_load_balancers()["LoadBalancers"] == []
    assert "No Environment found for EnvironmentName = 'shop-dev'." in eb(
        "terminate", "shop-dev", "--force", code=4
    )


def test_versions_are_processed_and_one_that_fails_is_not_deployed(
    eb: Run, shop_version: Callable[[str], str], tmp_path: Path
) -> None:
    eb("init", "shop", "--platform", PLATFORM, "--region", REGION)
    eb("create", "shop-dev", "--elb-type", "application", "--timeout", "2")
    told = eb("deploy", "shop-dev", "--process", "--label", "good")
    assert "Finished processing application version good" in told
    assert "New application version was deployed to running EC2 instances." in told
    assert "Finished processing application version more" in eb("appversion", "-c", "-p", "-l", "more")

    (tmp_path / ".ebextensions").mkdir()
    (tmp_path / ".ebextensions" / "1.config").write_text("option_settings: [\n")
    told = eb("deploy", "shop-dev", "--process", "--label", "bad")
    assert "Pre-processing of application version bad has failed." in told
    assert "Some application versions failed to process. Unable to continue deployment." in told
    assert shop_version("shop-dev") == "good"
    refused = eb("deploy", "shop-dev", "--version", "bad", code=4)
    assert "bad" in refused
    assert shop_version("shop-dev") == "good"
