"""Spring Boot behind the platform's servers, with the scaffolded profile."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import venvs

from .conftest import Scaffold
from .running import free_port, proxy, running
from .wire import ask

SPRING = Path(__file__).resolve().parent / "spring"
PROPERTIES = "src/main/resources/application-elasticbeanstalk.properties"
CLIENT = "203.0.113.9"


@pytest.fixture(scope="session")
def jar() -> Path:
    """The application, without any profile; built once and kept in the cache."""
    if not (shutil.which("java") and shutil.which("mvn")):
        pytest.skip("there is no Maven here")
    sources = sorted(path for path in SPRING.rglob("*") if path.is_file())
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    home = venvs.cache() / f"spring-{digest}"
    built = home / "target/shop-1.jar"
    with venvs.alone(home.with_suffix(".lock")):
        if not built.exists():
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(SPRING, home)
            subprocess.run(["mvn", "-q", "-B", "package"], cwd=home, check=True)
    return built


@pytest.fixture
def site(scaffold: Scaffold, server: str, jar: Path, tmp_path: Path) -> Iterator[int]:
    """Behind the server, with the profile beside the jar, which is as good as in it."""
    bundle = scaffold("--app", "java", "--proxy", server, "--health-path", "/site/up")
    place = tmp_path / "place"
    place.mkdir()
    shutil.copy(bundle / PROPERTIES, place)
    port = free_port()
    given = {"SPRING_PROFILES_ACTIVE": "elasticbeanstalk"}
    if home := os.environ.get("JAVA_HOME"):
        given["JAVA_HOME"] = home
    with (
        running(["java", "-jar", str(jar)], place, port, **given),
        proxy(server, bundle, port, tmp_path) as before,
    ):
        yield before


def test_the_profile_puts_actuators_health_at_the_path_and_shows_nobody_details(site: int) -> None:
    for by in (None, "http", "https"):
        answer = ask(site, "/site/up", by=by, host="10.0.3.7")
        assert answer.status == 200
        assert '{"status":"UP"}' in answer.body
    for other in ("/actuator", "/actuator/health", "/site/env", "/site"):
        assert ask(site, other, by="https").status == 404


def test_spring_knows_the_client_and_what_it_came_by_and_http_does_not_get_to_it(site: int) -> None:
    told = ask(site, "/", by="https", X_Forwarded_For=CLIENT)
    assert '"secure":true' in told.body
    assert f'"client":"{CLIENT}"' in told.body
    assert ask(site, "/?a=b").location == "https://shop.example.com/?a=b"
