"""What stands around ebdeploy in pipelines is linted, and the lints find what they are for."""

from pathlib import Path

import pytest

from .lint import everything, problems
from .scripts import ACTION, DEPLOY, GITHUB, GITLAB

PLAN = GITHUB / "plan.yml"
OWN = "      - id: ebdeploy\n"


def test_everything_is_clean() -> None:
    assert problems(everything()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (PLAN, OWN, f"      - run: cat $FILE\n{OWN}", "SC2086"),
        (PLAN, OWN, f"      - run: echo '${{{{ github.head_ref }}}}'\n{OWN}", "template-injection"),
        (PLAN, OWN, f"      - uses: actions/cache@v5\n{OWN}", "unpinned-uses"),
        (PLAN, "timeout-minutes: 15", "timeout-minute: 15", "check-jsonschema"),
        (ACTION, "using: composite", "using: compost", "check-jsonschema"),
        (ACTION, '[ -n "$SHA256" ]', "[ -n $SHA256 ]", "SC2070"),
        (ACTION, "ignore[github-env]", "", "github-env"),
        (GITLAB, "resource_group: production", "resource_group: [production]", "check-jsonschema"),
        (GITLAB, 'plan "$EBDEPLOY_FILE"', "plan $EBDEPLOY_FILE", "SC2086"),
        (GITLAB, "  stage: plan\n", "  stage:  plan\n", "yamllint"),
        (DEPLOY, 'plan "$file"', "plan $file", "SC2086"),
    ],
)
def test_what_is_wrong_is_found(file: Path, old: str, new: str, told: str, tmp_path: Path) -> None:
    text = file.read_text()
    assert old in text
    wrong = tmp_path / file.name
    wrong.write_text(text.replace(old, new, 1))
    assert told in "\n".join(problems([wrong]))
