"""How LocalStack is started and stopped."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import requests

HERE = Path(__file__).resolve().parent.parent
RUN = [sys.executable, str(HERE / "run.py")]


def started(home: Path, *more: str) -> tuple["subprocess.Popen[str]", str]:
    process = subprocess.Popen(
        [*RUN, "--port=0", f"--home={home}", *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    return process, process.stdout.readline().removeprefix("ready ").strip()


def is_answering(endpoint: str) -> bool:
    try:
        return requests.get(f"{endpoint}/_ebdeploy/identity", timeout=5).ok
    except requests.ConnectionError:
        return False


def test_it_stops_on_a_signal_and_leaves_nobody_listening(tmp_path: Path) -> None:
    process, endpoint = started(tmp_path)
    assert is_answering(endpoint)
    process.send_signal(signal.SIGTERM)
    assert process.wait(40) == 0
    assert not is_answering(endpoint)


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    process, endpoint = started(tmp_path)
    server = requests.get(f"{endpoint}/_ebdeploy/identity", timeout=5).json()["pid"]
    process.kill()
    process.wait()
    deadline = 40.0
    while Path(f"/proc/{server}").exists() and deadline > 0:
        deadline -= 0.2
        subprocess.run(["sleep", "0.2"], check=True)
    assert not is_answering(endpoint)


def test_it_listens_on_the_loopback_interface_alone(tmp_path: Path) -> None:
    process, endpoint = started(tmp_path, "--until-stdin-closes")
    port = int(endpoint.rsplit(":", 1)[1])
    with socket.socket() as elsewhere:
        # another loopback address stands for every other interface
        assert elsewhere.connect_ex(("127.0.0.2", port)) != 0
    assert process.stdin
    process.stdin.close()
    assert process.wait(40) == 0


def test_a_port_that_is_taken_is_a_clear_error(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        command = [*RUN, f"--port={port}", f"--home={tmp_path}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"port {port} cannot be used" in done.stderr
    assert "--port" in done.stderr


#: waits, and gets a signal after every few of its own steps
STORM = """
import signal, sys
sys.path.insert(0, sys.argv[1])
import run
stop = run.Stop()
signal.signal(signal.SIGALRM, lambda *_: stop.set())
signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
for _ in range(100_000):
    stop.wait(0.001)
signal.setitimer(signal.ITIMER_REAL, 0)
sys.exit(0 if stop.is_set() else 1)
"""


def test_a_signal_is_heard_at_whatever_moment_it_comes() -> None:
    storm = [sys.executable, "-c", STORM, str(HERE)]
    assert subprocess.run(storm, timeout=60, check=False).returncode == 0
