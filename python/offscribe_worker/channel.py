"""The two ends of the pipe: requests come in as JSON lines, events go out as JSON lines.

stdout   belongs to the protocol alone: whatever a library prints goes to stderr, also from native code.
End      when stdin ends, or the process that started this one dies, this one ends at once: what it was doing is
         wanted by nobody, and nothing of it needs to be put away.
Threads  one reads requests, one beats every second, so that a long computation is told from a hang.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import signal
import sys
import threading
import time
from typing import Any

#: Raised when a message changes its meaning; the other side refuses any other number.
PROTOCOL = 2

_BEAT_SEC = 1.0
_PR_SET_PDEATHSIG = 1


class Channel:
    """Sends events and hands out requests, one at a time."""

    def __init__(self) -> None:
        parent = os.getppid()
        _leave_no_core_file()
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self._write_lock = threading.Lock()
        self._requests: queue.Queue[dict[str, Any]] = queue.Queue()
        self._cancelled: set[int] = set()
        self._last_progress = time.monotonic()
        _die_with_parent(parent)
        threading.Thread(target=self._read, name="requests", daemon=True).start()
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def send(self, event: str, **fields: Any) -> None:
        """Sends an event; anything but a heartbeat counts as progress."""
        if event != "heartbeat":
            self._last_progress = time.monotonic()
        line = json.dumps({"event": event, **fields}, ensure_ascii=True, allow_nan=False) + "\n"
        try:
            with self._write_lock:
                rest = memoryview(line.encode("ascii"))
                while rest:
                    rest = rest[self._out.write(rest) :]
        except OSError:
            # Nobody listens any more.
            os._exit(1)

    def next_request(self) -> dict[str, Any]:
        """The next request; waits for it."""
        return self._requests.get()

    def is_cancelled(self, request_id: int) -> bool:
        """Whether the request was withdrawn."""
        return request_id in self._cancelled

    def _read(self) -> None:
        try:
            for line in sys.stdin.buffer:
                self._take(line)
        finally:
            os._exit(0)

    def _take(self, line: bytes) -> None:
        try:
            request = json.loads(line)
            kind, request_id = request["type"], request.get("id", 0)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.send("error", id=0, code="E_ENGINE_PROTOCOL", message="A request is not a JSON object with a type.")
            return
        if kind == "close":
            os._exit(0)
        elif kind == "cancel":
            self._cancelled.add(request_id)
        else:
            self._requests.put(request)

    def _beat(self) -> None:
        while True:
            time.sleep(_BEAT_SEC)
            self.send("heartbeat", sinceProgressSec=round(time.monotonic() - self._last_progress, 3))


def _leave_no_core_file() -> None:
    """A core file would be as large as the model."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass


def _die_with_parent(parent: int) -> None:
    """On Linux the kernel sees to it, even while native code keeps every thread of ours from running."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        except (OSError, AttributeError):
            return
        if os.getppid() != parent:
            os._exit(1)
