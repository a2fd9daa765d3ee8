"""Whisper on MLX: the weights of a local folder, one clip at a time.

A clip is decoded by a call of its own. mlx_whisper reads all clips of a call before it returns any text, and from the
second one on it does not jump to where a clip starts, so that pauses would be decoded as well.
"""

from __future__ import annotations

import os
from typing import Any, Iterator

from . import contract
from .errors import WorkerError
from .prior_text import PriorText, prior_text
from .segments import Segment, keep_text_tokens


class MlxEngine:
    """One loaded model."""

    def __init__(self, folder: str, precision: str | None, _threads: int | None) -> None:
        self._names = contract.take("mlx")
        mx = self._names.core
        self._folder = folder
        self._weights_file()
        on_gpu = mx.default_device() == mx.Device(mx.gpu)
        self._half = precision != "f32" and on_gpu
        self._dtype = mx.float16 if self._half else mx.float32
        self._model = self._load()
        # What transcribe() would load once more by itself.
        self._names.ModelHolder.model = self._model
        self._names.ModelHolder.model_path = folder
        self._tokenizer_options = {
            "multilingual": self._model.is_multilingual,
            "num_languages": self._model.num_languages,
        }
        tokenizer = self._names.get_tokenizer(**self._tokenizer_options)
        self._tokenizer = tokenizer
        self._end_of_text = tokenizer.eot
        self.facts = {
            "languages": list(tokenizer.all_language_codes) if self._model.is_multilingual else ["en"],
            "multilingual": self._model.is_multilingual,
            "device": "gpu" if on_gpu else "cpu",
            "precision": "f16" if self._half else "f32",
        }

    def detect_language(self, samples: Any) -> dict[str, float]:
        """Languages and how likely each is that of a clip."""
        names = self._names
        mel = names.log_mel_spectrogram(samples, n_mels=self._model.dims.n_mels, padding=names.N_SAMPLES)
        _, probabilities = self._model.detect_language(
            names.pad_or_trim(mel, names.N_FRAMES, axis=-2).astype(self._dtype)
        )
        return {language: float(probability) for language, probability in probabilities.items()}

    def prior_text(self, options: dict[str, Any]) -> PriorText:
        """What every window of a request is told."""
        return prior_text({**options, "initialPrompt": _plain(options["initialPrompt"])}, self._tokenizer.encode)

    def decode(self, samples: Any, options: dict[str, Any], language: str) -> Iterator[Segment]:
        """The segments of one clip, times from its start."""
        # Sampling at a higher temperature must not depend on what was decoded before.
        self._names.core.random.seed(0)
        result = self._names.transcribe(
            samples,
            path_or_hf_repo=self._folder,
            verbose=None,
            clip_timestamps=[0.0, len(samples) / 16_000],
            language=language,
            word_timestamps=options["wordTimes"],
            fp16=self._half,
            **self._settings(options),
        )
        for segment in result["segments"]:
            if segment["text"].strip():
                yield self._segment(segment, options["wordTimes"])

    def effective(self, options: dict[str, Any]) -> dict[str, Any]:
        """What a call really uses."""
        settings = self._settings(options)
        return {
            "temperatures": list(settings["temperature"]),
            "compressionRatioThreshold": settings["compression_ratio_threshold"],
            "logProbThreshold": settings["logprob_threshold"],
            "noSpeechThreshold": settings["no_speech_threshold"],
            "conditionOnPreviousText": settings["condition_on_previous_text"],
            "wordTimes": options["wordTimes"],
            "bestOf": options["bestOf"],
            "lengthPenalty": 1,
            "beamSize": 1,
            "batchSize": 1,
        }

    def _settings(self, options: dict[str, Any]) -> dict[str, Any]:
        prior = self.prior_text(options).tokens
        return {
            "task": options["task"],
            "temperature": tuple(options["temperatures"]),
            "compression_ratio_threshold": options["compressionRatioThreshold"],
            "logprob_threshold": options["logProbThreshold"],
            "no_speech_threshold": options["noSpeechThreshold"],
            # Text carried over is how a loop spreads from one window to the next.
            "condition_on_previous_text": False,
            "best_of": options["bestOf"],
            # It takes text alone.
            "initial_prompt": self._tokenizer.decode(prior) if prior else None,
        }

    def _segment(self, found: dict[str, Any], with_words: bool) -> Segment:
        segment: Segment = {
            "start": float(found["start"]),
            "end": float(found["end"]),
            "text": found["text"].strip(),
            "tokens": keep_text_tokens(found["tokens"], self._end_of_text),
            "avgLogprob": float(found["avg_logprob"]),
            "compressionRatio": float(found["compression_ratio"]),
            "noSpeechProb": float(found["no_speech_prob"]),
            "temperature": float(found["temperature"]),
            "seek": found["seek"] / 100,
        }
        if with_words:
            segment["words"] = [
                {
                    "text": word["word"],
                    "start": float(word["start"]),
                    "end": float(word["end"]),
                    "probability": float(word["probability"]),
                }
                for word in found.get("words", [])
            ]
        return segment

    def _weights_file(self) -> str:
        for name in ("weights.safetensors", "weights.npz"):
            path = os.path.join(self._folder, name)
            if os.path.isfile(path):
                return path
        raise WorkerError("E_MODEL_CORRUPT", "The folder holds no weights.safetensors or weights.npz.")

    def _load(self) -> Any:
        """Loads, and makes sure that no matrix was left as it was made up: load_model() does not miss any."""
        names = self._names
        model = names.load_model(self._folder, dtype=self._dtype)
        given = set(names.core.load(self._weights_file()))
        wanted = {name for name, _ in names.tree_flatten(model.parameters())} - {"alignment_heads"}
        missing = sorted(wanted - given)
        if missing:
            raise WorkerError("E_MODEL_CORRUPT", f"The weights lack {len(missing)} matrices, {missing[0]} among them.")
        return model


def _plain(text: str | None) -> str | None:
    """Its tokenizer refuses a text with the name of a special token in it; with a space the name is text."""
    return text.replace("<|", "< |") if text else text
