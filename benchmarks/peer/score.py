"""The one scorer: word error rate of any system's texts, pooled over the items.

Usage   python score.py < request.json
Request {"items": [{"language": "en", "reference": "...", "hypothesis": "..."}]}
Output  {"wer": percent, "words": N, "substitutions", "deletions", "insertions", "items": [{"errors", "words"}], "normaliser"}
Rule    Whisper's English normaliser for `en`, its basic one otherwise (split into characters for zh, ja, th);
        an empty reference counts every word of the hypothesis as an insertion.
"""

import json
import sys
from importlib.metadata import version

import jiwer
from whisper_normalizer.basic import BasicTextNormalizer
from whisper_normalizer.english import EnglishTextNormalizer

ENGLISH = EnglishTextNormalizer()
BASIC = BasicTextNormalizer()
BASIC_BY_LETTER = BasicTextNormalizer(split_letters=True)


def normalise(text: str, language: str) -> str:
    if language == "en":
        return ENGLISH(text).strip()
    return (BASIC_BY_LETTER if language in ("zh", "ja", "th") else BASIC)(text).strip()


def score(item: dict) -> dict:
    language = item["language"]
    reference = normalise(item["reference"], language)
    hypothesis = normalise(item["hypothesis"], language)
    if not reference:
        return {"substitutions": 0, "deletions": 0, "insertions": len(hypothesis.split()), "words": 0}
    found = jiwer.process_words(reference, hypothesis)
    return {
        "substitutions": found.substitutions,
        "deletions": found.deletions,
        "insertions": found.insertions,
        "words": len(reference.split()),
    }


def main() -> None:
    scores = [score(item) for item in json.load(sys.stdin)["items"]]
    pooled = {
        kind: sum(one[kind] for one in scores) for kind in ("substitutions", "deletions", "insertions", "words")
    }
    errors = pooled["substitutions"] + pooled["deletions"] + pooled["insertions"]
    items = [
        {"errors": one["substitutions"] + one["deletions"] + one["insertions"], "words": one["words"]} for one in scores
    ]
    normaliser = f"whisper-normalizer {version('whisper-normalizer')}, jiwer {version('jiwer')}"
    wer = 100 * errors / pooled["words"] if pooled["words"] else None
    json.dump({"wer": wer, **pooled, "items": items, "normaliser": normaliser}, sys.stdout)


if __name__ == "__main__":
    main()
