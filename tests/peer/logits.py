"""The peer's logits of one window, step by step, greedily, with nothing suppressed.

Usage   python tests/peer/logits.py MODEL_DIR MEL_F32_RAW OUT_F32_RAW --prompt 50258,50259,50359,50363 --steps 8
        [--compute-type float32] [--threads 2]
Input   MODEL_DIR a CTranslate2 Whisper checkpoint; the features as raw little-endian f32, [bands, 3000]
Output  raw little-endian f32, [steps, vocabulary]: row i is what the decoder says after the prompt and i tokens;
        on stdout {"tokens": the token chosen at each step, "steps", "vocabulary", "version"}. There are fewer rows
        than asked for when the model ends the text: its last row is the one that chose <|endoftext|>.
Note    the prompt should hold <|notimestamps|>: without it CTranslate2 applies the timestamp rules to what it returns.
Python  one of benchmarks/peer-environment.mjs
"""

import argparse
import json

import ctranslate2
import numpy as np

FRAMES = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("mel")
    parser.add_argument("output")
    parser.add_argument("--prompt", required=True, help="token ids, separated by commas")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--compute-type", default="float32")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()

    prompt = [int(token) for token in arguments.prompt.split(",")]
    mel = np.fromfile(arguments.mel, dtype="<f4").reshape(1, -1, FRAMES)
    model = ctranslate2.models.Whisper(
        arguments.model, device="cpu", compute_type=arguments.compute_type, intra_threads=arguments.threads
    )
    result = model.generate(
        ctranslate2.StorageView.from_array(np.ascontiguousarray(mel)),
        [prompt],
        beam_size=1,
        # CTranslate2 decodes the smaller of max_length / 2 and max_length minus the prompt.
        max_length=max(2 * arguments.steps, len(prompt) + arguments.steps),
        suppress_blank=False,
        suppress_tokens=[],
        return_logits_vocab=True,
    )[0]
    rows = np.stack([np.array(row, dtype=np.float32).reshape(-1) for row in result.logits[0]])
    rows.astype("<f4").tofile(arguments.output)
    # Greedy and unsuppressed, so the choice is the largest logit; <|endoftext|> is chosen but not listed by the peer.
    tokens = [int(token) for token in rows.argmax(axis=1)]
    listed = list(result.sequences_ids[0])
    assert tokens[: len(listed)] == listed, f"the peer chose {listed}, its logits say {tokens}"
    report = {"tokens": tokens, "steps": rows.shape[0], "vocabulary": rows.shape[1]}
    print(json.dumps({**report, "version": f"ctranslate2 {ctranslate2.__version__}"}))


if __name__ == "__main__":
    main()
