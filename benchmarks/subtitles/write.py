"""Other programs' writers on the same words: reads a transcript as JSON, writes an SRT file for each of them.

stdin   {"language": "en", "segments": [{"start", "end", "text", "words": [{"word", "start", "end"}]}], "folder": DIR}
stdout  {"writers": [{"id", "label", "file"}]}

What these programs compute with (torch and what belongs to it) is not installed: a layout needs none of it. An empty
module stands for it, so that their packages can be imported; a writer that touched it would fail, not write nonsense.
"""

import copy
import importlib.util
import json
import sys
import types
from pathlib import Path


class _Absent:
    """Whatever is looked up in a package that is not there; it can be named and subclassed, and does nothing."""

    def __init__(self, *_, **__):
        pass

    def __init_subclass__(cls, **_):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absent()

    def __call__(self, *args, **kwargs):
        # Decorators hand back what they decorate.
        return args[0] if len(args) == 1 and callable(args[0]) else _Absent()


class _AbsentModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Absent,), {})


class _AbsentFinder:
    """Finds the packages that are left out, and all modules in them."""

    NAMES = {"torch", "torchaudio", "numba", "tiktoken"}

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.split(".")[0] not in cls.NAMES:
            return None
        return importlib.util.spec_from_loader(name, cls, is_package=True)

    @staticmethod
    def create_module(spec):
        return _AbsentModule(spec.name)

    @staticmethod
    def exec_module(module):
        pass


def write_with_openai(result, file, **limits):
    from whisper.utils import WriteSRT

    with open(file, "w", encoding="utf-8") as out:
        WriteSRT(".").write_result(copy.deepcopy(result), file=out, options=None, **limits)


def without_spaces(result):
    """WhisperX keeps words without the space before them."""
    bare = copy.deepcopy(result)
    for segment in bare["segments"]:
        for word in segment["words"]:
            word["word"] = word["word"].strip()
    return bare


def write_with_whisperx(result, file, **limits):
    from whisperx.utils import WriteSRT

    options = {"max_line_width": None, "max_line_count": None, "highlight_words": False, **limits}
    with open(file, "w", encoding="utf-8") as out:
        WriteSRT(".").write_result(without_spaces(result), file=out, options=options)


def write_with_whisperx_processor(result, file):
    from whisperx.SubtitlesProcessor import SubtitlesProcessor

    segments = without_spaces(result)["segments"]
    SubtitlesProcessor(segments, result["language"], 42).save(str(file), advanced_splitting=True)


def write_with_stable_ts(result, file, chars=None):
    from stable_whisper.result import WhisperResult

    heard = WhisperResult(copy.deepcopy(result))
    if chars is not None:
        heard.split_by_length(chars)
    heard.to_srt_vtt(str(file), word_level=False)


WRITERS = [
    ("openai", "openai-whisper, its defaults (a cue a segment)", write_with_openai, {}),
    (
        "openai-42",
        "openai-whisper, --max_line_width 42 --max_line_count 2",
        write_with_openai,
        {"max_line_width": 42, "max_line_count": 2},
    ),
    ("whisperx", "WhisperX, its defaults", write_with_whisperx, {}),
    (
        "whisperx-42",
        "WhisperX, --max_line_width 42 --max_line_count 2",
        write_with_whisperx,
        {"max_line_width": 42, "max_line_count": 2},
    ),
    ("whisperx-split", "WhisperX, SubtitlesProcessor at 42", write_with_whisperx_processor, {}),
    ("stable-ts", "stable-ts, its default regrouping", write_with_stable_ts, {}),
    ("stable-ts-42", "stable-ts, split_by_length(42)", write_with_stable_ts, {"chars": 42}),
]


def main():
    request = json.load(sys.stdin)
    folder = Path(request.pop("folder"))
    sys.meta_path.append(_AbsentFinder)
    # Some of them talk while they write.
    stdout, sys.stdout = sys.stdout, sys.stderr
    written = []
    for name, label, write, options in WRITERS:
        file = folder / f"{name}.srt"
        try:
            write(request, file, **options)
            written.append({"id": name, "label": label, "file": str(file)})
        except Exception as error:  # one program that changed must not hide the others
            written.append({"id": name, "label": label, "error": f"{type(error).__name__}: {error}"})
    json.dump({"writers": written}, stdout)


main()
