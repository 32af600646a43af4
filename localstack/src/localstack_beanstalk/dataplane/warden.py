"""A process that ends the applications of a LocalStack that is gone, however it went.

Run by itself, standard library only. On stdin it is told of process groups, ``+123`` or ``-123`` a line. The
end of stdin means that LocalStack has ended: every group that is left is ended too.
"""

import contextlib
import os
import signal
import sys
import time

#: how long applications have between the polite signal and the other one
GRACE_SECONDS = 1.0


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        sign, group = line[0], int(line[1:])
        if sign == "+":
            groups.add(group)
        else:
            groups.discard(group)
    send(groups, signal.SIGTERM)
    if groups:
        time.sleep(GRACE_SECONDS)
        send(groups, signal.SIGKILL)


def send(groups: set[int], number: signal.Signals) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)


if __name__ == "__main__":
    main()
