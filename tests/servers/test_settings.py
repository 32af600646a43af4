"""The scaffolded settings, and the instance's metadata service: well, slow, strange, and not there."""

from pathlib import Path

import pytest

from .conftest import Scaffold
from .metadata import metadata_service
from .project import check, project, variables
from .running import free_port


@pytest.fixture
def folder(scaffold: Scaffold, tmp_path: Path) -> Path:
    return project(scaffold, tmp_path / "bundle")


def test_on_an_instance_they_are_without_fault(folder: Path) -> None:
    with metadata_service() as service:
        checked = check(folder, variables(service))
    assert checked.returncode == 0, checked.stderr


def test_a_service_that_takes_a_moment_is_waited_for(folder: Path) -> None:
    with metadata_service(delay=0.5) as service:
        checked = check(folder, variables(service))
    assert checked.returncode == 0, checked.stderr


def test_a_service_that_says_nothing_is_not_waited_for_and_the_error_says_what_to_do(folder: Path) -> None:
    with metadata_service(delay=600) as service:  # longer than any patience
        checked = check(folder, variables(service))
    assert checked.returncode == 1
    assert (
        f"the instance's metadata service at {service.rstrip('/')} does not tell its address"
        in checked.stderr
    )
    assert "timed out" in checked.stderr
    assert "DJANGO_SETTINGS_MODULE" in checked.stderr


def test_elsewhere_than_on_an_instance_the_error_says_so(folder: Path) -> None:
    checked = check(folder, variables(f"http://127.0.0.1:{free_port()}"))
    assert checked.returncode == 1
    last = checked.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: the instance's metadata service at")
    assert "Connection refused" in last


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_service_that_refuses_is_named_with_its_answer(folder: Path, status: int) -> None:
    with metadata_service(status=status) as service:
        checked = check(folder, variables(service))
    assert f"HTTP Error {status}" in checked.stderr


@pytest.mark.parametrize("address", ["", "<html>", "10.0.3", "shop.example.com"])
def test_what_is_no_address_becomes_no_host(folder: Path, address: str) -> None:
    with metadata_service(address) as service:
        checked = check(folder, variables(service))
    assert checked.returncode == 1
    assert "does not tell its address" in checked.stderr


def test_settings_in_a_package_are_extended_beside_it(scaffold: Scaffold, tmp_path: Path) -> None:
    folder = project(scaffold, tmp_path / "bundle")
    package = folder / "mysite/conf"
    package.mkdir()
    (package / "__init__.py").touch()
    base = (folder / "mysite/settings.py").read_text().replace("parent.parent", "parent.parent.parent")
    (package / "base.py").write_text(base)
    scaffold("--app", "django", "--settings", "mysite.conf.base")
    with metadata_service() as service:
        given = variables(service, DJANGO_SETTINGS_MODULE="mysite.conf.elastic_beanstalk")
        checked = check(folder, given)
    assert checked.returncode == 0, checked.stderr
