"""How pages are read."""

from pathlib import Path

from .blocks import agrees, commands

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

<!-- not run: it asks -->
```console
$ ebdeploy destroy shop.toml
```
"""


def test_files_hidden_commands_and_shown_ones_are_found_in_order(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    found = commands(page)
    assert [command.hidden for command in found] == [True, True, False, False]
    assert [command.expected for command in found[2:]] == [["hello"], ["one two"]]
    assert found[3].text == "echo one \\\n    two"
    lines = PAGE.splitlines()
    assert [lines[command.first] for command in found[2:]] == ["hello", "one two"]


def test_dots_stand_for_lines_or_for_text() -> None:
    assert agrees(["a", "…", "z"], ["a", "b", "c", "z"])
    assert agrees(["a", "…"], ["a"])
    assert agrees(["took … s, 1 of 2"], ["took 3.5 s, 1 of 2"])
    assert not agrees(["took … s"], ["took 3.5 min"])
    assert not agrees(["a"], ["a", "b"])
    assert not agrees(["a.b"], ["aXb"])
