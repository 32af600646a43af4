"""The LocalStack and the binary of the other tests of what users run."""

from pathlib import Path

import pytest
from ci.conftest import account, binary, endpoint

from . import session

__all__ = ["account", "binary", "endpoint", "programs"]


@pytest.fixture(scope="session")
def programs(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the pages' commands call."""
    return session.programs(binary, tmp_path_factory.mktemp("programs"))
