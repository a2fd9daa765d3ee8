"""Writes expected.json and origin.json: pairs of word sequences and the edits that jiwer counts between them.

Run:  uv run --with jiwer==4.0.0 tests/golden/word-errors/regenerate.py
"""

import hashlib
import json
import random
from importlib.metadata import version
from pathlib import Path

import jiwer

PAIRS = [
    ("a b c", "a b c"), ("a b c", ""), ("a", "b"), ("a b c d", "b c d a"), ("a a a", "a"), ("a", "a a a"),
    ("the cat sat on the mat", "the cat sat mat on the"), ("one two three", "three two one"), ("a b", "c d e f"),
]


def random_pairs(count: int, seed: int) -> list[tuple[str, str]]:
    """References over a small alphabet, and hypotheses that are damaged copies or unrelated."""
    choose = random.Random(seed)
    pairs = []
    for _ in range(count):
        letters = "abcdefgh"[: choose.randint(2, 8)]
        reference = [choose.choice(letters) for _ in range(choose.randint(1, 40))]
        hypothesis = []
        for word in reference:
            roll = choose.random()
            if roll > 0.15:
                hypothesis.append(word if roll > 0.3 else choose.choice(letters))
            if roll < 0.07:
                hypothesis += [choose.choice(letters), word]
        if choose.random() < 0.15:
            hypothesis = [choose.choice(letters) for _ in range(choose.randint(0, 40))]
        pairs.append((" ".join(reference), " ".join(hypothesis)))
    return pairs


def write(cases: list[dict], target: Path) -> None:
    text = json.dumps(cases, indent=2) + "\n"
    target.write_text(text, encoding="utf-8")
    origin = {
        "tool": "PyPI jiwer",
        "version": version("jiwer"),
        "toolLicence": "Apache-2.0",
        "inputs": "written and generated for this test by regenerate.py",
        "tolerance": "none: equal",
        "sha256": {target.name: hashlib.sha256(text.encode()).hexdigest()},
    }
    target.with_name("origin.json").write_text(json.dumps(origin, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    cases = []
    for reference, hypothesis in PAIRS + random_pairs(291, 7):
        counted = jiwer.process_words(reference, hypothesis)
        errors = counted.substitutions + counted.deletions + counted.insertions
        cases.append({"reference": reference, "hypothesis": hypothesis, "errors": errors})
    write(cases, Path(__file__).parent / "expected.json")


main()
