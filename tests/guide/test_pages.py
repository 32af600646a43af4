"""Every command block of README and of the guide, run against LocalStack; what it prints is compared.

With ``GUIDE_WRITE=1`` the pages get what was printed, wherever they had something else.
"""

import os
from pathlib import Path

import pytest

from .commands import Command, commands
from .pages import PAGES
from .session import ACCOUNT, Ran, environment, free_endpoint, names, run, settings, starts_its_own

WITH_COMMANDS = [page for page in PAGES if commands(page)]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_what_a_page_shows_is_what_happens(
    page: Path, programs: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    found = commands(page)
    if starts_its_own(found):
        endpoint, account, known = free_endpoint(), ACCOUNT, {}
    else:
        endpoint, account = request.getfixturevalue("endpoint"), request.getfixturevalue("account")
        known = settings(endpoint, account)
    machine = environment(programs, tmp_path, endpoint) | known
    ran = run(found, folder, machine, names(endpoint, account))
    assert len(ran) == len(found), f"the shell ended: {ran[-1:]}"
    pairs = list(zip(found, ran, strict=True))
    wrong = [(command, ran) for command, ran in pairs if not command.is_as_said(ran.code, ran.lines)]
    if wrong and os.environ.get("GUIDE_WRITE"):
        _write(page, [(command, ran) for command, ran in wrong if not command.silent])
    told = ["\n".join([f"$ {command.text}", *ran.lines, f"[{ran.code}]"]) for command, ran in wrong]
    assert not wrong, "\n\n".join([f"{page.name} shows something else than happens:", *told])


def _write(page: Path, wrong: list[tuple[Command, Ran]]) -> None:
    lines = page.read_text().splitlines()
    for command, ran in reversed(wrong):
        lines[command.first : command.first + len(command.expected)] = ran.lines
    page.write_text("\n".join(lines) + "\n")
