"""What a terminal shows when a page is followed: each command, what it really prints, and how it ended.

python -m guide.transcript PAGE…

starts a LocalStack of its own for each page that starts none; `make walk PAGE=docs/https.md` does so. The
names of the page stand for those of this machine, as they do on the page. What the page does not show is in
lines that begin with ``#``. Exits with 1 when a command did something else than the page says.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ci.scripts import ROOT
from stage import stage

from .commands import Command, commands
from .session import (
    ACCOUNT,
    Ran,
    environment,
    free_endpoint,
    names,
    programs,
    run,
    settings,
    starts_its_own,
)

#: how long each phase of an operation takes, in seconds
_PACE = 0.2


def main() -> None:
    """Walks through pages."""
    pages = [Path(name).resolve() for name in sys.argv[1:]]
    well = True
    for page in pages:
        found = commands(page)
        walked = walk(found)
        print(*_told(page, found, walked), sep="\n")
        pairs = zip(found, walked, strict=False)
        well &= len(walked) == len(found) and all(one.is_as_said(ran.code, ran.lines) for one, ran in pairs)
    sys.exit(not well)


def walk(found: list[Command]) -> list[Ran]:
    """What comes of a page's commands, in a LocalStack of their own and a folder that is gone afterwards."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    with contextlib.ExitStack() as stack:
        home = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="walk-", ignore_cleanup_errors=True))
        )
        if starts_its_own(found):
            endpoint, known = free_endpoint(), {}
        else:
            endpoint = stack.enter_context(stage(_PACE)).endpoint
            known = settings(endpoint, ACCOUNT)
        folder, tools = home / "work", home / "programs"
        folder.mkdir()
        tools.mkdir()
        programs(target / "debug" / "ebdeploy", tools)
        machine = environment(tools, home, endpoint) | known
        return run(found, folder, machine, names(endpoint, ACCOUNT))


def _told(page: Path, found: list[Command], walked: list[Ran]) -> Iterator[str]:
    yield f"# {page.name}"
    for command, ran in zip(found, walked, strict=False):
        lines = command.text.rstrip("\n").split("\n")
        if command.hidden:
            yield "# not on the page:"
            yield from (f"#   {line}" for line in lines)
        else:
            yield f"$ {lines[0]}{' &' if command.until else ''}"
            yield from lines[1:]
        # what prepares a page is of no interest, unless it fails
        if not command.hidden or ran.code:
            yield from ran.lines
        if ran.code:
            yield f"[exit code {ran.code}]"
    if len(walked) < len(found):
        yield f"# the shell ended before: {found[len(walked)].text}"


if __name__ == "__main__":
    main()
