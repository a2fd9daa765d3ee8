"""Writes other versions of recordings: the same speech at another loudness and behind a little silence.

Usage   python versions.py < request.json
Request {"versions": [{"recording": FILE, "output": WAV, "gain": 0.6, "silence_sec": 0.1}]}
Output  16 kHz, mono, 16 bits. Every version holds the recording's own words, and is other numbers to every system.
"""

import json
import sys

import numpy as np
from faster_whisper.audio import decode_audio
from wav import RATE_HZ, write_wav


def main() -> None:
    for version in json.load(sys.stdin)["versions"]:
        samples = decode_audio(version["recording"], sampling_rate=RATE_HZ)
        silence = np.zeros(round(RATE_HZ * version["silence_sec"]), dtype=np.float32)
        write_wav(version["output"], np.concatenate([silence, samples * version["gain"]]))


if __name__ == "__main__":
    main()
