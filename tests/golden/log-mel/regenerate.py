"""Writes expected.csv and origin.json: the peer's log-mel features of 30 s windows of an example recording.

Run:  "$(node benchmarks/peer-environment.mjs)" tests/golden/log-mel/regenerate.py
"""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from faster_whisper.audio import decode_audio
from faster_whisper.feature_extractor import FeatureExtractor

HERE = Path(__file__).parent
RECORDING = HERE.parents[2] / "examples" / "lighthouse-log.flac"
WINDOW_SAMPLES = 480_000
# The recording opens with digital silence; the second start lies inside a word, so that the mirrored edge is heard.
# 128 bands are what large-v3 takes.
CASES = [(0, 80), (163_337, 80), (163_337, 128)]
FRAMES = sorted({0, 1, 2, 2998, 2999, *range(0, 3000, 97)})


def window_from(samples: np.ndarray, start: int) -> np.ndarray:
    """Samples from `start`, filled up with silence to 30 s, as openai-whisper pads a window."""
    cut = samples[start : start + WINDOW_SAMPLES]
    return np.pad(cut, (0, WINDOW_SAMPLES - len(cut)))


def in_double_precision(window: np.ndarray, filters: np.ndarray) -> np.ndarray:
    """The same features with float64 throughout: what the peer's own rounding is measured against."""
    padded = np.pad(window.astype(np.float64), 200, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, 400)[::160][:3000]
    power = np.abs(np.fft.rfft(frames * np.hanning(401)[:-1], axis=1)) ** 2
    log = np.log10(np.maximum(filters.astype(np.float64) @ power.T, 1e-10))
    return (np.maximum(log, log.max() - 8) + 4) / 4


def main() -> None:
    samples = decode_audio(str(RECORDING), sampling_rate=16_000)
    rows, deviations = ["startSample,nMels,frame,values of every band from the lowest"], []
    for start, bands in CASES:
        extractor = FeatureExtractor(feature_size=bands)
        window = window_from(samples, start)
        # padding=0: the window already is 30 s long and must give 3000 frames.
        features = extractor(window, padding=0)
        assert features.shape == (bands, 3000)
        deviations.append(float(np.abs(features - in_double_precision(window, extractor.mel_filters)).max()))
        for frame in FRAMES:
            rows.append(",".join([str(start), str(bands), str(frame), *(f"{value:.5f}" for value in features[:, frame])]))
        # The mean over all frames notices a fault between those that are written down.
        rows.append(f"{start},{bands},mean,{features.mean(dtype=np.float64):.5f}")

    (HERE / "expected.csv").write_text("\n".join(rows) + "\n")
    origin = {
        "tool": "PyPI faster-whisper, faster_whisper.feature_extractor.FeatureExtractor(feature_size=nMels), padding=0",
        "version": version("faster-whisper"),
        "toolLicence": "MIT",
        "command": "\"$(node benchmarks/peer-environment.mjs)\" tests/golden/log-mel/regenerate.py",
        "inputs": "examples/lighthouse-log.flac at 16 kHz, from startSample, zero-padded to 30 s; frames 0 to 2999",
        "tolerance": "0.0005 absolute on every value",
        "toleranceReason": f"the peer itself is up to {max(deviations):.1e} away from the same sum in double precision",
        "sha256": {
            "expected.csv": hashlib.sha256((HERE / "expected.csv").read_bytes()).hexdigest(),
            "examples/lighthouse-log.flac": hashlib.sha256(RECORDING.read_bytes()).hexdigest(),
            "samples as f32le": hashlib.sha256(samples.astype("<f4").tobytes()).hexdigest(),
        },
    }
    (HERE / "origin.json").write_text(json.dumps(origin, indent=2) + "\n")


if __name__ == "__main__":
    main()
