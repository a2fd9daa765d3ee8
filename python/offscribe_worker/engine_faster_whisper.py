"""Whisper on CTranslate2 through faster-whisper: one clip after another, or several at once."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any, Iterator

from . import contract
from .errors import WorkerError
from .prior_text import PriorText, prior_text
from .segments import Segment, keep_text_tokens

#: Number formats of CTranslate2 by ours, on a processor; a GPU computes in f16 unless f32 is asked for.
_ON_CPU = {"int8": "int8", "f32": "float32"}

#: Fields of the library's options that describe a call and not a choice.
_NOT_OPTIONS = {
    "suppress_tokens",
    "clip_timestamps",
    "prepend_punctuations",
    "append_punctuations",
    "initial_prompt",
    "prefix",
    "max_new_tokens",
    "hallucination_silence_threshold",
}

#: Our name of an option where it is not the library's in camel case.
_OURS = {"word_timestamps": "wordTimes"}


class FasterWhisperEngine:
    """One loaded model."""

    def __init__(self, folder: str, precision: str | None, threads: int | None) -> None:
        self._names = contract.take("faster-whisper")
        for name in ("model.bin", "tokenizer.json"):
            if not os.path.isfile(os.path.join(folder, name)):
                raise WorkerError("E_MODEL_CORRUPT", f"The folder holds no {name}.")
        on_gpu = self._names.get_cuda_device_count() > 0
        compute_type = "float16" if on_gpu and precision != "f32" else _ON_CPU[precision or "int8"]
        self._model = self._names.WhisperModel(
            folder,
            device="cuda" if on_gpu else "cpu",
            compute_type=compute_type,
            cpu_threads=threads or 0,
            local_files_only=True,
        )
        self._batched = self._names.BatchedInferencePipeline(self._model)
        # The names of special tokens in a prompt are text like any other.
        self._model.hf_tokenizer.encode_special_tokens = True
        self._end_of_text = self._model.hf_tokenizer.token_to_id("<|endoftext|>")
        self._info: Any = None
        self.facts = {
            "languages": list(self._model.supported_languages),
            "multilingual": self._model.model.is_multilingual,
            "device": "gpu" if on_gpu else "cpu",
            "precision": {"int8": "int8", "float32": "f32", "float16": "f16"}[compute_type],
        }

    def detect_language(self, samples: Any) -> dict[str, float]:
        """Languages and how likely each is that of a clip."""
        _, _, probabilities = self._model.detect_language(audio=samples)
        return {language: float(probability) for language, probability in probabilities}

    def prior_text(self, options: dict[str, Any]) -> PriorText:
        """What every window of a request is told."""
        return prior_text(options, lambda text: self._model.hf_tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, samples: Any, options: dict[str, Any], language: str) -> Iterator[Segment]:
        """The segments of one clip as they become known, times from its start."""
        self._names.set_random_seed(1)
        segments, self._info = self._model.transcribe(
            samples,
            clip_timestamps=[0.0, len(samples) / 16_000],
            **self._settings(options, language),
        )
        for segment in segments:
            if segment.text.strip():
                yield self._segment(segment, segment.seek / 100)

    def decode_together(
        self, samples: Any, clips: list[tuple[float, float]], call: tuple[dict[str, Any], str]
    ) -> Iterator[tuple[int, Segment]]:
        """The segments of several clips of at most 30 s, each with its clip's place in the list."""
        options, language = call
        self._names.set_random_seed(1)
        segments, self._info = self._batched.transcribe(
            samples,
            clip_timestamps=[{"start": start, "end": end} for start, end in clips],
            batch_size=options["batchSize"],
            vad_filter=False,
            without_timestamps=False,
            **self._settings(options, language),
        )
        for segment in segments:
            if segment.text.strip():
                index = _clip_at(clips, segment.seek / 100)
                found = self._segment(segment, 0.0)
                yield index, _shifted(found, -clips[index][0])

    def effective(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the last call really used, as the library itself reports it."""
        if self._info is None:
            return {}
        used = {
            _our_name(name): value
            for name, value in asdict(self._info.transcription_options).items()
            if name not in _NOT_OPTIONS
        }
        together = options["batchSize"] > 1
        used["batchSize"] = options["batchSize"]
        if together:
            # Reported by the library, but its batched mode tries one temperature and looks at no ratio.
            used["compressionRatioThreshold"] = None
        return used

    def _settings(self, options: dict[str, Any], language: str) -> dict[str, Any]:
        prior = self.prior_text(options).tokens
        return {
            "language": language,
            "task": options["task"],
            "temperature": list(options["temperatures"]),
            "compression_ratio_threshold": options["compressionRatioThreshold"],
            "log_prob_threshold": options["logProbThreshold"],
            "no_speech_threshold": options["noSpeechThreshold"],
            # Text carried over is how a loop spreads from one window to the next.
            "condition_on_previous_text": False,
            "beam_size": options["beamSize"],
            "word_timestamps": options["wordTimes"],
            "patience": options["patience"],
            "length_penalty": options["lengthPenalty"],
            "best_of": options["bestOf"],
            "repetition_penalty": options["repetitionPenalty"],
            "no_repeat_ngram_size": options["noRepeatNgramSize"],
            "initial_prompt": prior or None,
            "hotwords": options["hotwords"],
        }

    def _segment(self, found: Any, seek: float) -> Segment:
        segment: Segment = {
            "start": float(found.start),
            "end": float(found.end),
            "text": found.text.strip(),
            "tokens": keep_text_tokens(found.tokens, self._end_of_text),
            "avgLogprob": float(found.avg_logprob),
            "compressionRatio": float(found.compression_ratio),
            "noSpeechProb": float(found.no_speech_prob),
            "temperature": float(found.temperature or 0),
            "seek": seek,
        }
        if found.words is not None:
            segment["words"] = [
                {
                    "text": word.word,
                    "start": float(word.start),
                    "end": float(word.end),
                    "probability": float(word.probability),
                }
                for word in found.words
            ]
        return segment


def _clip_at(clips: list[tuple[float, float]], second: float) -> int:
    """The clip that starts nearest to `second`: the library gives no index, only a start cut to 10 ms."""
    return min(range(len(clips)), key=lambda index: abs(clips[index][0] - second))


def _shifted(segment: Segment, by: float) -> Segment:
    for timed in (segment, *segment.get("words", [])):
        timed["start"] += by
        timed["end"] += by
    return segment


def _our_name(name: str) -> str:
    if name in _OURS:
        return _OURS[name]
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
