"""The peer's seat in the truth benchmark: faster-whisper, one model, many files, every result told as soon as it is there.

Usage   python hear.py < request.json
Request {"model": FOLDER, "threads": N, "compute_type": "int8", "options": {...},
         "items": [{"key": K, "path": FILE, "language": "en" or null to detect it}]}
        `options` go to `transcribe` as they are; everything else is the peer's default.
Output  a JSON line an item: {"key", "text", "language", "sec": time taken, "version",
         "words": [{"text", "start", "end", "probability"}], empty without word_timestamps}.
"""

import json
import sys
import time

import ctranslate2
import faster_whisper
from faster_whisper import WhisperModel


def main() -> None:
    request = json.load(sys.stdin)
    version = f"faster-whisper {faster_whisper.__version__}, ctranslate2 {ctranslate2.__version__}"
    model = WhisperModel(
        request["model"],
        device="cpu",
        compute_type=request["compute_type"],
        cpu_threads=request["threads"],
        local_files_only=True,
    )
    for item in request["items"]:
        started = time.perf_counter()
        segments, facts = model.transcribe(item["path"], language=item["language"], **request["options"])
        segments = list(segments)
        words = [
            {"text": word.word, "start": word.start, "end": word.end, "probability": word.probability}
            for segment in segments
            for word in segment.words or []
        ]
        heard = {
            "key": item["key"],
            "text": "".join(segment.text for segment in segments).strip(),
            "language": facts.language,
            "words": words,
            "sec": time.perf_counter() - started,
            "version": version,
        }
        print(json.dumps(heard), flush=True)


if __name__ == "__main__":
    main()
