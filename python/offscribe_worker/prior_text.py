"""What a window is told came before it: hotwords, the initial prompt, the text of the window before, in this order.

All of it has half of the context less one token, as in the in-process engine (`src/engines/onnx/prior-text.ts`): hotwords
keep their beginning, the prompt has what they leave and the text before what both leave, and these two keep their end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

#: Half of the 448 positions of every Whisper, less one for the token that opens the text.
ROOM = 223


@dataclass(frozen=True)
class PriorText:
    """Tokens behind the hotwords, and what the user should know."""

    tokens: list[int]
    notes: list[str]


def prior_text(options: dict[str, Any], encode: Callable[[str], list[int]]) -> PriorText:
    """The prompt and the text before it as tokens; hotwords only take their part of the room."""
    notes: list[str] = []
    hotwords = _encode(options["hotwords"], encode)
    if len(hotwords) > ROOM:
        notes.append(
            f"The hotwords are {len(hotwords)} tokens long; the model is told the first {ROOM} only."
        )
    whole = _encode(options["initialPrompt"], encode)
    prompt = _last(whole, ROOM - len(hotwords))
    if len(prompt) < len(whole):
        beside = " beside the hotwords" if hotwords else ""
        told = f"told its last {len(prompt)} only" if prompt else "not told it"
        notes.append(f"The initial prompt is {len(whole)} tokens long{beside}; the model is {told}.")
    previous = _last(options["previousTokens"], ROOM - len(hotwords) - len(prompt))
    return PriorText(tokens=prompt + previous, notes=notes)


def _encode(text: str | None, encode: Callable[[str], list[int]]) -> list[int]:
    return encode(" " + text.strip()) if text and text.strip() else []


def _last(tokens: list[int], count: int) -> list[int]:
    return list(tokens[-count:]) if count > 0 else []
