"""Runs a command on a terminal of its own, of so many columns, and types the next answer at each question.

dialogue.py COLUMNS ANSWERS COMMAND…, where ANSWERS is a list in JSON
"""

import fcntl
import json
import os
import pty
import struct
import sys
import termios

columns, answers, *command = sys.argv[1:]
left = json.loads(answers)
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(columns), 0, 0))
    os.execv(command[0], command)
seen = b""
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:
        break
    if not some:
        break
    seen += some
    if left and seen.endswith(b": "):
        os.write(terminal, left.pop(0).encode())
sys.stdout.buffer.write(seen.replace(b"\r\n", b"\n"))
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
# as a shell tells the death by a signal
sys.exit(code if code >= 0 else 128 - code)
