"""A page's commands, run one after the other in one shell, as somebody would who reads it."""

import contextlib
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ci.scripts import ROOT

from .commands import Command

#: as the pages have it
ENDPOINT, ACCOUNT, CHECKOUT = "http://127.0.0.1:4566", "000000000000", "/path/to/ebdeploy"
_MARK = "---8<---"
_SECONDS = 900
#: how long a command may take until it can be left running
_BACKGROUND_SECONDS = 180
#: for what is built and started from the checkout itself
_KEPT = ("CARGO_TARGET_DIR", "CARGO_INCREMENTAL")


@dataclass
class Ran:
    """What came of a command."""

    code: int
    lines: list[str]


def starts_its_own(commands: list[Command]) -> bool:
    """These commands start a LocalStack, and say themselves how it is reached."""
    return any("make localstack" in command.text for command in commands)


def free_endpoint() -> str:
    """Where nobody answers yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def names(endpoint: str, account: str) -> dict[str, str]:
    """What the pages' names are called here."""
    return {
        ENDPOINT: endpoint,
        ENDPOINT.removeprefix("http://"): endpoint.removeprefix("http://"),
        ACCOUNT: account,
        CHECKOUT: str(ROOT),
    }


def run(
    commands: list[Command], folder: Path, environment: dict[str, str], here: dict[str, str]
) -> list[Ran]:
    """What came of each of them. ``here`` says what the pages' names are called here."""
    with tempfile.TemporaryDirectory(prefix="guide-") as said, _ended_afterwards() as started:
        script = []
        for number, command in enumerate(commands):
            text = _with(here, command.text)
            if command.until:
                text = _left_running(text, Path(said) / str(number), _with(here, command.until))
            # `$?` is that of the command before, not of the mark
            script += ["(exit ${CODE:-0})", text, "CODE=$?", f"printf '\\n{_MARK}%s\\n' \"$CODE\""]
        shell = subprocess.Popen(
            ["bash", "-c", "exec 2>&1\n" + "\n".join(script)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        started.append(shell)
        text = shell.communicate(timeout=_SECONDS)[0].decode()
    for name, real in here.items():
        text = text.replace(real, name)
    return list(_each(text))


def _with(here: dict[str, str], text: str) -> str:
    for name, real in here.items():
        text = text.replace(name, real)
    return text


def _left_running(text: str, said: Path, until: str) -> str:
    """A command in the background, when it has said what is waited for, and what it has said by then."""
    heard = f"grep -qF {shlex.quote(until)} {said}"
    wait = f"for _ in $(seq {10 * _BACKGROUND_SECONDS}); do {heard} && break; sleep 0.1; done"
    return f"{{ {text}\n}} > {said} 2>&1 &\n{wait}\ncat {said}; {heard}"


@contextlib.contextmanager
def _ended_afterwards() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Shells that end, and what they have left running."""
    shells: list[subprocess.Popen[bytes]] = []
    try:
        yield shells
    finally:
        for shell in shells:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGTERM)
            shell.wait()


def _each(text: str) -> Iterator[Ran]:
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith(_MARK):
            lines.append(line)
            continue
        while lines and not lines[-1].strip():
            lines.pop()
        yield Ran(int(line.removeprefix(_MARK)), lines)
        lines = []


def programs(binary: Path, folder: Path) -> Path:
    """Fills a folder with ebdeploy, the aws CLI, Django's own command, and stand-ins for others' programs."""
    (folder / "ebdeploy").symlink_to(binary)
    for venv, program in (("dev", "aws"), ("django", "django-admin")):
        made = [sys.executable, "localstack/venvs.py", venv]
        found = subprocess.run(made, cwd=ROOT, check=True, capture_output=True, text=True)
        (folder / program).symlink_to(Path(found.stdout.strip()) / "bin" / program)
    (folder / "glab").symlink_to(Path(__file__).parent / "stand_ins" / "glab")
    return folder


def environment(programs: Path, home: Path, endpoint: str) -> dict[str, str]:
    """A machine with these programs, and no settings of anybody's; its LocalStack belongs at the endpoint."""
    real = Path.home()
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "NO_PROXY": "127.0.0.1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        # what is there already is not built and installed anew
        "CARGO_HOME": os.environ.get("CARGO_HOME", str(real / ".cargo")),
        "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", str(real / ".rustup")),
        "EBDEPLOY_CACHE": os.environ.get("EBDEPLOY_CACHE", str(real / ".cache" / "ebdeploy")),
        "LOCALSTACK_PORT": endpoint.rpartition(":")[2],
        "LOCALSTACK_HOME": str(home / "localstack"),
    }


def settings(endpoint: str, account: str) -> dict[str, str]:
    """What a reader has set who has been told to set up LocalStack on another page."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
