"""The command blocks of a page, and what they are expected to print.

A block whose first line begins with ``$`` has commands after that sign, which go on in the next line after
a ``\\`` or up to the word after ``<<``, and below each what it prints on both streams. A line that is only
``…`` stands for any lines, a ``…`` in a line for any text. A block of the language ``sh`` is run as it is,
and must end well.

What stands in a comment before a block decides about it: ``<!-- file NAME -->`` has what is in it written
to a file, ``<!-- typed: TEXT -->`` runs it on a terminal, where this is typed, ``<!-- not run: WHY -->``
leaves it out. ``<!-- run`` and lines up to ``-->`` are commands that nobody is shown.
"""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

ANY = "…"
_FENCE = re.compile(r"^```(\w*)$")
_COMMENT = re.compile(r"^<!-- (file|typed|not run):? (.+) -->$")
_HERE = re.compile(r"<<'(\w+)'$")


@dataclass
class Command:
    """A command, and the lines that it is expected to print, which follow so many lines of the page."""

    text: str
    first: int
    expected: list[str] = field(default_factory=list)
    #: nobody is shown what it prints, and it must end well
    hidden: bool = False


def commands(page: Path) -> list[Command]:
    """All commands of a page, in order."""
    found: list[Command] = []
    lines = page.read_text().splitlines()
    number, said = 0, ("", "")
    while number < len(lines):
        line = lines[number]
        number += 1
        if comment := _COMMENT.match(line):
            said = (comment[1], comment[2])
        elif line == "<!-- run":
            end = lines.index("-->", number)
            found.append(Command("\n".join(lines[number:end]), number, hidden=True))
            number = end + 1
        elif fence := _FENCE.match(line):
            end = lines.index("```", number)
            found += _of(fence[1], lines[number:end], number, *said)
            said, number = ("", ""), end + 1
    return found


def _of(language: str, block: list[str], number: int, kind: str, what: str) -> list[Command]:
    if kind == "not run":
        return []
    if kind == "file":
        folder = f"mkdir -p $(dirname {what})"
        text = "\n".join([f"{folder} && cat > {what} <<'END-OF-FILE'", *block, "END-OF-FILE"])
        return [Command(text, number, hidden=True)]
    if language == "sh":
        return [Command("\n".join(block), number, hidden=True)]
    if not block or not block[0].startswith("$ "):
        return []
    shown = _shown(block, number)
    for command in shown if kind == "typed" else []:
        command.text = (
            f"echo {shlex.quote(what)} | script -qec {shlex.quote(command.text)} /dev/null | tr -d '\\r'"
        )
    return shown


def _shown(block: list[str], number: int) -> list[Command]:
    found: list[Command] = []
    goes_on, end = False, None
    for line in block:
        number += 1
        if goes_on or end:
            found[-1].text += "\n" + line
            found[-1].first = number
            end = None if line == end else end
        elif line.startswith("$ "):
            found.append(Command(line[2:], number))
            here = _HERE.search(line)
            end = here[1] if here else None
        else:
            found[-1].expected.append(line)
            continue
        goes_on = line.endswith("\\")
    return found


def agrees(expected: list[str], printed: list[str]) -> bool:
    """What was printed is what was expected."""
    if not expected:
        return not printed
    if expected[0].strip() == ANY:
        rest = expected[1:]
        return any(agrees(rest, printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and _same(expected[0], printed[0]) and agrees(expected[1:], printed[1:])


def _same(expected: str, printed: str) -> bool:
    parts = (re.escape(part) for part in expected.rstrip().split(ANY))
    return re.fullmatch(".*".join(parts), printed.rstrip()) is not None
