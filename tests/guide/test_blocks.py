"""How pages are read."""

from pathlib import Path

import pytest

from .blocks import blocks
from .commands import Command, agrees, commands
from .pages import PAGES

PAGE = """\
Text.

<!-- file app/hello.txt -->
```text
hello
```

<!-- run
export NAME=ann
-->
```console
$ cat app/hello.txt
hello
$ echo one \\
    two
one two
```

<!-- shown: it takes somebody else's machine -->
```console
$ ebdeploy destroy shop.toml
```

- an item

  ```toml
  [lints]
  ```

      and what belongs to it

Text again.

    ebdeploy plan shop.toml
"""


def read(tmp_path: Path) -> Path:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    return page


def test_files_hidden_commands_and_shown_ones_are_found_in_order(tmp_path: Path) -> None:
    found = commands(read(tmp_path))
    assert [command.silent for command in found] == [True, True, False, False]
    assert [command.expected for command in found[2:]] == [["hello"], ["one two"]]
    assert found[3].text == "echo one \\\n    two"
    lines = PAGE.splitlines()
    assert [lines[command.first] for command in found[2:]] == ["hello", "one two"]


def test_it_is_known_what_becomes_of_each_block(tmp_path: Path) -> None:
    assert [(block.language, block.fate()) for block in blocks(read(tmp_path))] == [
        ("text", "written to app/hello.txt"),
        ("", "run, and not shown"),
        ("console", "run, and compared"),
        ("console", "shown: it takes somebody else's machine"),
        ("toml", "validated"),
        ("indented", None),
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_block_of_a_page_is_left_without_a_check_or_a_reason(page: Path) -> None:
    found = [(block.place, block.fate()) for block in blocks(page)]
    print(*(f"{place}  {fate}" for place, fate in found if fate), sep="\n")
    forgotten = [place for place, fate in found if fate is None]
    why = "make it `console` with its commands, or say `<!-- shown: WHY -->` before it"
    assert not forgotten, f"{why}: {forgotten}"


def test_dots_stand_for_lines_or_for_text() -> None:
    assert agrees(["a", "…", "z"], ["a", "b", "c", "z"])
    assert agrees(["a", "…"], ["a"])
    assert agrees(["took … s, 1 of 2"], ["took 3.5 s, 1 of 2"])
    assert not agrees(["took … s"], ["took 3.5 min"])
    assert not agrees(["a"], ["a", "b"])
    assert not agrees(["a.b"], ["aXb"])


def test_where_numbers_vary_words_do_not() -> None:
    command = Command("measure", 0, ["wall    110 ms", "memory  38.5 MiB"], words=True)
    assert command.is_as_said(0, ["wall  1 110 ms", "memory   9 MiB"])
    assert not command.is_as_said(0, ["wall  110 s", "memory  38.5 MiB"])
    assert not command.is_as_said(0, ["wall  none ms", "memory  38.5 MiB"])
