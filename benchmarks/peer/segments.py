"""The shortest faster-whisper program there is: one file, every segment printed as soon as it is there.

Usage   python segments.py FILE MODEL_FOLDER THREADS BATCH_SIZE
        int8, greedy, English; BATCH_SIZE 0: `WhisperModel.transcribe`, else BatchedInferencePipeline with timestamps.
Output  a JSON line a segment: {"start", "end", "text"}.
"""

import json
import sys

from faster_whisper import BatchedInferencePipeline, WhisperModel

file, folder, threads, batch_size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
if batch_size > 0:
    segments, _ = BatchedInferencePipeline(model).transcribe(
        file, beam_size=1, language="en", batch_size=batch_size, without_timestamps=False
    )
else:
    segments, _ = model.transcribe(file, beam_size=1, language="en", condition_on_previous_text=False)
for segment in segments:
    print(json.dumps({"start": segment.start, "end": segment.end, "text": segment.text}), flush=True)
