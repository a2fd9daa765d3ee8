"""Writes other versions of recordings: the same speech at another loudness and behind a little silence.

Usage   python versions.py < request.json
Request {"files": [{"path": FILE, "versions": [{"path": WAV, "gain": 0.6, "silence_sec": 0.1}]}]}
Output  16 kHz, mono, 16 bits. Every version holds the recording's own words, and is other numbers to every system.
"""

import json
import sys
import wave

import numpy as np
from faster_whisper.audio import decode_audio

RATE_HZ = 16000


def main() -> None:
    for file in json.load(sys.stdin)["files"]:
        samples = decode_audio(file["path"], sampling_rate=RATE_HZ)
        for version in file["versions"]:
            silence = np.zeros(round(RATE_HZ * version["silence_sec"]), dtype=np.float32)
            write(version["path"], np.concatenate([silence, samples * version["gain"]]))


def write(path: str, samples: np.ndarray) -> None:
    with wave.open(path, "wb") as output:
        output.setnchannels(1)
        output.setsampwidth(2)
        output.setframerate(RATE_HZ)
        output.writeframes((np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes())


if __name__ == "__main__":
    main()
