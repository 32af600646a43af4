"""Hash-locked virtual environments, made when they are missing and kept between runs.

    python3 localstack/venvs.py runtime|dev|ebcli|ci|django|uv

prints the path of the environment. It lies in ``$EBDEPLOY_CACHE`` (default ``~/.cache/ebdeploy``) under the
digest of what it is made from: a changed lock file is another environment, and no checkout disturbs another.
Standard library only: this is what runs before anything is installed.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = HERE / "locks"
#: what source distributions are built with, which would else fetch their build tools unhashed
BUILD = LOCKS / "build.txt"
RECIPES = {
    "runtime": (BUILD, LOCKS / "localstack.txt"),
    "dev": (BUILD, LOCKS / "dev.txt"),
    "ebcli": (BUILD, LOCKS / "ebcli.txt"),
    "ci": (LOCKS / "ci.txt",),
    "django": (HERE.parent / "examples" / "django" / "requirements.txt",),
    "uv": (LOCKS / "uv.txt",),
}
PYTHONS = ((3, 11), (3, 12), (3, 13))


def cache() -> Path:
    """The folder for everything that can be made again."""
    return Path(os.environ.get("EBDEPLOY_CACHE") or Path.home() / ".cache" / "ebdeploy")


def environment(name: str) -> Path:
    """The environment of that name, made now if need be; of processes that ask at once, one makes it."""
    interpreter = _interpreter()
    home = cache() / "venvs" / f"{name}-{_digest(name, interpreter)}"
    complete = home / "complete"
    if not complete.exists():
        with alone(home.with_suffix(".lock")):
            if not complete.exists():
                # what stands here without the mark is the remains of a run that was interrupted
                shutil.rmtree(home, ignore_errors=True)
                _make(name, home, interpreter)
                complete.touch()
    return home


def _make(name: str, home: Path, interpreter: str) -> None:
    print(f"making the Python environment {name!r} in {home}", file=sys.stderr, flush=True)
    _run(interpreter, "-m", "venv", str(home))
    uv = None if name == "uv" else _uv()
    for lock in RECIPES[name]:
        _run(*_installer(uv, home), "--require-hashes", "--no-deps", "-r", str(lock))
    if name in ("runtime", "dev"):
        # LocalStack's index of all AWS services takes it 6 s and 360 MiB to build, at the first request
        static = home / "root" / "usr" / "lib" / "localstack"
        static.mkdir(parents=True)
        settings = {"FILESYSTEM_ROOT": str(home / "root"), "OVERRIDE_IN_DOCKER": "0", "DISABLE_EVENTS": "1"}
        _run(str(home / "bin" / "python"), "-m", "localstack.aws.spec", env=os.environ | settings)


def _installer(uv: str | None, home: Path) -> list[str]:
    python = str(home / "bin" / "python")
    if uv:
        return [uv, "pip", "install", "--quiet", "--no-build-isolation", "--python", python]
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*command, "--no-compile", "--no-build-isolation"]


def _uv() -> str | None:
    """uv, ten times as fast as pip; None when it can neither be found nor installed."""
    if found := shutil.which("uv"):
        return found
    try:
        return str(environment("uv") / "bin" / "uv")
    except subprocess.CalledProcessError:
        return None


def _interpreter() -> str:
    """A Python that LocalStack runs on: this one, or one on the PATH."""
    if sys.version_info[:2] in PYTHONS:
        return str(getattr(sys, "_base_executable", sys.executable))
    for major, minor in reversed(PYTHONS):
        found = shutil.which(f"python{major}.{minor}")
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    sys.exit("venvs.py: no Python 3.11, 3.12 or 3.13 found: install one, or start this script with it")


def _digest(name: str, interpreter: str) -> str:
    parts = [interpreter.encode(), *(lock.read_bytes() for lock in RECIPES[name])]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Holds a lock that other processes wait for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    # stdout is kept for the one line that callers read
    subprocess.run(command, check=True, stdout=sys.stderr, env=env)


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in RECIPES:
        sys.exit(f"usage: venvs.py {'|'.join(RECIPES)}")
    try:
        print(environment(sys.argv[1]))
    except subprocess.CalledProcessError as failed:
        sys.exit(f"venvs.py: {' '.join(map(str, failed.cmd))} failed with status {failed.returncode}")


if __name__ == "__main__":
    main()
