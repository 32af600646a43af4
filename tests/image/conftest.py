"""The image, built in the cache by its Dockerfile's own steps: the next build takes only what has changed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ci.conftest import (  # noqa: F401
    account,
    credentials,
    endpoint,
    job,
    machine,
    release,
    repository,
)
from ci.scripts import ROOT

import venvs

from .dockerfile import Stage, carry_out, context, read


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Stage]]:
    """All stages of the Dockerfile, carried out; of several checkouts, one at a time uses the cache."""
    stages = read(ROOT / "Dockerfile")
    sent = tmp_path_factory.mktemp("context") / "sent"
    context(ROOT, sent)
    home = venvs.cache() / "image"
    with venvs.alone(home.with_suffix(".lock")):
        carry_out(stages["build"], home, sent, stages)
        carry_out(stages[""], tmp_path_factory.mktemp("image") / "root", sent, stages)
        yield stages


@pytest.fixture(scope="session")
def image(stages: dict[str, Stage]) -> Stage:
    """What would be shipped."""
    return stages[""]


@pytest.fixture(scope="session")
def binary(image: Stage) -> Path:
    """The ebdeploy of the image: also the one that `release` serves."""
    return image.root / "ebdeploy"


@pytest.fixture
def root(image: Stage, tmp_path: Path) -> Path:
    """A copy of the image's files, as a container has."""
    place = tmp_path / "root"
    shutil.copytree(image.root, place)
    for folder in (place, place / "work"):
        os.chmod(folder, 0o755)
    return place
