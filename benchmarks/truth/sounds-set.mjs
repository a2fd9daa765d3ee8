/**
 * Sounds set: half an hour of made sounds without speech, as WAV files and a manifest.
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RATE_HZ, seededRandom } from './signals.mjs';
import { SOUNDS } from './sounds.mjs';

const TOTAL_SEC = 1800;
/** Lengths of the files, in turns over the kinds: the thirty kinds fill the time exactly. */
const LENGTHS_SEC = [30, 60, 90];
const QUICK = { kinds: ['silence', 'white-20', 'hum-50', 'chords', 'clicks'], sec: 8 };

/**
 * Makes the files and their manifest, whose lines say `"expect":"no-speech"`.
 * @param {string} folder
 * @param {{ seed: number, quick: boolean }} how
 */
export function makeSoundsSet(folder, { seed, quick }) {
  mkdirSync(folder, { recursive: true });
  const lines = (quick ? quickPlan() : fullPlan()).map(({ id, kind, sec }, index) => {
    const samples = SOUNDS[kind]?.(sec * RATE_HZ, seededRandom(seed * 1000 + index)) ?? new Float32Array();
    writeFileSync(join(folder, `${id}.wav`), encodeWav(samples));
    return JSON.stringify({ id, file: `${id}.wav`, seconds: sec, expect: 'no-speech' });
  });
  writeFileSync(join(folder, 'manifest.jsonl'), `${lines.join('\n')}\n`);
}

function quickPlan() {
  return QUICK.kinds.map((kind) => ({ id: kind, kind, sec: QUICK.sec }));
}

/** Every kind once, then again with other lengths, until the time is full. */
function fullPlan() {
  const kinds = Object.keys(SOUNDS);
  const plan = [];
  let left = TOTAL_SEC;
  for (let at = 0; left > 0; at += 1) {
    const kind = kinds[at % kinds.length] ?? 'silence';
    const round = Math.floor(at / kinds.length) + 1;
    const sec = Math.min(LENGTHS_SEC[at % LENGTHS_SEC.length] ?? 30, left);
    plan.push({ id: `${kind}-${round}`, kind, sec });
    left -= sec;
  }
  return plan;
}

/**
 * 16 bits, mono; what is louder than full scale is cut off, as a converter does.
 * @param {Float32Array} samples
 */
function encodeWav(samples) {
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples.length * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE_HZ, 24);
  wav.writeUInt32LE(RATE_HZ * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, at) => {
    wav.writeInt16LE(Math.round(Math.min(1, Math.max(-1, sample)) * 32767), 44 + at * 2);
  });
  return wav;
}
