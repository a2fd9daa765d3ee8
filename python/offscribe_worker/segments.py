"""Segments as they cross the protocol."""

from __future__ import annotations

from typing import Any, Iterable

#: start, end, text, tokens, avgLogprob, compressionRatio, noSpeechProb, temperature, seek, and words when asked for.
#: Times are seconds from the start of the clip; `seek` is where the 30 s that the model heard began.
Segment = dict[str, Any]


def keep_text_tokens(tokens: Iterable[int], end_of_text: int) -> list[int]:
    """Without timestamps and other marks, which all come after the text in the vocabulary."""
    return [int(token) for token in tokens if int(token) < end_of_text]
