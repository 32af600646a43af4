"""Lints what stands around ebdeploy in pipelines: action.yml, workflows, examples, scripts.

    python -m ci.lint [FILE…]

runs in the environment ``ci`` of ``localstack/venvs.py``; ``make check`` does so. Exits with 1 when something
is wrong.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .scripts import ACTION, DEPLOY, GITHUB, GITLAB, ROOT, WORKFLOWS, scripts

TOOLS = Path(sys.executable).parent
YAMLLINT = """
extends: default
rules:
  braces: {max-spaces-inside: 1}
  comments: {min-spaces-from-content: 1}
  document-start: disable
  line-length: disable
  truthy: {check-keys: false}
"""


def main() -> None:
    found = problems([Path(name).resolve() for name in sys.argv[1:]] or everything())
    print(*found, sep="\n", end="\n" if found else "")
    if not shutil.which("actionlint"):
        print("actionlint: not installed, not asked", file=sys.stderr)
    sys.exit(1 if found else 0)


def everything() -> list[Path]:
    """All files that are linted."""
    yaml = [ACTION, GITLAB, *sorted(WORKFLOWS.glob("*.yml")), *sorted(GITHUB.glob("*.yml"))]
    return [*yaml, DEPLOY, ROOT / ".ci" / "run"]


def problems(paths: list[Path]) -> list[str]:
    """What the linters say of these files; nothing when all is well."""
    return [said for path in paths for said in _problems(path)]


def _problems(path: Path) -> Iterator[str]:
    if path.suffix != ".yml":
        yield from _ask(path.name, "shellcheck", str(path))
        return
    yield from _ask(path.name, "yamllint", "--strict", "--config-data", YAMLLINT, str(path))
    text = path.read_text()
    if "\nruns:" in text:
        yield from _ask(path.name, "check-jsonschema", "--builtin-schema=vendor.github-actions", str(path))
        yield from _ask(path.name, *_ZIZMOR, str(path))
        yield from _shellcheck_within(path)
    elif "\njobs:" in text:
        yield from workflow_problems(path)
    else:
        schema = ["--builtin-schema=vendor.gitlab-ci", "--data-transform=gitlab-ci"]
        yield from _ask(path.name, "check-jsonschema", *schema, str(path))
        yield from _shellcheck_within(path)


def workflow_problems(path: Path) -> list[str]:
    """What those linters say of a workflow that do not mind how it is written."""
    said = [
        *_ask(path.name, "check-jsonschema", "--builtin-schema=vendor.github-workflows", str(path)),
        *_ask(path.name, *_ZIZMOR, str(path)),
    ]
    if shutil.which("actionlint"):
        said += _ask(path.name, "actionlint", "-shellcheck=", "-pyflakes=", str(path))
    return [*said, *_shellcheck_within(path)]


#: what can be known without GitHub: whether inputs stand in scripts, whether actions are pinned
_ZIZMOR = ("zizmor", "--offline", "--no-progress", "--quiet")


def _shellcheck_within(path: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        for number, script in enumerate(scripts(path)):
            file = Path(folder) / f"{number}.sh"
            # as they are run: a command that fails ends them
            file.write_text(f"set -e\n{script.text}")
            yield from _ask(script.place, "shellcheck", "--shell=bash", str(file))


def _ask(what: str, tool: str, *arguments: str) -> Iterator[str]:
    own = TOOLS / tool
    command = [str(own if own.exists() else tool), *arguments]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode:
        yield f"{what}: {tool} says\n{asked.stdout}{asked.stderr}"


if __name__ == "__main__":
    main()
