"""The peer's seat in the benchmark: loads faster-whisper once, transcribes a list of files, reports as JSON.

Usage   python worker.py REQUEST_JSON
Request {"model": FOLDER, "files": [PATH], "threads": N, "compute_type": "int8", "batch_size": 0, "options": {...}}
        `options` go to `transcribe` as they are; `batch_size` above 0 uses BatchedInferencePipeline.
Output  {"version", "load_sec", "transcribe_sec", "file_sec": [..], "texts": [..], "effective": {...}} on stdout;
        `file_sec`: of each file alone, from its path to its last segment.
"""

import json
import sys
import time


def main() -> None:
    request = json.loads(sys.argv[1])
    import ctranslate2
    import faster_whisper
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    started = time.perf_counter()
    model = WhisperModel(
        request["model"],
        device="cpu",
        compute_type=request["compute_type"],
        cpu_threads=request["threads"],
        local_files_only=True,
    )
    options = dict(request["options"])
    runner = model
    if request["batch_size"] > 0:
        runner = BatchedInferencePipeline(model)
        options["batch_size"] = request["batch_size"]
    loaded = time.perf_counter()

    texts = []
    file_sec = []
    for path in request["files"]:
        opened = time.perf_counter()
        # The segments are a generator: joining them is what does the work.
        segments, _ = runner.transcribe(path, **options)
        texts.append("".join(segment.text for segment in segments).strip())
        file_sec.append(time.perf_counter() - opened)
    done = time.perf_counter()

    json.dump(
        {
            "version": f"faster-whisper {faster_whisper.__version__}, ctranslate2 {ctranslate2.__version__}",
            "load_sec": loaded - started,
            "transcribe_sec": done - loaded,
            "file_sec": file_sec,
            "texts": texts,
            "effective": options,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
