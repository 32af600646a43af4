"""action.yml installs the release that was asked for, or nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .release import VERSION, Release, served
from .scripts import ACTION, load
from .workflow import Job, Scope


@pytest.fixture
def own_release(binary: Path, tmp_path: Path, job: Job) -> Iterator[Release]:
    """A release that the test may spoil."""
    folder = tmp_path / "own"
    folder.mkdir()
    with served(binary, folder) as release:
        job.environment["GITHUB_SERVER_URL"] = release.server
        yield release


def install(job: Job, **inputs: str) -> Scope:
    """Runs the action for nothing but the installation, then asks the shell for ebdeploy."""
    uses: dict[str, Any] = {"uses": "./", "with": {"command": "install"} | inputs}
    return job.run([uses, {"run": "command -v ebdeploy && ebdeploy --version"}])


def test_the_default_is_the_version_of_this_commit() -> None:
    assert str(load(ACTION)["inputs"]["version"]["default"]) == VERSION


def test_what_was_installed_is_on_the_path(job: Job) -> None:
    assert not install(job).failed
    assert job.said.splitlines() == [
        f"ebdeploy {VERSION}",
        str(job.temp / "ebdeploy" / VERSION / "bin" / "ebdeploy"),
        f"ebdeploy {VERSION}",
    ]


def test_an_archive_with_another_checksum_is_not_installed(job: Job, own_release: Release) -> None:
    own_release.archive.write_bytes(own_release.archive.read_bytes() + b"more")
    assert install(job).failed
    assert "is not what its checksum says" in job.said
    assert shutil.which("ebdeploy", path=job.environment["PATH"]) is None
    assert not (job.temp / "ebdeploy" / VERSION / "bin" / "ebdeploy").exists()


def test_a_checksum_of_something_else_is_none(job: Job, own_release: Release) -> None:
    own_release.checksum.write_text(own_release.checksum.read_text().replace(".tar.gz", ".zip"))
    assert install(job).failed
    assert "is not what its checksum says" in job.said


def test_the_callers_own_digest_counts_more_than_the_releases(
    job: Job, own_release: Release, tmp_path: Path
) -> None:
    digest = own_release.sha256
    assert not install(job, sha256=digest).failed
    other = tmp_path / "ebdeploy"
    other.write_text("#!/bin/sh\necho another program\n")
    other.chmod(0o755)
    own_release.pack(other)
    assert install(job, sha256=digest).failed
    assert "another program" not in job.said
    assert not install(job).failed
    assert "another program" in job.said


def test_a_release_without_archive_or_checksum_is_told(job: Job, own_release: Release) -> None:
    own_release.checksum.unlink()
    assert install(job).failed
    assert f"release v{VERSION} of OWNER/ebdeploy has no checksum" in job.said
    assert install(job, version="9.9.9").failed
    assert "in release v9.9.9 of OWNER/ebdeploy" in job.said


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("version", "latest", "is a release such as 0.1.0"),
        ("version", "0.1.0/../../../../other", "is a release such as 0.1.0"),
        ("version", "$(touch stolen)", "is a release such as 0.1.0"),
        ("repository", "a/b/c", "say whose releases"),
        ("repository", "`touch stolen`", "say whose releases"),
    ],
)
def test_inputs_are_looked_at_and_are_no_code(job: Job, name: str, value: str, told: str) -> None:
    assert install(job, **{name: value}).failed
    assert told in job.said
    assert not list(job.workspace.parent.rglob("stolen"))


def test_where_github_does_not_tell_the_actions_own_repository_it_is_asked_for(job: Job) -> None:
    job.contexts["github"]["action_repository"] = ""
    assert install(job).failed
    assert "say whose releases" in job.said
    assert not install(job, repository="OWNER/ebdeploy").failed
