"""Django behind the platform's servers, with the scaffolded settings, routes and redirect."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import Scaffold
from .metadata import ADDRESS, metadata_service
from .project import NAME, gunicorn, project, variables
from .running import proxy, running
from .wire import ask

#: runs the project with these variables behind the server; the port of that
Site = Callable[..., int]


@pytest.fixture
def site(scaffold: Scaffold, server: str, tmp_path: Path) -> Iterator[Site]:
    folder = project(scaffold, tmp_path / "bundle", "--proxy", server)
    with contextlib.ExitStack() as ending:

        def start(**more: str) -> int:
            service = ending.enter_context(metadata_service())
            command, port = gunicorn()
            ending.enter_context(running(command, folder, port, **variables(service, **more)))
            return ending.enter_context(proxy(server, folder, port, tmp_path))

        yield start


def test_a_health_check_by_the_instances_address_finds_the_site_well(site: Site) -> None:
    port = site()
    for target in ("/health", "/health/", "/health?full=1"):
        for by in (None, "http"):
            answer = ask(port, target, by=by, host=ADDRESS, Accept="application/json")
            assert answer.status == 200, answer
            assert {*json.loads(answer.body).values()} == {"OK"}


def test_an_address_of_another_instance_is_no_host_of_the_site(site: Site) -> None:
    assert ask(site(), "/health", by=None, host="10.0.3.8").status == 400


def test_a_visitor_is_sent_to_https_and_django_knows_that_it_is_that(site: Site) -> None:
    port = site()
    sent = ask(port, "/?a=b")
    assert (sent.status, sent.location) == (301, f"https://{NAME}/?a=b")
    page = json.loads(ask(port, "/?a=b", by="https").body)
    assert page == {"secure": True, "address": f"https://{NAME}/?a=b"}


def test_without_the_header_django_serves_as_it_did_and_does_not_think_it_safe(site: Site) -> None:
    page = json.loads(ask(site(), by=None).body)
    assert page["secure"] is False


def test_a_site_that_redirects_by_itself_still_answers_its_health_check(site: Site) -> None:
    port = site(REDIRECTS="1")
    assert ask(port, "/health", by=None, host=ADDRESS).status == 200
    assert ask(port, "/", by=None, host=NAME).status == 301
    # and there is no loop
    assert ask(port, "/", by="https").status == 200


def test_a_database_that_is_gone_makes_the_site_ill(site: Site) -> None:
    port = site(DATABASE="/nowhere/shop.sqlite3")
    answer = ask(port, "/health", by=None, host=ADDRESS, Accept="application/json")
    assert answer.status == 500
    assert ask(port, "/", by="https").status == 200


def test_the_sites_own_pages_for_errors_are_kept(site: Site) -> None:
    answer = ask(site(), "/nothing", by="https")
    assert (answer.status, answer.body) == (404, "the site's own page for this")
