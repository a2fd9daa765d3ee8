"""The peer's text of one window: beam search or greedy search as faster-whisper calls CTranslate2.

Usage   python tests/peer/generate.py MODEL_DIR MEL_F32_RAW [--beam-size 5] [--patience 1] [--length-penalty 1]
        [--repetition-penalty 1] [--no-repeat-ngram-size 0] --prompt 50258,50259,50359 [--threads 2]
Input   MODEL_DIR a CTranslate2 Whisper checkpoint; the features as raw little-endian f32, [bands, 3000]
Output  on stdout {"tokens": ids, timestamps included, "score": log probability over length ** length penalty,
        "noSpeechProb", "version"}
Python  one of benchmarks/peer-environment.mjs
"""

import argparse
import json

import ctranslate2
import numpy as np

FRAMES = 3000
CONTEXT = 448
MAX_INITIAL_TIMESTAMP = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("mel")
    parser.add_argument("--prompt", required=True, help="token ids, separated by commas")
    parser.add_argument("--beam-size", type=int, default=5)
    parser.add_argument("--patience", type=float, default=1)
    parser.add_argument("--length-penalty", type=float, default=1)
    parser.add_argument("--repetition-penalty", type=float, default=1)
    parser.add_argument("--no-repeat-ngram-size", type=int, default=0)
    parser.add_argument("--suppress", required=True, help="token ids, separated by commas")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()

    mel = np.fromfile(arguments.mel, dtype="<f4").reshape(1, -1, FRAMES)
    model = ctranslate2.models.Whisper(
        arguments.model, device="cpu", compute_type="float32", intra_threads=arguments.threads
    )
    result = model.generate(
        ctranslate2.StorageView.from_array(np.ascontiguousarray(mel)),
        [[int(token) for token in arguments.prompt.split(",")]],
        beam_size=arguments.beam_size,
        patience=arguments.patience,
        length_penalty=arguments.length_penalty,
        repetition_penalty=arguments.repetition_penalty,
        no_repeat_ngram_size=arguments.no_repeat_ngram_size,
        max_length=CONTEXT,
        return_scores=True,
        return_no_speech_prob=True,
        suppress_blank=True,
        suppress_tokens=[int(token) for token in arguments.suppress.split(",")],
        max_initial_timestamp_index=MAX_INITIAL_TIMESTAMP,
    )[0]
    report = {"tokens": list(result.sequences_ids[0]), "score": result.scores[0]}
    print(
        json.dumps(
            {**report, "noSpeechProb": result.no_speech_prob, "version": f"ctranslate2 {ctranslate2.__version__}"}
        )
    )


if __name__ == "__main__":
    main()
