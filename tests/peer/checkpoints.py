"""Whisper checkpoints in other formats, by numpy alone; and faster-whisper on a folder.

Usage   python tests/peer/checkpoints.py split MODEL_DIR HUGGING_FACE_DIR MLX_DIR
            MODEL_DIR is a CTranslate2 model of halves; writes model.safetensors and weights.npz (with the encoder's
            positions) with their config.json, and takes tokenizer.json along
        python tests/peer/checkpoints.py compare MODEL_DIR MLX_DIR
            prints {"tensors": how many of MLX_DIR/weights.safetensors were compared, "wrong": [names]}
        python tests/peer/checkpoints.py transcribe MODEL_DIR AUDIO
            prints {"text", "words": [[start, end, word]], "version"}
Python  one of benchmarks/peer-environment.mjs
"""

import json
import shutil
import struct
import sys
from pathlib import Path

import numpy as np

HEAD_SIZE = 64
TYPES = ["<f4", "i1", "<i2", "<i4", "<f2"]
SAFE_TYPES = {"F16": "<f2", "I32": "<i4"}


def read_ctranslate2(folder: str) -> dict[str, np.ndarray]:
    data = (Path(folder) / "model.bin").read_bytes()
    at = 0

    def take(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return value

    def text() -> str:
        nonlocal at
        size = take("H")
        at += size
        return data[at - size : at - 1].decode()

    take("I"), text(), take("I")
    tensors = {}
    for _ in range(take("I")):
        name = text()
        shape = [take("I") for _ in range(take("B"))]
        kind, size = TYPES[take("B")], take("I")
        tensors[name] = np.frombuffer(data, kind, size // np.dtype(kind).itemsize, at).reshape(shape)
        at += size
    return tensors


def openai_names(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Split as in openai-whisper's own state dict, whose names MLX keeps but for mlp1 and mlp2."""
    out = {}
    for name, value in tensors.items():
        if value.ndim == 0:
            continue
        side, *path = name.split("/")
        leaf = {"gamma": "weight", "beta": "bias"}.get(path[-1], path[-1])
        if not path[0].startswith("layer_") or path[0] == "layer_norm":
            fixed = {
                "position_encodings": "positional_embedding",
                "embeddings": "token_embedding.weight",
                "layer_norm": ("ln_post." if side == "encoder" else "ln.") + leaf,
            }
            out[f"{side}." + fixed.get(path[0], f"{path[0]}.{leaf}")] = value
            continue
        block = f"{side}.blocks.{path[0].removeprefix('layer_')}."
        part = {"self_attention": "attn", "attention": "cross_attn", "ffn": "mlp"}[path[1]]
        if path[2] == "layer_norm":
            out[f"{block}{part}_ln.{leaf}"] = value
        elif part == "mlp":
            out[f"{block}mlp{int(path[2][-1]) + 1}.{leaf}"] = value
        else:
            roles = {"attn": ["query key value", "out"], "cross_attn": ["query", "key value", "out"]}
            names = roles[part][int(path[2][-1])].split()
            for role, piece in zip(names, np.split(value, len(names))):
                if role == "key" and leaf == "bias":
                    assert not piece.any(), name
                else:
                    out[f"{block}{part}.{role}.{leaf}"] = piece
    return out


def mlx_names(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    out = {
        name: value.swapaxes(1, 2) if ".conv" in name and value.ndim == 3 else value
        for name, value in openai_names(tensors).items()
    }
    out["encoder._positional_embedding"] = out.pop("encoder.positional_embedding")
    return out


def hugging_face_names(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """As transformers' convert_openai_to_hf.py renames them."""
    words = [
        ("blocks", "layers"), ("mlp1", "fc1"), ("mlp2", "fc2"), ("mlp_ln", "final_layer_norm"),
        ("cross_attn_ln", "encoder_attn_layer_norm"), (".attn_ln", ".self_attn_layer_norm"),
        ("cross_attn.", "encoder_attn."), (".attn.", ".self_attn."), (".query", ".q_proj"), (".key", ".k_proj"),
        (".value", ".v_proj"), (".out.", ".out_proj."), ("decoder.ln.", "decoder.layer_norm."),
        ("encoder.ln_post.", "encoder.layer_norm."), ("token_embedding", "embed_tokens"),
        ("positional_embedding", "embed_positions.weight"),
    ]  # fmt: skip
    out = {}
    for name, value in openai_names(tensors).items():
        for old, new in words:
            name = name.replace(old, new)
        out[f"model.{name}"] = value
    return out


def write_safetensors(path: Path, tensors: dict[str, np.ndarray]) -> None:
    header, end = {}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": "F16", "shape": value.shape, "data_offsets": [end, end + value.nbytes]}
        end += value.nbytes
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(np.ascontiguousarray(value).tobytes())


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    out = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            out[name] = np.frombuffer(data[begin:end], SAFE_TYPES[entry["dtype"]]).reshape(entry["shape"])
    return out


def layers(tensors: dict[str, np.ndarray], side: str) -> int:
    return sum(name.startswith(f"{side}/layer_") and name.endswith("/ffn/linear_0/bias") for name in tensors)


def split(model: str, hugging_face: str, mlx: str) -> None:
    tensors = read_ctranslate2(model)
    state, mels, _ = tensors["encoder/conv1/weight"].shape
    vocabulary, _ = tensors["decoder/embeddings/weight"].shape
    heads = state // HEAD_SIZE
    configs = {
        hugging_face: {
            "model_type": "whisper", "activation_function": "gelu", "d_model": state,
            "encoder_attention_heads": heads, "decoder_attention_heads": heads,
        },
        mlx: {
            "model_type": "whisper", "n_mels": mels, "n_vocab": vocabulary, "n_audio_ctx": 1500, "n_text_ctx": 448,
            "n_audio_state": state, "n_text_state": state, "n_audio_head": heads, "n_text_head": heads,
            "n_audio_layer": layers(tensors, "encoder"), "n_text_layer": layers(tensors, "decoder"),
        },
    }  # fmt: skip
    for folder, config in configs.items():
        Path(folder).mkdir(parents=True)
        (Path(folder) / "config.json").write_text(json.dumps(config))
        shutil.copy(Path(model) / "tokenizer.json", folder)
    write_safetensors(Path(hugging_face) / "model.safetensors", hugging_face_names(tensors))
    np.savez(Path(mlx) / "weights.npz", **mlx_names(tensors))


def compare(model: str, mlx: str) -> None:
    wanted = mlx_names(read_ctranslate2(model))
    found = read_safetensors(Path(mlx) / "weights.safetensors")
    config = json.loads((Path(model) / "config.json").read_text())
    wanted["alignment_heads"] = np.array(config["alignment_heads"], dtype="<i4")
    wrong = [
        name
        for name in sorted(wanted.keys() | found.keys())
        if name not in wanted
        or name not in found
        or found[name].dtype != wanted[name].dtype
        or found[name].shape != wanted[name].shape
        or found[name].tobytes() != wanted[name].tobytes()
    ]
    print(json.dumps({"tensors": len(found), "wrong": wrong}))


def transcribe(model: str, audio: str) -> None:
    import faster_whisper

    whisper = faster_whisper.WhisperModel(model, device="cpu", compute_type="float32", local_files_only=True)
    segments, _ = whisper.transcribe(audio, language="en", beam_size=1, word_timestamps=True)
    words = [word for segment in segments for word in segment.words]
    print(
        json.dumps(
            {
                "text": "".join(word.word for word in words).strip(),
                "words": [[word.start, word.end, word.word] for word in words],
                "version": f"faster-whisper {faster_whisper.__version__}",
            }
        )
    )


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    {"split": split, "compare": compare, "transcribe": transcribe}[command](*arguments)
