"""Speaks the texts of this folder with a Piper voice and writes the recordings beside them.

Usage   python examples/make.py VOICE.onnx        (needs `pip install piper-tts` and ffmpeg)
Note    Piper draws noise while it speaks, so a new recording sounds the same but is not byte-identical.
"""

import subprocess
import sys
from pathlib import Path

from piper import PiperVoice, SynthesisConfig

FOLDER = Path(__file__).parent
# Pauses between paragraphs, seconds, in turn: unequal, as a speaker's are.
PAUSES_SEC = (1.6, 1.2, 1.9)
EDGE_SEC = 0.4
ENCODINGS = {
    "lighthouse-log.flac": ["-ar", "16000", "-c:a", "flac", "-compression_level", "12"],
    "museum-guide.mp3": ["-ar", "22050", "-c:a", "libmp3lame", "-b:a", "48k"],
}


def speak(voice: PiperVoice, text: str) -> bytes:
    """The whole text as s16le mono at the voice's rate, with a pause after each paragraph."""
    rate = voice.config.sample_rate
    audio = bytes(2 * int(rate * EDGE_SEC))
    paragraphs = text.strip().split("\n\n")
    for index, paragraph in enumerate(paragraphs):
        settings = SynthesisConfig(length_scale=1.05)
        audio += b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(paragraph, settings))
        last = index == len(paragraphs) - 1
        audio += bytes(2 * int(rate * (EDGE_SEC if last else PAUSES_SEC[index % len(PAUSES_SEC)])))
    return audio


def main() -> None:
    voice = PiperVoice.load(sys.argv[1])
    for name, encoding in ENCODINGS.items():
        target = FOLDER / name
        source = ["-f", "s16le", "-ar", str(voice.config.sample_rate), "-ac", "1", "-i", "pipe:0"]
        plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", *source, *encoding, *plain, str(target)],
            input=speak(voice, target.with_suffix(".txt").read_text(encoding="utf-8")),
            check=True,
        )


if __name__ == "__main__":
    main()
