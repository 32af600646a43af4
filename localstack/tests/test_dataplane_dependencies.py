"""What a Python application depends on: installed once, kept, and found by the application."""

import base64
import io
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import requests

from localstack_beanstalk.dataplane import dependencies

from .balancers import bundle, eventually
from .environments import ENHANCED, PLATFORM, Shop

NODE = PLATFORM.replace("Python 3.13", "Node.js 22").replace("4.7.2", "6.7.2")
WHEEL = "greeting-1.0-py3-none-any.whl"
#: serves what the package says, as its own program, and where it runs
SERVER = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
import greeting

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{greeting.TEXT} {sys.prefix == os.environ['VIRTUAL_ENV']}".encode())

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
IMPOSSIBLE = "--no-index\nno-such-package==1.0\n"


def packed(requirements: str | None, wheel_says: str | None = None, **files: str) -> bytes:
    """A bundle, with a wheel of the package ``greeting`` if it says something."""
    archive = io.BytesIO(base64.b64decode(bundle(**files)))
    with zipfile.ZipFile(archive, "a") as file:
        if requirements is not None:
            file.writestr("requirements.txt", requirements)
        if wheel_says is not None:
            file.writestr(WHEEL, wheel(wheel_says))
    return archive.getvalue()


def wheel(says: str) -> bytes:
    archive = io.BytesIO()
    info = "greeting-1.0.dist-info"
    files = {
        "greeting.py": f"TEXT = {says!r}\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(archive, "w") as file:
        for name, text in files.items():
            # always the same bytes, so that the environment made for them is made once
            file.writestr(zipfile.ZipInfo(name), text)
    return archive.getvalue()


def served(shop: Shop, endpoint: str, name: str = "web1") -> str:
    host = {"Host": shop.describe(name)["CNAME"]}
    return requests.get(endpoint, headers=host, timeout=20).text


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def web(**more: str) -> dict[str, str]:
    return {"Procfile": "web: exec python server.py", "server__py": SERVER, **more}


def test_a_python_application_finds_what_it_requires(shop: Shop, endpoint: str) -> None:
    shop.version("v1", text(packed(f"./{WHEEL}\n", "hello", **web())))
    assert shop.create("web1", ENHANCED, VersionLabel="v1")["HealthStatus"] == "Ok"
    assert served(shop, endpoint) == "hello True"


def test_where_dependencies_cannot_be_installed_the_deployment_fails_and_the_old_version_serves_on(
    shop: Shop, endpoint: str
) -> None:
    shop.version("v1", text(packed(f"./{WHEEL}\n", "hello", **web())))
    shop.version("v2", text(packed(IMPOSSIBLE, **web())))
    shop.create("web1", ENHANCED, VersionLabel="v1")
    started = len(shop.events("web1"))
    described = shop.update("web1", VersionLabel="v2")
    [instance] = [each["Id"] for each in shop.resources("web1")["Instances"]]
    assert shop.events("web1")[started:] == [
        ("INFO", "Environment update is starting."),
        ("INFO", "Deploying new version to instance(s)."),
        ("ERROR", "Instance deployment failed to install application dependencies. The deployment failed."),
        ("ERROR", "Instance deployment failed. For details, see 'eb-engine.log'."),
        (
            "ERROR",
            f"[Instance: {instance}] Command failed on instance. Return code: 1 Output: "
            "Engine execution has encountered an error..",
        ),
        ("INFO", "Command execution completed on all instances. Summary: [Successful: 0, Failed: 1]."),
        (
            "ERROR",
            f"Unsuccessful command execution on instance id(s) '{instance}'. Aborting the operation.",
        ),
        ("ERROR", "Failed to deploy application."),
        (
            "WARN",
            "Environment health has transitioned from Ok to Degraded. Incorrect application version found on "
            'all instances. Expected version "v1" (deployment 1).',
        ),
    ]
    assert (described["VersionLabel"], described["Health"]) == ("v1", "Red")
    assert served(shop, endpoint) == "hello True"
    shop.eb.request_environment_info(EnvironmentName="web1", InfoType="tail")

    def logs() -> list[dict[str, Any]]:
        found = shop.eb.retrieve_environment_info(EnvironmentName="web1", InfoType="tail")
        return list(found["EnvironmentInfo"])

    [sample] = eventually(logs, bool)
    told = requests.get(sample["Message"], timeout=20).text
    assert "No matching distribution found for no-such-package==1.0" in told
    failed = "[ERROR] An error occurred during execution of command [app-deploy] - [InstallDependency]."
    assert failed in told
    assert told.count("[INFO] Platform Engine finished execution on command: app-deploy") == 2
    assert shop.update("web1", VersionLabel="v1")["Health"] == "Green"


def test_a_launch_whose_dependencies_cannot_be_installed_ends_with_errors(shop: Shop) -> None:
    shop.version("v1", text(packed(IMPOSSIBLE, **web())))
    described = shop.create("web1", ENHANCED, VersionLabel="v1")
    assert (described["Status"], described["Health"]) == ("Ready", "Red")
    errors = [message for _, message in shop.events("web1", Severity="ERROR")]
    assert errors[0].startswith("Instance deployment failed to install application dependencies.")
    assert errors[-1].startswith("Create environment operation is complete, but with errors.")


def test_another_platform_takes_no_notice_of_requirements(shop: Shop) -> None:
    shop.version("v1", text(packed(IMPOSSIBLE)))
    assert shop.create("web1", ENHANCED, PlatformArn=NODE, VersionLabel="v1")["HealthStatus"] == "Ok"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The virtual environments that were made, in a cache of the test's own; they are made of nothing."""
    found: list[Path] = []

    def make(archive: zipfile.ZipFile, home: Path) -> None:
        assert not home.exists()
        home.mkdir()
        time.sleep(0.2)
        found.append(home)

    monkeypatch.setenv("EBDEPLOY_CACHE", str(tmp_path))
    monkeypatch.setattr(dependencies, "_make", make)
    return found


def test_instances_that_start_at_once_make_it_once(made: list[Path], tmp_path: Path) -> None:
    content, answers = packed("requests\n"), []
    threads = [
        threading.Thread(target=lambda: answers.append(dependencies.installed(content))) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == made * 5
    assert made[0].parent == tmp_path / "applications"


def test_an_interrupted_making_is_made_anew(made: list[Path]) -> None:
    content = packed("requests\n")
    home = dependencies.installed(content)
    assert home
    (home / "complete").unlink()
    (home / "remains").touch()
    assert dependencies.installed(content) == home
    assert made == [home, home]
    assert not (home / "remains").exists()


def test_only_what_is_required_makes_another_environment(made: list[Path]) -> None:
    first = dependencies.installed(packed("requests\n", Procfile="web: one"))
    assert dependencies.installed(packed("requests\n", Procfile="web: other")) == first
    assert dependencies.installed(packed("requests==2.0\n")) != first
    assert len(made) == 2
    # requirements that refer to files are others when the files are
    referring = [dependencies.installed(packed(f"./{WHEEL}\n", says)) for says in ("one", "other")]
    assert referring[0] != referring[1]


@pytest.mark.parametrize("content", [None, b"no zip", packed(None)])
def test_a_bundle_without_requirements_needs_no_environment(made: list[Path], content: bytes | None) -> None:
    assert dependencies.installed(content) is None
    assert made == []
