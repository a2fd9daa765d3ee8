"""The peer's features of one 30 s window, for comparing features or for feeding logits.py.

Usage   python tests/peer/mel.py AUDIO OUT_MEL_F32_RAW [--start-sample N] [--bands 80]
Output  raw little-endian f32, [bands, 3000]; on stdout {"bands", "frames", "samples"}
Python  one of benchmarks/peer-environment.mjs
"""

import argparse
import json

import numpy as np
from faster_whisper.audio import decode_audio
from faster_whisper.feature_extractor import FeatureExtractor

WINDOW_SAMPLES = 480_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("audio")
    parser.add_argument("output")
    parser.add_argument("--start-sample", type=int, default=0)
    parser.add_argument("--bands", type=int, default=80)
    arguments = parser.parse_args()

    samples = decode_audio(arguments.audio, sampling_rate=16_000)
    cut = samples[arguments.start_sample :][:WINDOW_SAMPLES]
    window = np.pad(cut, (0, WINDOW_SAMPLES - len(cut)))
    features = FeatureExtractor(feature_size=arguments.bands)(window, padding=0)
    features.astype("<f4").tofile(arguments.output)
    print(json.dumps({"bands": features.shape[0], "frames": features.shape[1], "samples": len(cut)}))


if __name__ == "__main__":
    main()
