"""Writes expected.json and origin.json: pairs of word sequences and the edits that jiwer counts between them, by kind.

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
    ("25 dollars 50", "25 dollars 15"), ("naïve café", "naive café"), ("привет мир", "мир"), ("नमस्ते दुनिया", "नमस्ते"), ("😀 ok", "ok 😀"),
    ("今 日 は 晴 れ", "今 は 晴 天"), ("안녕 세상", "안녕하세요 세상"), ("مرحبا بالعالم", "بالعالم مرحبا"), ("a b a b a b", "b a b a b a"),
]


ALPHABETS = ["abcdefgh", "абвгдежз", "今日天気元晴雨", "٠١٢٣٤٥٦٧", "😀🎉🚀👍🏽🇫🇷"]


def random_pairs(count: int, seed: int, longest: int) -> list[tuple[str, str]]:
    """References over a small alphabet, and hypotheses that are damaged copies or unrelated."""
    choose = random.Random(seed)
    pairs = []
    for _ in range(count):
        letters = choose.choice(ALPHABETS)[: choose.randint(2, 8)]
        reference = [choose.choice(letters) for _ in range(choose.randint(1, longest))]
        hypothesis = []
        for word in reference:
            roll = choose.random()
            if roll > 0.15:
                hypothesis.append(word if roll > 0.3 else choose.choice(letters))
            if roll < 0.07:
                hypothesis += [choose.choice(letters), word]
        if choose.random() < 0.15:
            hypothesis = [choose.choice(letters) for _ in range(choose.randint(0, longest))]
        pairs.append((" ".join(reference), " ".join(hypothesis)))
    return pairs


def write(cases: list[dict], target: Path) -> None:
    text = "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n"
    target.write_text(text, encoding="utf-8")
    origin = {
        "tool": "PyPI jiwer",
        "version": version("jiwer"),
        "toolLicence": "Apache-2.0",
        "inputs": "written and generated for this test by regenerate.py",
        "tolerance": "none: equal",
        "sha256": {target.name: hashlib.sha256(text.encode("utf-8")).hexdigest()},
    }
    target.with_name("origin.json").write_text(json.dumps(origin, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    cases = []
    # The longest are beyond the 64 units that the peer's faster path takes.
    for reference, hypothesis in PAIRS + random_pairs(900, 7, 40) + random_pairs(150, 8, 200):
        counted = jiwer.process_words(reference, hypothesis)
        kinds = {kind: getattr(counted, kind) for kind in ("hits", "substitutions", "deletions", "insertions")}
        errors = counted.substitutions + counted.deletions + counted.insertions
        cases.append({"reference": reference, "hypothesis": hypothesis, "errors": errors, **kinds})
    write(cases, Path(__file__).parent / "expected.json")


main()
