"""The blocks of a page, and what becomes of each.

What stands in a comment before a block decides about it:

- ``<!-- file NAME -->`` has what is in it written to a file.
- ``<!-- typed: TEXT -->`` runs it on a terminal, where this is typed.
- ``<!-- background until TEXT -->`` leaves it running, as in a terminal of its own, once it has said this.
- ``<!-- numbers vary -->`` compares the words that it prints, and of numbers only that there is one.
- ``<!-- shown: WHY -->`` has it shown and nothing more, for this reason.

``<!-- run`` and lines up to ``-->`` are commands that nobody is shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^ *```(\w*)$")
_COMMENT = re.compile(r"^<!-- (file|typed|background until|numbers vary|shown):? ?(.*?) -->$")
_ITEM = re.compile(r"^ *([-*]|\d+\.) ")
#: said by pages that `make pages` writes
_MADE = "\n\nMade from "
#: the kind of a block that nobody is shown
HIDDEN = "run"


@dataclass
class Block:
    """A block of a page: its language, what was said before it, and its lines from ``first`` on."""

    page: Path
    first: int
    language: str
    lines: list[str]
    kind: str = ""
    what: str = ""

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.page.name}:{self.first + 1}"

    @property
    def text(self) -> str:
        """What is in it."""
        return "\n".join(self.lines) + "\n"

    @property
    def is_made(self) -> bool:
        """Its page is written by ``make pages``, and compared there."""
        return _MADE in self.page.read_text()

    def fate(self) -> str | None:
        """What becomes of it; nothing is said of a block that nobody looks after."""
        if self.is_made:
            return "made from the types"
        if self.kind == "shown":
            return f"shown: {self.what}" if self.what else None
        if self.kind == HIDDEN:
            return "run, and not shown"
        if self.kind == "file":
            return f"written to {self.what}"
        if self.language == "sh":
            return "run"
        if self.language == "console":
            return "run, and compared" if self.lines and self.lines[0].startswith("$ ") else None
        return {"toml": "validated", "yaml": "linted", "json": "parsed"}.get(self.language)


def blocks(page: Path) -> Iterator[Block]:
    """All blocks of a page, in order; one that is only indented has the language ``indented``."""
    lines = page.read_text().splitlines()
    number, said, in_list = 0, ("", ""), False
    while number < len(lines):
        line = lines[number]
        number += 1
        if comment := _COMMENT.match(line.strip()):
            said = (comment[1], comment[2])
        elif line == "<!-- run":
            end = lines.index("-->", number)
            yield Block(page, number, "", lines[number:end], HIDDEN)
            number = end + 1
        elif fence := _FENCE.match(line):
            indent = len(line) - len(line.lstrip())
            end = lines.index(" " * indent + "```", number)
            inside = [line[indent:] for line in lines[number:end]]
            yield Block(page, number, fence[1], inside, *said)
            said, number = ("", ""), end + 1
        elif line.startswith("    ") and not in_list and not lines[number - 2].strip():
            yield Block(page, number - 1, "indented", [line])
        elif line.strip():
            # what belongs to an item of a list is indented too
            in_list = bool(_ITEM.match(line)) or (in_list and line.startswith(" "))
