"""A page's commands, run one after the other in one shell, as somebody would who reads it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .blocks import Command

#: as the pages have it
ENDPOINT, ACCOUNT = "http://127.0.0.1:4566", "000000000000"
_MARK = "---8<---"
_SECONDS = 900


@dataclass
class Ran:
    """What came of a command."""

    code: int
    lines: list[str]


def run(
    commands: list[Command], folder: Path, environment: dict[str, str], here: dict[str, str]
) -> list[Ran]:
    """What came of each of them. ``here`` says what the pages' names are called here."""
    script = []
    for command in commands:
        text = command.text
        for name, real in here.items():
            text = text.replace(name, real)
        # `$?` is that of the command before, not of the mark
        script += ["(exit ${CODE:-0})", text, "CODE=$?", f"printf '\\n{_MARK}%s\\n' \"$CODE\""]
    done = subprocess.run(
        ["bash", "-c", "exec 2>&1\n" + "\n".join(script)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        timeout=_SECONDS,
        check=False,
    )
    text = done.stdout.decode()
    for name, real in here.items():
        text = text.replace(real, name)
    ran: list[Ran] = []
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(_MARK):
            ran.append(Ran(int(line.removeprefix(_MARK)), _without_blanks(lines)))
            lines = []
        else:
            lines.append(line)
    return ran


def _without_blanks(lines: list[str]) -> list[str]:
    """Without empty lines at the end."""
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def environment(programs: Path, home: Path) -> dict[str, str]:
    """A machine with these programs, and no settings of anybody's."""
    return {
        "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "NO_PROXY": "127.0.0.1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }
