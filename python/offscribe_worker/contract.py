"""What the worker takes from other packages, by exact name. The worker gets these names from here and nowhere else,
so an environment in which they can be imported is one in which the worker can work.
"""

from __future__ import annotations

import importlib
from importlib import metadata
from types import SimpleNamespace
from typing import Any

#: Engine to the names it uses: (module, attribute).
NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "mlx": (
        ("mlx_whisper.load_models", "load_model"),
        ("mlx_whisper", "transcribe"),
        ("mlx_whisper.transcribe", "ModelHolder"),
        ("mlx_whisper.audio", "N_FRAMES"),
        ("mlx_whisper.audio", "N_SAMPLES"),
        ("mlx_whisper.audio", "log_mel_spectrogram"),
        ("mlx_whisper.audio", "pad_or_trim"),
        ("mlx_whisper.tokenizer", "get_tokenizer"),
        ("mlx.utils", "tree_flatten"),
        ("mlx", "core"),
        ("numpy", "fromfile"),
    ),
    "faster-whisper": (
        ("faster_whisper", "WhisperModel"),
        ("faster_whisper", "BatchedInferencePipeline"),
        ("ctranslate2", "get_cuda_device_count"),
        ("ctranslate2", "set_random_seed"),
        ("numpy", "fromfile"),
    ),
}

#: Engine to the distributions whose versions are reported; the first one's is the engine's.
DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "mlx": ("mlx-whisper", "mlx", "numpy"),
    "faster-whisper": ("faster-whisper", "ctranslate2", "numpy"),
}


def take(engine: str) -> SimpleNamespace:
    """The engine's names as attributes. Throws ImportError with a sentence that says which one is missing."""
    taken: dict[str, Any] = {}
    for module, attribute in NAMES[engine]:
        taken[attribute] = _take_one(module, attribute)
    return SimpleNamespace(**taken)


def _take_one(module: str, attribute: str) -> Any:
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ImportError(f"{module} cannot be imported: no module named {error.name}.") from error
    except ImportError as error:
        raise ImportError(f"{module} cannot be imported: {error}.") from error
    if hasattr(found, attribute):
        return getattr(found, attribute)
    try:
        return importlib.import_module(f"{module}.{attribute}")
    except ImportError as error:
        raise ImportError(f"{module}.{attribute} is missing: {module} is there, but has no such name.") from error


def versions(engine: str) -> dict[str, str]:
    """Distribution to version; one that is not installed is left out."""
    found: dict[str, str] = {}
    for name in DISTRIBUTIONS[engine]:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def check(engine: str) -> dict[str, Any]:
    """Imports every name: `ok` and the versions, or what is missing."""
    try:
        take(engine)
    except ImportError as error:
        return {"ok": False, "finding": str(error)}
    except Exception as error:  # A package that breaks while it is imported is a finding as well.
        return {"ok": False, "finding": f"importing the {engine} engine failed: {type(error).__name__}: {error}"}
    return {"ok": True, "versions": versions(engine)}
