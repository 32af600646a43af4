"""Carries out a Dockerfile without a container engine: its builder's steps as plain commands under a folder.

The folder stands for the image's ``/``, and the machine for what the builder's base has: apt, rustup, cargo.
"""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

#: a path of the image in a command: it begins a word, alone or within quotes
_ABSOLUTE = re.compile(r"(?:(?<=\s)|(?<=\s[\"'])|^)/(?=\w)")


@dataclass
class Stage:
    """One stage: its instructions, and what they made of it."""

    base: str
    instructions: list[tuple[str, str]] = field(default_factory=list)
    root: Path = Path()
    folder: str = "/"
    #: `ENV`, `LABEL`, `USER`, `ENTRYPOINT`
    env: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    user: str = ""
    entrypoint: str = ""

    def at(self, path: str) -> Path:
        """Where a path of the image is: under the root, from the folder of the moment."""
        return self.root / os.path.join(self.folder, path).lstrip("/")


def read(dockerfile: Path) -> dict[str, Stage]:
    """The stages of a Dockerfile by name; the last, nameless one is ``""``."""
    lines = [line for line in dockerfile.read_text().splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    stages: dict[str, Stage] = {}
    for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line.strip()):
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            stages[name] = stage = Stage(base)
        elif stages:
            stage.instructions.append((word, rest.strip()))
        else:
            assert word == "ARG", "nothing else may come before the first stage"
    return stages


def carry_out(stage: Stage, root: Path, context: Path, stages: dict[str, Stage]) -> None:
    """Carries out a stage's instructions, in the order in which they stand."""
    stage.root = root
    root.mkdir(parents=True, exist_ok=True)
    for word, rest in stage.instructions:
        match word:
            case "WORKDIR":
                stage.folder = rest
                stage.at(rest).mkdir(parents=True, exist_ok=True)
            case "COPY":
                _copy(stage, rest, context, stages)
            case "RUN":
                _run(stage, rest)
            case "ENV" | "LABEL":
                pairs = dict(pair.split("=", 1) for pair in shlex.split(rest))
                (stage.env if word == "ENV" else stage.labels).update(pairs)
            case "USER":
                stage.user = rest
            case "ENTRYPOINT":
                stage.entrypoint = rest
            case _:
                raise ValueError(f"this Dockerfile has no {word}")


def _run(stage: Stage, command: str) -> None:
    if command.startswith("apt-get"):
        if shutil.which("musl-gcc"):
            return
        command = command if os.geteuid() == 0 else command.replace("apt-get", "sudo apt-get")
    command = _ABSOLUTE.sub(f"{stage.root}/", command)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CARGO_", "RUST"))}
    homes = {name: os.environ[name] for name in ("CARGO_HOME", "RUSTUP_HOME") if name in os.environ}
    folder = stage.at(stage.folder)
    subprocess.run(["nice", "sh", "-c", command], cwd=folder, env=kept | homes | stage.env, check=True)


def _copy(stage: Stage, rest: str, context: Path, stages: dict[str, Stage]) -> None:
    *sources, target = rest.split()
    if sources[0].startswith("--from="):
        other = stages[sources.pop(0).removeprefix("--from=")]
        # what the builder did not make it has from its base, which here is the machine
        found = [path if (path := other.at(source)).exists() else Path(source) for source in sources]
    else:
        found = [context / source for source in sources]
    for source in found:
        place = stage.at(target) / source.name if target.endswith("/") else stage.at(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        _same(source, place)


def _same(source: Path, place: Path) -> None:
    """Makes the copy as the original. A file that is so already is not touched: cargo would build it anew."""
    if source.is_dir():
        names = {entry.name for entry in source.iterdir()}
        for entry in place.iterdir() if place.exists() else ():
            if entry.name not in names:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        place.mkdir(exist_ok=True)
        for name in sorted(names):
            _same(source / name, place / name)
    elif not place.exists() or place.read_bytes() != source.read_bytes():
        shutil.copy(source, place)


def context(source: Path, place: Path) -> None:
    """What an engine would send to the builder: what ``.dockerignore`` leaves of a folder."""
    lines = (source / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*" and all(rule.startswith("!") for rule in rules[1:]), "a list of what is sent"
    place.mkdir()
    for rule in rules[1:]:
        _same(source / rule[1:], place / rule[1:])
