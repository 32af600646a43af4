"""The files that pages show are files that can be used, or parts of such."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci.lint import workflow_problems
from ci.scripts import ROOT

from .blocks import Block, blocks
from .pages import PAGES

#: what the files of pages refer to
BASE = ROOT / "examples" / "shared" / "base.toml"
NAMES = {"application": 'name = "shop"', "environment": 'name = "shop-prod"\nregion = "eu-west-1"'}


def _all(language: str) -> list[Any]:
    found = [block for page in PAGES for block in blocks(page) if block.language == language]
    looked_at = [block for block in found if block.kind != "shown" and not block.is_made]
    return [pytest.param(block, id=block.place) for block in looked_at]


@pytest.mark.parametrize("block", _all("toml"))
def test_a_file_of_a_page_is_one_that_ebdeploy_takes(block: Block, binary: Path, tmp_path: Path) -> None:
    file = tmp_path / "environments" / "shop.toml"
    file.parent.mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "Procfile").write_text("web: gunicorn mysite.wsgi\n")
    shutil.copytree(tmp_path / "app", tmp_path / "shop")
    shutil.copy(BASE, file.with_name("base.toml"))
    file.write_text(_whole(block.text))
    ran = subprocess.run([binary, "validate", file], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def _whole(text: str) -> str:
    """A part of a file, with what it lacks to be one."""
    said = tomllib.loads(text)
    for table, keys in NAMES.items():
        if table not in said:
            text = f"{text}\n[{table}]\n{keys}\n"
    return text


@pytest.mark.parametrize("block", _all("yaml"))
def test_a_workflow_of_a_page_is_one_that_linters_take(block: Block, tmp_path: Path) -> None:
    workflow = tmp_path / "workflow.yml"
    workflow.write_text(yaml.safe_dump(_workflow(yaml.safe_load(block.text)), sort_keys=False))
    assert workflow_problems(workflow) == []


def _workflow(said: Any) -> dict[str, Any]:
    """A part of a workflow, with what it lacks to be one."""
    if isinstance(said, list):
        said = {"jobs": {"shown": {"steps": said}}}
    # `on` is a word to GitHub, and `true` to YAML
    document = {"on": said.pop(True, "push"), "permissions": {}} | said
    for job in document["jobs"].values():
        job.setdefault("runs-on", "ubuntu-latest")
    return document


def test_the_book_calls_its_pages_as_they_call_themselves() -> None:
    summary = (ROOT / "docs" / "SUMMARY.md").read_text()
    named = re.findall(r"\[(.+)\]\((.+\.md)\)", summary)
    titled = [(_title(ROOT / "docs" / page), page) for _, page in named]
    assert named == titled
    missing = {page.name for page in PAGES if page.parent.name == "docs"} - {page for _, page in named}
    assert missing == {"SUMMARY.md"}


def _title(page: Path) -> str:
    return page.read_text().partition("\n")[0].removeprefix("# ")


@pytest.mark.parametrize("block", _all("json"))
def test_json_of_a_page_is_json(block: Block) -> None:
    text = block.text.replace("…", "")
    decoder, place, found = json.JSONDecoder(), 0, 0
    while rest := text[place:].lstrip():
        place = len(text) - len(rest)
        _, place = decoder.raw_decode(text, place)
        found += 1
    assert found
