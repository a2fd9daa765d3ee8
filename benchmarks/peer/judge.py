"""The one judge of the truth benchmark: what any system heard in an item, beside what was said in it and when.

Usage   python judge.py < request.json
Request {"items": [{"language": "en", "reference": TEXT or null, "words": [{"text", "start", "end"}] or null,
         "heard": {"text", "words": [{"text", "start", "end"}]}}]}
Output  {"items": [JUDGEMENT], "normaliser"} in the same order. A judgement has, where there is a reference:
          words, substitutions, deletions, insertions   by `score.py`'s normaliser and jiwer, so letters in zh, ja and th
          letters, letterErrors                         the same of letters, of the normalised texts without white space
          missed          reference words inside runs of 4 or more deletions: speech that was lost, not misheard
        where there are reference times and heard times:
          timed           {"words": with reference times, "starts": [seconds, signed], "ends": [...]} of the words heard right
        always:
          spoken          heard words with a letter or digit in them, brackets or not
          loop            {"repeats", "text"}: the longest immediate repetition of any run of words or, within a word, letters
"""

import json
import sys
from collections import Counter
from importlib.metadata import version

import jiwer
from score import normalise

LOST_RUN = 4


def judge(item: dict) -> dict:
    text = item["heard"]["text"]
    found: dict = {"spoken": sum(any(c.isalnum() for c in word) for word in text.split()), "loop": longest_loop(text)}
    if item["reference"] is not None:
        found |= word_errors(item)
    if item["words"] and item["heard"]["words"]:
        found["timed"] = time_errors(item["words"], item["heard"]["words"], item["language"])
    return found


def word_errors(item: dict) -> dict:
    language = item["language"]
    reference = normalise(item["reference"], language)
    hypothesis = normalise(item["heard"]["text"], language)
    if not reference:
        raise ValueError("A reference that the normaliser empties: use null for no speech.")
    by_word = jiwer.process_words(reference, hypothesis)
    letters = squeezed(reference)
    by_letter = jiwer.process_characters(letters, squeezed(hypothesis))
    runs = [
        chunk.ref_end_idx - chunk.ref_start_idx for chunk in by_word.alignments[0] if chunk.type == "delete"
    ]
    return {
        "words": len(reference.split()),
        "substitutions": by_word.substitutions,
        "deletions": by_word.deletions,
        "insertions": by_word.insertions,
        "letters": len(letters),
        "letterErrors": by_letter.substitutions + by_letter.deletions + by_letter.insertions,
        "missed": sum(run for run in runs if run >= LOST_RUN),
    }


def squeezed(text: str) -> str:
    return "".join(text.split())


def time_errors(said: list[dict], heard: list[dict], language: str) -> dict:
    """Words are normalised one by one, so that each token knows its word; a pair counts when all tokens are the same."""
    reference, hypothesis = tokens_of(said, language), tokens_of(heard, language)
    starts, ends = [], []
    if not reference or not hypothesis:
        return {"words": len(said), "starts": starts, "ends": ends}
    found = jiwer.process_words(
        " ".join(token for token, _ in reference), " ".join(token for token, _ in hypothesis)
    )
    pairs = [
        (reference[chunk.ref_start_idx + at][1], hypothesis[chunk.hyp_start_idx + at][1])
        for chunk in found.alignments[0]
        if chunk.type == "equal"
        for at in range(chunk.ref_end_idx - chunk.ref_start_idx)
    ]
    sizes, others = (Counter(at for _, at in tokens) for tokens in (reference, hypothesis))
    for (one, other), equal in Counter(pairs).items():
        if equal != sizes[one] or equal != others[other]:
            continue
        starts.append(round(heard[other]["start"] - said[one]["start"], 4))
        ends.append(round(heard[other]["end"] - said[one]["end"], 4))
    return {"words": len(said), "starts": starts, "ends": ends}


def tokens_of(words: list[dict], language: str) -> list[tuple[str, int]]:
    return [(token, at) for at, word in enumerate(words) for token in normalise(word["text"], language).split()]


def longest_loop(text: str) -> dict:
    words = [word.strip(".,!?;:\"'()[]") or word for word in text.casefold().split()]
    by_word = repeats_in(words, " ")
    by_letter = max((repeats_in(list(word), "") for word in set(words)), key=lambda loop: loop["repeats"], default=by_word)
    return max(by_word, by_letter, key=lambda loop: loop["repeats"])


def repeats_in(items: list[str], joint: str) -> dict:
    best = {"repeats": 1 if items else 0, "text": ""}
    for size in range(1, len(items) // 2 + 1):
        run = 0
        for at in range(size, len(items)):
            run = run + 1 if items[at] == items[at - size] else 0
            if run // size + 1 > best["repeats"]:
                best = {"repeats": run // size + 1, "text": joint.join(items[at - size + 1 : at + 1])}
    return best


def main() -> None:
    items = [judge(item) for item in json.load(sys.stdin)["items"]]
    normaliser = f"whisper-normalizer {version('whisper-normalizer')}, jiwer {version('jiwer')}"
    json.dump({"items": items, "normaliser": normaliser}, sys.stdout)


if __name__ == "__main__":
    main()
