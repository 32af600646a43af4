"""The commands of a page, and what they are expected to print.

A block of the language ``console`` has commands after ``$``, which go on in the next line after a ``\\``
or up to the word after ``<<``, and below each what it prints on both streams. A line that is only ``…``
stands for any lines, a ``…`` in a line for any text. A block of the language ``sh`` is run as it is, and
must end well.
"""

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from .blocks import HIDDEN, Block, blocks

ANY = "…"
_HERE = re.compile(r"<<'(\w+)'$")
_NUMBER = re.compile(r"\d+(?:[ .,]\d+)*")


@dataclass
class Command:
    """A command, and the lines that it is expected to print, which follow so many lines of the page."""

    text: str
    first: int
    expected: list[str] = field(default_factory=list)
    #: what it prints is not compared, and it must end well
    silent: bool = False
    #: it does not stand on the page
    hidden: bool = False
    #: it goes on beside those that follow, once it has said this
    until: str = ""
    #: numbers are not compared
    words: bool = False

    def is_as_said(self, code: int, printed: list[str]) -> bool:
        """It came out as the page says."""
        if self.silent:
            return code == 0
        if self.words:
            return agrees(_words(self.expected), _words(printed))
        return agrees(self.expected, printed)


def commands(page: Path) -> list[Command]:
    """All commands of a page, in order."""
    return [command for block in blocks(page) for command in _of(block)]


def _of(block: Block) -> list[Command]:
    if block.kind == "file":
        parent = Path(block.what).parent
        folder = "" if parent == Path() else f"mkdir -p {parent} && "
        text = f"{folder}cat > {block.what} <<'END-OF-FILE'\n{block.text}END-OF-FILE"
        return [Command(text, block.first, silent=True)]
    if block.kind == HIDDEN:
        return [Command(block.text, block.first, silent=True, hidden=True)]
    if block.kind == "shown":
        return []
    if block.language == "sh":
        return [Command(block.text, block.first, silent=True)]
    if block.language != "console":
        return []
    shown = _shown(block)
    for command in shown:
        command.words = block.kind == "numbers vary"
        command.until = block.what if block.kind == "background until" else ""
        if block.kind == "typed":
            on_terminal = f"script -qec {shlex.quote(command.text)} /dev/null | tr -d '\\r'"
            command.text = f"echo {shlex.quote(block.what)} | {on_terminal}"
    return shown


def _shown(block: Block) -> list[Command]:
    found: list[Command] = []
    goes_on, end = False, None
    for number, line in enumerate(block.lines, block.first + 1):
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


def _words(lines: list[str]) -> list[str]:
    """Lines without their numbers, and without what numbers of another length move."""
    return [" ".join(_NUMBER.sub("0", line).split()) for line in lines]
