"""LocalStack with Elastic Beanstalk, in the foreground, on 127.0.0.1 only.

    python3 localstack/run.py [--port N] [--home DIR] [--until-stdin-closes] [--phase-seconds S]

prints ``ready http://127.0.0.1:PORT`` once it answers, and nothing else; its log is ``HOME/localstack.log``.
Standard library only.
"""

import argparse
import contextlib
import json
import os
import queue
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

import venvs

HERE = Path(__file__).resolve().parent
START_SECONDS = 120
STOP_SECONDS = 15
#: what LocalStack has of our environment, beside the variables of pip, which applications are installed with
KEPT = ("PATH", "DEBUG", "LS_LOG", "TMPDIR")


class Stop:
    """Whether to end, as a signal or the end of stdin wants it.

    Not an ``Event``: a signal that comes while its own thread waits for one would wait for itself for good.
    A ``SimpleQueue`` may be put into at any moment.
    """

    def __init__(self) -> None:
        self._asked = False
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()

    def set(self) -> None:
        """Has it end."""
        self._asked = True
        self._wake.put(None)

    def is_set(self) -> bool:
        """It is to end."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Whether it is to end, as soon as that is known, or after so many seconds."""
        with contextlib.suppress(queue.Empty):
            if not self._asked:
                self._wake.get(timeout=seconds)
        return self._asked


def main() -> None:
    asked = _arguments()
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if asked.until_stdin_closes:
        threading.Thread(target=_wait_for_end_of_stdin, args=[stop], daemon=True).start()
    port = asked.port or _free_port()
    _refuse_taken(port)
    nonce = secrets.token_hex(16)
    child = _start(asked.home, port, nonce, asked.phase_seconds)
    try:
        if _wait_until_ready(child, port, nonce, stop):
            print(f"ready http://127.0.0.1:{port}", flush=True)
            while child.poll() is None and not stop.wait(0.2):
                pass
            _end(child, signal.SIGTERM)
    finally:
        # LocalStack that is stopped before it was ready can hang for good, and has nothing to lose
        _end(child, signal.SIGKILL)
    if not stop.is_set():
        log = _log(asked.home)
        _fail(f"LocalStack ended, or did not become ready. The end of {log}:\n{_tail(log)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="LocalStack with Elastic Beanstalk")
    port = int(os.environ.get("LOCALSTACK_PORT") or 4566)
    home = Path(os.environ.get("LOCALSTACK_HOME") or venvs.cache() / "localstack")
    parser.add_argument("--port", type=int, default=port, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--home", type=Path, default=home, help="folder for its files (default: %(default)s)")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop at the end of stdin, too")
    parser.add_argument("--phase-seconds", type=float, help="how long each phase of an operation takes")
    return parser.parse_args()


def _start(home: Path, port: int, nonce: str, phase_seconds: float | None) -> subprocess.Popen[bytes]:
    runtime = venvs.environment("runtime")
    home = home.resolve()
    _furnish(home, runtime)
    settings = _settings(home, port) | {"EBDEPLOY_NONCE": nonce, "EBDEPLOY_LIFELINE": "stdin"}
    if phase_seconds is not None:
        settings["EBDEPLOY_PHASE_SECONDS"] = str(phase_seconds)
    with _log(home).open("wb") as log:
        # its own process group, so that Ctrl-C reaches it through us alone; its stdin ends when we do
        return subprocess.Popen(
            [str(runtime / "bin" / "python"), "-m", "localstack.runtime.main"],
            env=settings,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _furnish(home: Path, runtime: Path) -> None:
    """Puts into the home what LocalStack looks for: its service index, and our package's entry points."""
    (home / "home").mkdir(parents=True, exist_ok=True)
    shutil.copytree(runtime / "root", home, dirs_exist_ok=True)
    # run by that Python, so that this script itself reads on an older one
    command = [str(runtime / "bin" / "python"), str(HERE / "entry_points.py"), str(home / "plugin")]
    subprocess.run(command, check=True)


def _settings(home: Path, port: int) -> dict[str, str]:
    """The whole environment of LocalStack: of ours hardly anything gets in, and nothing of it gets out."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith("PIP_")}
    return kept | {
        "EBDEPLOY_CACHE": str(venvs.cache().resolve()),
        "LANG": "C.UTF-8",
        "HOME": str(home / "home"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "FILESYSTEM_ROOT": str(home),
        "PYTHONPATH": f"{HERE / 'src'}{os.pathsep}{home / 'plugin'}",
        "OVERRIDE_IN_DOCKER": "0",
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "LOCALSTACK_HOST": f"127.0.0.1:{port}",
        "GATEWAY_SERVER": "twisted",  # hypercorn never ends on SIGTERM once it was used
        "DNS_ADDRESS": "0",
        "DISABLE_EVENTS": "1",
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "API_ENDPOINT": "http://127.0.0.1:9",  # asked about unknown services; there is no switch
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "MOTO_ACM_VALIDATION_WAIT": os.environ.get("MOTO_ACM_VALIDATION_WAIT", "0"),
        "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    }


def _wait_until_ready(child: subprocess.Popen[bytes], port: int, nonce: str, stop: Stop) -> bool:
    """Whether it became ready: initialised, and answering with our nonce, so that it is ours for sure."""
    base, deadline = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None and not stop.wait(0.1):
        if _get(f"{base}/_localstack/init/ready").get("completed") is True:
            return _get(f"{base}/_ebdeploy/identity").get("nonce") == nonce
    return False


def _get(url: str) -> dict[str, object]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            found = json.load(answer)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _end(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signals LocalStack and gives it time; SIGKILL goes to the applications that it ran as well."""
    with contextlib.suppress(ProcessLookupError, PermissionError, subprocess.TimeoutExpired):
        if number == signal.SIGKILL:
            os.killpg(child.pid, number)
        else:
            child.send_signal(number)
        child.wait(STOP_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _refuse_taken(port: int) -> None:
    # LocalStack itself would hang on a taken port, deaf to SIGTERM
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            fix = "stop what holds it, or give another with --port or LOCALSTACK_PORT"
            _fail(f"port {port} cannot be used ({error}): {fix}")


def _wait_for_end_of_stdin(stop: Stop) -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop.set()


def _log(home: Path) -> Path:
    return home / "localstack.log"


def _tail(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-20:])


def _fail(message: str) -> NoReturn:
    sys.exit(f"run.py: {message}")


if __name__ == "__main__":
    main()
