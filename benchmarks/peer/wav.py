"""WAV files of what the peer's decoder gives: 16 kHz, mono, 16 bits; what is louder than full scale is cut off."""

import wave

import numpy as np

RATE_HZ = 16000


def write_wav(path: str, samples: np.ndarray) -> None:
    with wave.open(path, "wb") as output:
        output.setnchannels(1)
        output.setsampwidth(2)
        output.setframerate(RATE_HZ)
        output.writeframes((np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes())
