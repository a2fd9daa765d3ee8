"""Answers requests one after another: load, transcribe.

`load`        {"type", "id", "folder", "precision": "f32" | "int8" | null, "threads": n | null} -> `loaded`
`transcribe`  {"type", "id", "audio": file of f32 samples, "clips": [[start, end]], "open": bool, "language": code | null,
              "task", "temperatures", "compressionRatioThreshold", "logProbThreshold", "noSpeechThreshold", "wordTimes",
              "beamSize", "patience", "lengthPenalty", "bestOf", "repetitionPenalty", "noRepeatNgramSize",
              "initialPrompt": text | null, "previousTokens": ids, "languages": codes | null, "hotwords": text | null,
              "batchSize"} -> `language`, `note`s, `segment`s, `progress`, then `done`
`cancel`, `close` are obeyed by the channel, while a request is in work.

`open`        the audio goes on behind the clip, so text after the first 30 s is left, and `done` says where it begins.
"""

from __future__ import annotations

import os
import traceback
from typing import Any

from . import contract
from .channel import PROTOCOL, Channel
from .engine_faster_whisper import FasterWhisperEngine
from .engine_mlx import MlxEngine
from .errors import Cancelled, WorkerError, as_worker_error

_RATE_HZ = 16_000
#: Their packages are imported when a model is loaded, since an environment has those of one only.
_ENGINES: dict[str, Any] = {"mlx": MlxEngine, "faster-whisper": FasterWhisperEngine}


class Server:
    """One engine, at most one model."""

    def __init__(self, engine_name: str, channel: Channel) -> None:
        self._name = engine_name
        self._channel = channel
        self._engine: Any = None

    def run(self) -> None:
        """Answers until the other side is gone."""
        self._channel.send("hello", protocol=PROTOCOL, engine=self._name)
        while True:
            request = self._channel.next_request()
            try:
                self._answer(request)
            except Exception as error:
                if not isinstance(error, WorkerError):
                    traceback.print_exc()
                known = as_worker_error(error)
                self._channel.send("error", id=request.get("id", 0), code=known.code, message=str(known))

    def _answer(self, request: dict[str, Any]) -> None:
        kind = request["type"]
        if kind == "load":
            self._load(request)
        elif kind == "transcribe":
            self._transcribe(request)
        else:
            raise WorkerError("E_ENGINE_PROTOCOL", f"There is no request of the type {kind!r}.")

    def _load(self, request: dict[str, Any]) -> None:
        folder = request["folder"]
        # Never the name of something on a hub: what is not here is not fetched.
        if not os.path.isabs(folder) or not os.path.isdir(folder):
            raise WorkerError("E_MODEL_CORRUPT", "The model is not a folder on this machine, named by its full path.")
        try:
            self._engine = _ENGINES[self._name](folder, request["precision"], request["threads"])
        except (WorkerError, MemoryError):
            raise
        except Exception as error:
            raise _loading_error(error) from error
        self._channel.send("loaded", id=request["id"], versions=contract.versions(self._name), **self._engine.facts)

    def _transcribe(self, request: dict[str, Any]) -> None:
        if self._engine is None:
            raise WorkerError("E_ENGINE_PROTOCOL", "No model was loaded.")
        import numpy

        request_id = request["id"]
        samples = numpy.fromfile(request["audio"], dtype="<f4")
        clips = [(float(start), float(end)) for start, end in request["clips"]]
        language = self._language(request, _cut(samples, clips[0]))
        for note in self._engine.prior_text(request).notes:
            self._channel.send("note", id=request_id, message=note)
        resume = None
        if request["batchSize"] > 1:
            self._decode_together(request, samples, (clips, language))
        else:
            for index, clip in enumerate(clips):
                resume = self._decode(request, _cut(samples, clip), (index, language))
                self._channel.send("progress", id=request_id, clip=index)
        options = {"language": language, "task": request["task"], **self._engine.effective(request)}
        self._channel.send("done", id=request_id, options=options, resume=resume)

    def _language(self, request: dict[str, Any], samples: Any) -> str:
        language, probability = request["language"], 1.0
        if language is None:
            if self._engine.facts["multilingual"]:
                language, probability = _likeliest(self._engine.detect_language(samples), request["languages"])
            else:
                language = "en"
        self._stop_if_cancelled(request)
        self._channel.send("language", id=request["id"], language=language, probability=probability)
        return language

    def _decode(self, request: dict[str, Any], samples: Any, place: tuple[int, str]) -> float | None:
        """Sends the segments of one clip; where text begins that is left to the next one, if the clip is open."""
        index, language = place
        self._stop_if_cancelled(request)
        for segment in self._engine.decode(samples, request, language):
            self._stop_if_cancelled(request)
            seek = segment.pop("seek")
            if request["open"] and seek > 0:
                return seek
            self._channel.send("segment", id=request["id"], clip=index, **segment)
        return None

    def _decode_together(
        self, request: dict[str, Any], samples: Any, work: tuple[list[tuple[float, float]], str]
    ) -> None:
        clips, language = work
        for index, segment in self._engine.decode_together(samples, clips, (request, language)):
            self._stop_if_cancelled(request)
            segment.pop("seek")
            self._channel.send("segment", id=request["id"], clip=index, **segment)
        self._channel.send("progress", id=request["id"], clip=len(clips) - 1)

    def _stop_if_cancelled(self, request: dict[str, Any]) -> None:
        if self._channel.is_cancelled(request["id"]):
            raise Cancelled()


def _cut(samples: Any, clip: tuple[float, float]) -> Any:
    return samples[round(clip[0] * _RATE_HZ) : round(clip[1] * _RATE_HZ)]


def _likeliest(probabilities: dict[str, float], allowed: list[str] | None) -> tuple[str, float]:
    """The likeliest of the allowed languages, as if there were no others."""
    among = {code: probabilities[code] for code in allowed or probabilities if code in probabilities}
    total = sum(among.values())
    best = max(among, key=lambda code: among[code])
    return best, among[best] / total if total > 0 else 1 / len(among)


def _loading_error(error: Exception) -> WorkerError:
    known = as_worker_error(error)
    if known.code == "E_ENGINE_OOM" or isinstance(error, ImportError) or "cuda" in str(error).lower():
        return known
    return WorkerError("E_MODEL_CORRUPT", f"The model cannot be loaded: {type(error).__name__}: {error}")
