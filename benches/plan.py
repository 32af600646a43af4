"""What a plan of an environment that is as its file says costs: time, memory, calls and waves.

Run by ``make bench``. It fails when a run fails, never on a time. Standard library only.
"""

import datetime
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stage import FILE, ROOT, Stage, stage

RUNS = 10
LATENCY_SECONDS = 0.1
#: the environment is only there to be planned: it need not take its time
PHASE_SECONDS = 0.05


@dataclass(frozen=True)
class Run:
    """What one run of a command took."""

    wall: float
    cpu: float
    mebibytes: float


def main() -> None:
    profile, binary = build()
    with stage(PHASE_SECONDS) as localstack:
        measure(localstack, [binary, "apply", FILE, "--yes"])
        plan = [binary, "plan", FILE, "--detailed-exitcode"]
        runs = [measure(localstack, plan) for _ in range(RUNS)]
        localstack.control("PUT", latency_seconds=LATENCY_SECONDS)
        slow = [measure(localstack, plan) for _ in range(RUNS)]
        # waves show where calls take long enough to overlap
        localstack.control("DELETE", "/calls")
        measure(localstack, plan)
        calls = localstack.control("GET", "/calls")["calls"]
    print(f"plan of {FILE}, with nothing to do ({profile} build, median of {RUNS} runs)\n")
    table(
        ("wall", f"{1000 * median(runs, 'wall'):.0f} ms"),
        ("CPU, user and system", f"{1000 * median(runs, 'cpu'):.0f} ms"),
        ("peak memory", f"{median(runs, 'mebibytes'):.1f} MiB"),
        ("AWS calls", str(len(calls))),
        ("waves of calls", str(waves(calls))),
        (
            f"wall, {1000 * LATENCY_SECONDS:.0f} ms added to each call",
            f"{1000 * median(slow, 'wall'):.0f} ms",
        ),
    )


def build() -> tuple[str, str]:
    """Builds ebdeploy: as asked, or for release where that was done before, since it takes minutes."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target")
    there = (target / "release" / "ebdeploy").exists()
    release = os.environ.get("EBDEPLOY_BENCH_PROFILE", "release" if there else "debug") == "release"
    options = ["--release"] if release else []
    subprocess.run(["cargo", "build", "--locked", "--quiet", *options], cwd=ROOT, check=True)
    profile = "release" if release else "debug"
    return profile, str(target / profile / "ebdeploy")


def measure(localstack: Stage, command: list[str]) -> Run:
    """Runs a command, which must succeed."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=localstack.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    told = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"plan.py: {' '.join(command)} ended with {process.returncode}:\n{told}")
    # in KiB on Linux, in bytes on macOS
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def waves(calls: list[dict[str, Any]]) -> int:
    """How many calls the longest chain has, in which each began after the one before had ended."""
    chains: list[tuple[float, int]] = []
    for call in calls:
        began = datetime.datetime.fromisoformat(call["began"]).timestamp()
        before = max((length for end, length in chains if end <= began), default=0)
        chains.append((began + call["seconds"], before + 1))
    return max((length for _, length in chains), default=0)


def median(runs: list[Run], measure: str) -> float:
    return statistics.median(getattr(run, measure) for run in runs)


def table(*rows: tuple[str, str]) -> None:
    names, values = (max(len(row[column]) for row in rows) for column in (0, 1))
    for name, value in rows:
        print(f"  {name:<{names}}  {value:>{values}}")


if __name__ == "__main__":
    main()
