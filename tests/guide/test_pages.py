"""Every command block of README and of the guide, run against LocalStack; what it prints is compared.

With ``GUIDE_WRITE=1`` the pages get what was printed, wherever they had something else.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ci.scripts import ROOT

from .blocks import Command, agrees, commands
from .session import ACCOUNT, ENDPOINT, Ran, environment, run

PAGES = [page for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))] if commands(page)]


@pytest.fixture(scope="session")
def programs(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ebdeploy, the aws CLI, and Django's own command."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "ebdeploy").symlink_to(binary)
    for venv, program in (("dev", "aws"), ("django", "django-admin")):
        made = [sys.executable, "localstack/venvs.py", venv]
        found = subprocess.run(made, cwd=ROOT, check=True, capture_output=True, text=True)
        (folder / program).symlink_to(Path(found.stdout.strip()) / "bin" / program)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_shows_is_what_happens(
    page: Path, programs: Path, endpoint: str, account: str, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    found = commands(page)
    here = {ENDPOINT: endpoint, ENDPOINT.removeprefix("http://"): endpoint.removeprefix("http://"), ACCOUNT: account, "/path/to/ebdeploy": str(ROOT)}
    settings = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "any"}
    ran = run(found, folder, environment(programs, tmp_path) | settings, here)
    assert len(ran) == len(found), f"the shell ended: {ran[-1:]}"
    pairs = list(zip(found, ran, strict=True))
    wrong = [(command, ran) for command, ran in pairs if not _is_as_said(command, ran)]
    if wrong and os.environ.get("GUIDE_WRITE"):
        _write(page, [(command, ran) for command, ran in wrong if not command.hidden])
    told = ["\n".join([f"$ {command.text}", *ran.lines, f"[{ran.code}]"]) for command, ran in wrong]
    assert not wrong, "\n\n".join([f"{page.name} shows something else than happens:", *told])


def _is_as_said(command: Command, ran: Ran) -> bool:
    return ran.code == 0 if command.hidden else agrees(command.expected, ran.lines)


def _write(page: Path, wrong: list[tuple[Command, Ran]]) -> None:
    lines = page.read_text().splitlines()
    for command, ran in reversed(wrong):
        lines[command.first : command.first + len(command.expected)] = ran.lines
    page.write_text("\n".join(lines) + "\n")
