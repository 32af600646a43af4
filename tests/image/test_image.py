"""The image holds one static binary that does its work there, and the release that action.yml installs."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ci.conftest import FILE
from ci.release import VERSION, serving
from ci.scripts import ROOT, WORKFLOWS, load
from ci.workflow import SHELLS, Job

from .dockerfile import Stage

#: what the design allows the binary
MOST_BYTES = 20_000_000

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="chroot takes root")


def said(*command: str) -> str:
    """What a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_the_image_is_one_binary_and_the_root_certificates(image: Stage) -> None:
    files = sorted(str(path.relative_to(image.root)) for path in image.root.rglob("*") if path.is_file())
    assert files == ["ebdeploy", "etc/ssl/certs/ca-certificates.crt"]
    assert image.base == "scratch"
    assert image.entrypoint == '["/ebdeploy"]'
    assert image.folder == "/work"
    user, _, group = image.user.partition(":")
    assert int(user) > 0 and int(group) > 0, "not root"
    assert image.labels["org.opencontainers.image.licenses"] == "MIT OR Apache-2.0"


def test_the_binary_is_static_and_small(binary: Path) -> None:
    assert "static-pie linked" in said("file", str(binary))
    assert "statically linked" in said("ldd", str(binary))
    assert binary.stat().st_size < MOST_BYTES


def test_it_starts_with_nothing_around_it(binary: Path) -> None:
    assert said("env", "-i", str(binary), "--version") == f"ebdeploy {VERSION}\n"


@pytest.fixture
def contained(
    root: Path, image: Stage, repository: Path, machine: dict[str, str], credentials: dict[str, str]
) -> Callable[..., Any]:
    """Runs the image as a container would: its files alone, its user, its variables, a file in ``/work``."""
    (root / "work" / "prod.toml").write_text((repository / FILE).read_text())
    aws = {name: value for name, value in machine.items() if name.startswith("AWS_")}
    # the variables are the image's, so there is no PATH to look it up by
    chroot = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin")
    enter = [str(chroot), f"--userspec={image.user}", str(root), "/ebdeploy"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = image.env | aws | credentials
        return subprocess.run(
            [*enter, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    return run


@needs_root
def test_it_plans_in_its_container(contained: Callable[..., Any]) -> None:
    planned = contained("plan", "/work/prod.toml", "--detailed-exitcode")
    assert planned.returncode == 2, planned.stderr
    assert "+ environment shop-local" in planned.stdout


@needs_root
def test_it_would_not_without_the_certificates(contained: Callable[..., Any], root: Path) -> None:
    (root / "etc" / "ssl" / "certs" / "ca-certificates.crt").unlink()
    planned = contained("plan", "/work/prod.toml")
    assert planned.returncode == 1
    assert "certificate" in planned.stderr


def test_it_plans_with_the_certificates_of_the_image_alone(
    binary: Path, image: Stage, repository: Path, machine: dict[str, str], credentials: dict[str, str]
) -> None:
    environment = {name: str(image.root) + value for name, value in image.env.items()}
    aws = {name: value for name, value in machine.items() if name.startswith("AWS_")}
    command = [str(binary), "plan", FILE, "--detailed-exitcode"]
    environment |= aws | credentials
    planned = subprocess.run(command, cwd=repository, env=environment, capture_output=True, check=False)
    assert planned.returncode == 2, planned.stderr


def test_what_the_release_workflow_packs_the_action_installs(
    stages: dict[str, Stage], job: Job, tmp_path: Path
) -> None:
    tag = f"v{VERSION}"
    steps = {step.get("name"): step for step in load(WORKFLOWS / "release.yml")["jobs"]["build"]["steps"]}
    place = tmp_path / "releases" / "OWNER/ebdeploy/releases/download"
    place.mkdir(parents=True)
    for name in ("LICENSE-MIT", "LICENSE-APACHE", "Cargo.toml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    target = stages["build"].at("target")
    environment = os.environ | {"GITHUB_REF_NAME": tag, "CARGO_TARGET_DIR": str(target)}
    for name in ("The tag is the version", "Package"):
        script = [*SHELLS[None], "-c", steps[name]["run"]]
        subprocess.run(script, cwd=tmp_path, env=environment, check=True)
    (tmp_path / "dist").rename(place / tag)
    with serving(tmp_path / "releases") as server:
        job.environment["GITHUB_SERVER_URL"] = server
        scope = job.run([{"uses": "./", "with": {"command": "install"}}, {"run": "ebdeploy --version"}])
    assert not scope.failed, job.said
    assert job.said == f"ebdeploy {VERSION}\n" * 2


def test_the_action_builds_its_own_commit(stages: dict[str, Stage], job: Job) -> None:
    # the builder's folder is such a commit, and its target directory has most of the work in it
    build = stages["build"]
    job.contexts["github"]["action_path"] = str(build.at("."))
    homes = {name: os.environ[name] for name in ("CARGO_HOME", "RUSTUP_HOME", "HOME") if name in os.environ}
    triple = f"{os.uname().machine}-unknown-linux-musl"
    job.environment |= homes | {"CARGO_TARGET_DIR": str(build.at("target")), "CARGO_BUILD_TARGET": triple}
    source = {"uses": "./", "with": {"command": "install", "version": "source"}}
    scope = job.run([source, {"run": "command -v ebdeploy"}])
    assert not scope.failed, job.said
    assert job.said.splitlines()[-1] == str(job.temp / "ebdeploy" / "source" / "bin" / "ebdeploy")
