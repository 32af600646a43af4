"""A web application in Tomcat behind the platform's servers, with the scaffolded class."""

import contextlib
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import venvs

from .running import free_port, proxy, running
from .wire import ask

PROJECT = Path(__file__).resolve().parent / "tomcat"
#: below what Tomcat's own login stands before
HEALTH = "/private/up"
CLIENT = "203.0.113.9"
Site = Callable[..., int]


@dataclass(frozen=True)
class Generation:
    """A Tomcat, and the servlets that it runs."""

    platform: str
    tomcat: str
    servlets: str
    api: str


GENERATIONS = [
    Generation("Tomcat 9 with Corretto 11", "9.0.98", "javax", "4.0.1"),
    Generation("Tomcat 10 with Corretto 17", "10.1.34", "jakarta", "6.0.0"),
]
FILE = """
[application]
name = "shop"
[environment]
name = "shop-test"
region = "eu-west-1"
platform = "PLATFORM running on 64bit Amazon Linux 2023"
[health-check]
path = "HEALTH"
"""


@dataclass(frozen=True)
class Built:
    """The application as Maven has built it, and the Tomcat that runs it."""

    application: Path
    home: Path


@pytest.fixture(scope="session", params=GENERATIONS, ids=lambda generation: generation.servlets)
def built(
    request: pytest.FixtureRequest,
    binary: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """Built once, and kept in the cache; with the files of both servers, of which each looks at its own."""
    if not (shutil.which("java") and shutil.which("mvn")):
        pytest.skip("there is no Maven here")
    generation: Generation = request.param
    place = tmp_path_factory.mktemp("tomcat") / "project"
    shutil.copytree(PROJECT, place)
    shop = place / "src/main/java/shop/Shop.java"
    shop.write_text(shop.read_text().replace("jakarta.", f"{generation.servlets}."))
    file = place / "shop.toml"
    file.write_text(FILE.replace("PLATFORM", generation.platform).replace("HEALTH", HEALTH))
    for server in ("apache", "nginx"):
        write = [
            str(binary),
            "scaffold",
            str(file),
            "--app",
            "tomcat",
            "--proxy",
            server,
            "--yes",
        ]
        subprocess.run(write, cwd=place, check=True, stdout=subprocess.DEVNULL)
    sources = sorted(path for path in place.rglob("*") if path.is_file())
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:12]
    home = venvs.cache() / f"tomcat-{generation.tomcat}"
    cached = venvs.cache() / f"tomcat-{generation.servlets}-{digest}"
    with venvs.alone(home.with_suffix(".lock")):
        if not (home / "complete").exists():
            _fetched(generation.tomcat, home)
        if not (cached / "target/shop-1.war").exists():
            shutil.rmtree(cached, ignore_errors=True)
            shutil.copytree(place, cached)
            given = [
                f"-Dservlets={generation.servlets}",
                f"-Dservlets.version={generation.api}",
            ]
            subprocess.run(["mvn", "-q", "-B", *given, "package"], cwd=cached, check=True)
    return Built(cached / "target/shop-1", home / f"apache-tomcat-{generation.tomcat}")


def _fetched(version: str, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    artifact = f"org.apache.tomcat:tomcat:{version}:tar.gz"
    fetch = [
        "mvn",
        "-q",
        "-B",
        "dependency:copy",
        f"-Dartifact={artifact}",
        f"-DoutputDirectory={home}",
    ]
    subprocess.run(fetch, cwd=home, check=True)
    shutil.unpack_archive(home / f"tomcat-{version}.tar.gz", home, filter="data")
    (home / "complete").touch()


@pytest.fixture
def site(server: str, built: Built, tmp_path: Path) -> Iterator[Site]:
    base = tmp_path / "base"
    (base / "conf").mkdir(parents=True)
    for folder in ("logs", "temp", "work"):
        (base / folder).mkdir()
    shutil.copy(PROJECT / "server.xml", base / "conf")
    for name in ("web.xml", "catalina.properties"):
        shutil.copy(built.home / "conf" / name, base / "conf")
    shutil.copytree(built.application, base / "webapps/ROOT")
    jars = [built.home / "bin/bootstrap.jar", built.home / "bin/tomcat-juli.jar"]
    with contextlib.ExitStack() as ending:

        def start(**more: str) -> int:
            port = free_port()
            settings = {
                "port": port,
                "catalina.home": built.home,
                "catalina.base": base,
                "java.io.tmpdir": base / "temp",
            }
            said = [f"-D{name}={value}" for name, value in settings.items()]
            classes = ":".join(map(str, jars))
            command = [
                "java",
                *said,
                "-cp",
                classes,
                "org.apache.catalina.startup.Bootstrap",
                "start",
            ]
            ending.enter_context(running(command, tmp_path, port, **more))
            return ending.enter_context(proxy(server, built.application, port, tmp_path))

        yield start


def log(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.glob("*.log"))


def test_the_health_check_answers_both_spellings_and_nobody_is_to_keep_its_answer(
    site: Site,
) -> None:
    port = site()
    for target in (HEALTH, f"{HEALTH}/", f"{HEALTH}?full=1"):
        for by in (None, "http", "https"):
            answer = ask(port, target, by=by, host="10.0.3.7")
            assert (answer.status, json.loads(answer.body)) == (200, {"fine": "ok"})
            assert answer.headers["cache-control"] == "no-store"
    assert ask(port, HEALTH, by=None, method="HEAD").status == 200
    assert ask(port, HEALTH, by=None, method="POST", body="x").status in (403, 405)


def test_neither_tomcats_login_nor_one_of_the_applications_own_stands_before_the_check(
    site: Site,
) -> None:
    port = site(LOGIN="1")
    assert ask(port, HEALTH, by=None).status == 200
    for other in ("/private/x", "/private/up/x", "/private"):
        assert ask(port, other, by="https").status == 401, other
    assert ask(port, "/", by="https").status == 403


def test_a_check_that_fails_makes_it_ill_and_its_words_are_for_the_log_alone(
    site: Site, tmp_path: Path
) -> None:
    answer = ask(site(BROKEN="1"), HEALTH, by=None)
    assert (answer.status, json.loads(answer.body)) == (
        503,
        {"fine": "ok", "broken": "failed"},
    )
    assert "health check broken: java.lang.IllegalStateException: the password is hunter2" in log(tmp_path)


def test_a_check_that_never_ends_is_not_waited_for_and_begun_once(site: Site, tmp_path: Path) -> None:
    port = site(SILENT="1")
    for _ in range(2):
        answer = ask(port, HEALTH, by=None)
        assert (answer.status, json.loads(answer.body)) == (
            503,
            {"fine": "ok", "silent": "failed"},
        )
    assert log(tmp_path).count("a silent check has begun") == 1


@pytest.mark.parametrize(("database", "told"), [("up", "ok"), ("down", "failed")])
def test_a_data_source_is_asked_for_a_connection_that_works(site: Site, database: str, told: str) -> None:
    answer = ask(site(DATABASE=database), HEALTH, by=None)
    assert answer.status == (200 if told == "ok" else 503)
    assert json.loads(answer.body) == {"fine": "ok", "jdbc/shop": told}


def test_the_application_knows_the_client_and_what_it_came_by(site: Site) -> None:
    port = site()
    told = json.loads(ask(port, "/a", by="https", X_Forwarded_For=CLIENT).body)
    expected = {"scheme": "https", "secure": True, "client": CLIENT, "async": True}
    assert told == {**expected, "url": "https://shop.example.com/a"}
    # what a client says of itself, the load balancer puts its own address behind
    forged = json.loads(ask(port, "/a", by="https", X_Forwarded_For=f"10.0.0.1, {CLIENT}").body)
    assert forged["client"] == CLIENT


def test_what_came_by_http_does_not_get_to_tomcat(site: Site) -> None:
    answer = ask(site(), "/a?b")
    assert (answer.status, answer.location) == (301, "https://shop.example.com/a?b")
