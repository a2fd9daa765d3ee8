"""Errors that cross the protocol: the kernel's codes, one plain sentence each."""

from __future__ import annotations


class WorkerError(Exception):
    """What went wrong, as the other side's error table names it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Cancelled(WorkerError):
    """The request was withdrawn."""

    def __init__(self) -> None:
        super().__init__("E_CANCELLED", "Cancelled.")


#: How native code words it when memory runs out; it raises no MemoryError.
_OUT_OF_MEMORY = ("bad_alloc", "out of memory", "[malloc]", "attempting to allocate", "insufficient memory")


def as_worker_error(error: BaseException) -> WorkerError:
    """Any exception as one that has a code."""
    if isinstance(error, WorkerError):
        return error
    text = str(error) or type(error).__name__
    if isinstance(error, MemoryError) or any(phrase in text.lower() for phrase in _OUT_OF_MEMORY):
        return WorkerError("E_ENGINE_OOM", f"Memory ran out: {text}")
    return WorkerError("E_ENGINE_FAILED", f"{type(error).__name__}: {text}")
