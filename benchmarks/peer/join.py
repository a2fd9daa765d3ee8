"""Decodes clips to 16 kHz mono and joins them into one WAV file, with silence between.

Usage   python join.py < request.json
Request {"files": [PATH], "gap_sec": 0.5, "output": PATH}
Output  {"seconds": length of the file} on stdout.
"""

import json
import sys

import numpy as np
from faster_whisper.audio import decode_audio
from wav import RATE_HZ, write_wav


def main() -> None:
    request = json.load(sys.stdin)
    gap = np.zeros(int(RATE_HZ * request["gap_sec"]), dtype=np.float32)
    pieces = []
    for path in request["files"]:
        pieces += [decode_audio(path, sampling_rate=RATE_HZ), gap]
    samples = np.concatenate(pieces[:-1])
    write_wav(request["output"], samples)
    json.dump({"seconds": len(samples) / RATE_HZ}, sys.stdout)


if __name__ == "__main__":
    main()
