"""`python guard.py PROGRAM ARGUMENT...` runs a program that must not outlive whoever started this one.

It leads a process group. When its standard input ends, the whole group is killed: so a maker of an environment that
was killed leaves no installer behind which goes on writing into the folder that the next one makes anew.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def _kill_all(child: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    child.kill()
    os._exit(1)


def main() -> int:
    """The program's exit code; 128 and more when a signal ended it, as shells say it."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_kill_all, args=(child,), daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    # Not sys.exit: the thread that waits for the end of stdin holds its lock.
    code = main()
    sys.stdout.flush()
    os._exit(code)
