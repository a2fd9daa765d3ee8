"""Writes expected.json: speech regions that Silero VAD's own Python finds in random probability sequences.

Run by hand only, never in a test:
    pip download --no-deps silero-vad==6.2.3 && unzip -d silero silero_vad-6.2.3-*.whl
    python tests/golden/silero-regions/regenerate.py silero/silero_vad/utils_vad.py

The one function that is needed is pure Python; it is taken out of its module, so that torch need not be there.
Probabilities are multiples of 1/256, exact in 32 and in 64 bits.
"""

import ast
import hashlib
import json
import pathlib
import random
import sys
import typing

HERE = pathlib.Path(__file__).parent
NAME = "get_speech_timestamps_from_probs"
OPTIONS = [
    ({}, {}),
    ({"max_speech_duration_s": 3}, {"maxSpeechSec": 3}),
    (
        {"max_speech_duration_s": 2, "min_silence_duration_ms": 500, "speech_pad_ms": 300},
        {"maxSpeechSec": 2, "minSilenceMs": 500, "speechPadMs": 300},
    ),
    ({"threshold": 0.3}, {"threshold": 0.3}),
    (
        {"threshold": 0.6, "neg_threshold": 0.25, "min_speech_duration_ms": 0, "speech_pad_ms": 0},
        {"threshold": 0.6, "negThreshold": 0.25, "minSpeechMs": 0, "speechPadMs": 0},
    ),
    (
        {
            "min_silence_duration_ms": 2000,
            "speech_pad_ms": 400,
            "max_speech_duration_s": 5,
            "min_silence_at_max_speech": 50,
        },
        {"minSilenceMs": 2000, "speechPadMs": 400, "maxSpeechSec": 5, "minSilenceAtMaxSpeechMs": 50},
    ),
]


def load_function(path):
    tree = ast.parse(pathlib.Path(path).read_text())
    wanted = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == NAME]
    names = dict(vars(typing))
    exec(compile(ast.Module(wanted, []), path, "exec"), names)
    return names[NAME]


def random_walk(rng, frames, switch):
    speech, walk = rng.random() < 0.5, []
    for _ in range(frames):
        speech ^= rng.random() < switch
        value = (0.85 if speech else 0.1) + rng.uniform(-0.5, 0.5)
        walk.append(min(255, max(0, int(value * 256))))
    return walk


def main():
    find, rng = load_function(sys.argv[1]), random.Random(20261123)
    cases = [([], 0), ([], 1), ([255] * 100, 0), ([255] * 300, 1), ([0] * 50, 0)]
    for number in range(36):
        frames = rng.choice([40, 150, 300])
        cases.append((random_walk(rng, frames, rng.choice([0.01, 0.03, 0.1])), number % len(OPTIONS)))
    rows = []
    for walk, which in cases:
        theirs, ours = OPTIONS[which]
        samples = max(0, len(walk) * 512 - rng.randrange(512))
        found = find([value / 256 for value in walk], audio_length_samples=samples, **theirs)
        rows.append(
            {
                "probabilities256": walk,
                "options": {**ours, "audioSamples": samples},
                "regions": [[region["start"], region["end"]] for region in found],
            }
        )
    text = "[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n"
    (HERE / "expected.json").write_text(text)
    origin = {
        "tool": "PyPI silero-vad, get_speech_timestamps_from_probs",
        "version": "6.2.3",
        "toolLicence": "MIT",
        "inputs": "generated for this test by regenerate.py",
        "tolerance": "none: equal, in samples",
        "sha256": {"expected.json": hashlib.sha256(text.encode()).hexdigest()},
    }
    (HERE / "origin.json").write_text(json.dumps(origin, indent=2) + "\n")


main()
