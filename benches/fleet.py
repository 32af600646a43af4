"""What a plan of a hundred environments costs where AWS is slow and takes few calls a second.

Run by ``make bench``. It fails when a run fails, never on a time. Standard library only.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from plan import build, table
from stage import FILE, ROOT, Stage, stage

ENVIRONMENTS = int(os.environ.get("EBDEPLOY_BENCH_ENVIRONMENTS", "100"))
LATENCY_SECONDS = 0.05
CALLS_PER_SECOND = 10
#: the environments are only there to be planned: they need not take their time
PHASE_SECONDS = 0.02
THROTTLED = {"Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown"}


def main() -> None:
    profile, binary = build()
    with stage(PHASE_SECONDS) as localstack, tempfile.TemporaryDirectory() as folder:
        files = write(Path(folder))
        localstack.quota("application-load-balancers", ENVIRONMENTS)
        apply = [binary, "apply", *files, "--yes", "--parallel", "6"]
        made = run(localstack, apply)
        plan = [binary, "plan", *files, "--json"]
        free = measured(localstack, plan, latency_seconds=LATENCY_SECONDS, calls_per_second=0)
        held = measured(localstack, plan, latency_seconds=LATENCY_SECONDS, calls_per_second=CALLS_PER_SECOND)
    print(f"\nplan of {ENVIRONMENTS} environments in one call, with nothing to do ({profile} build)\n")
    wall, calls = free
    print(f"  without a budget, {1000 * LATENCY_SECONDS:.0f} ms added to each call")
    table(("  wall", f"{wall:.1f} s"), ("  AWS calls", str(len(calls))))
    wall, calls = held
    needed = collections.Counter(
        call["operation"].split(".")[0] for call in calls if call["error"] not in THROTTLED
    )
    # a bucket holds a second's worth of calls at the start
    floor = max(needed.values()) / CALLS_PER_SECOND - 1
    refused = sum(call["error"] in THROTTLED for call in calls)
    print(f"\n  with {CALLS_PER_SECOND} calls a second for each service")
    table(
        ("  wall", f"{wall:.1f} s"),
        ("  floor that the budget sets", f"{floor:.1f} s"),
        ("  above the floor", f"{100 * (wall / floor - 1):.0f} %"),
        ("  AWS calls answered", str(sum(needed.values()))),
        ("  AWS calls throttled", str(refused)),
        *((f"    {service}", str(count)) for service, count in needed.most_common()),
    )
    print(f"\n  making them took {made:.0f} s, six at a time")


def write(folder: Path) -> list[str]:
    """A file for each environment."""
    text = (ROOT / FILE).read_text().replace("#:schema ./schema.json", "")
    files = [folder / f"shop-{number:03}.toml" for number in range(ENVIRONMENTS)]
    for file in files:
        file.write_text(text.replace("shop-local", file.stem))
    return [str(file) for file in files]


def measured(localstack: Stage, plan: list[str], **control: Any) -> tuple[float, list[dict[str, Any]]]:
    """How long a plan takes that finds nothing to do, and the calls that it made."""
    localstack.control("PUT", **control)
    localstack.control("DELETE", "/calls")
    wall = run(localstack, plan)
    calls = localstack.control("GET", "/calls")["calls"]
    localstack.control("PUT", latency_seconds=0, calls_per_second=0)
    return wall, calls


def run(localstack: Stage, command: list[str]) -> float:
    """Runs a command, which must succeed; a plan must find nothing to do."""
    began = time.perf_counter()
    ended = subprocess.run(
        command, cwd=ROOT, env=localstack.environment(), capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - began
    if ended.returncode != 0:
        sys.exit(f"fleet.py: {command[1]} ended with {ended.returncode}:\n{ended.stderr[-4000:]}")
    if "--json" in command and json.loads(ended.stdout)["changes"]:
        sys.exit("fleet.py: the plan finds something to do")
    return wall


if __name__ == "__main__":
    main()
