"""`python FOLDER ENGINE` serves over stdin and stdout; `python FOLDER --check ENGINE` says what the engine lacks.

Run by path and never installed, so that worker and program always come from the same package.
"""

from __future__ import annotations

import json
import os
import sys

# The package may lie where this user cannot write, and is published as it lies; other packages may keep what they compile.
_writes_bytecode = not sys.dont_write_bytecode
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from offscribe_worker import contract  # noqa: E402
from offscribe_worker.channel import Channel  # noqa: E402
from offscribe_worker.server import Server  # noqa: E402

sys.dont_write_bytecode = not _writes_bytecode
# No library may ask a hub for anything, whatever the caller's environment says.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"


def main(arguments: list[str]) -> int:
    """Runs what the arguments ask for; gives the exit code."""
    if len(arguments) == 2 and arguments[0] == "--check" and arguments[1] in contract.NAMES:
        report = sys.stdout
        sys.stdout = sys.stderr
        outcome = contract.check(arguments[1])
        report.write(json.dumps(outcome) + "\n")
        report.flush()
        return 0 if outcome["ok"] else 1
    if len(arguments) == 1 and arguments[0] in contract.NAMES:
        Server(arguments[0], Channel()).run()
    sys.stderr.write(f"usage: offscribe_worker [--check] {'|'.join(contract.NAMES)}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
