/**
 * Sounds: kinds of audio in which nobody speaks, each a function of its length and a seeded generator.
 *
 * From nothing at all over what machines, rooms and weather do, to what resembles music. None is a recording.
 * @module
 */
import { decay, mixIn, noise, RATE_HZ, resonated, scaled, shaped, swell, tone } from './signals.mjs';

/**
 * @typedef {(length: number, random: () => number) => Float32Array} Maker
 */

/** @type {Record<string, Maker>} */
export const SOUNDS = {
  silence: (length) => new Float32Array(length),
  dither: (length, random) => new Float32Array(length).map(() => (random() - random()) / 32768),
  'white-60': (length, random) => scaled(noise('white', length, random), 0.001),
  'white-40': (length, random) => scaled(noise('white', length, random), 0.01),
  'white-20': (length, random) => scaled(noise('white', length, random), 0.1),
  'pink-50': (length, random) => scaled(noise('pink', length, random), 0.003),
  'pink-30': (length, random) => scaled(noise('pink', length, random), 0.03),
  'pink-15': (length, random) => scaled(noise('pink', length, random), 0.15),
  'brown-40': (length, random) => scaled(noise('brown', length, random), 0.01),
  'brown-20': (length, random) => scaled(noise('brown', length, random), 0.1),
  'hum-50': (length, random) =>
    over(
      tone(length, () => 50, 12),
      0.02,
      noise('pink', length, random),
      0.001,
    ),
  'hum-60': (length, random) =>
    over(
      tone(length, () => 60, 20),
      0.05,
      noise('white', length, random),
      0.002,
    ),
  'tone-440': (length) =>
    scaled(
      tone(length, () => 440),
      0.1,
    ),
  'tone-1000': (length) =>
    scaled(
      tone(length, () => 1000),
      0.05,
    ),
  beeps: (length) =>
    shaped(
      scaled(
        tone(length, () => 880),
        0.1,
      ),
      (sec) => (sec % 1 < 0.3 ? 1 : 0),
    ),
  dial: (length) =>
    shaped(
      scaled(
        sum(
          tone(length, () => 350),
          tone(length, () => 440),
        ),
        0.08,
      ),
      (sec) => (sec % 6 < 2 ? 1 : 0),
    ),
  sweep: (length) =>
    scaled(
      tone(length, (sec) => 80 * 2 ** ((sec % 6) + 0.5)),
      0.1,
    ),
  siren: (length) =>
    scaled(
      tone(length, (sec) => 700 + 300 * Math.sin(2 * Math.PI * 0.4 * sec), 4),
      0.1,
    ),
  clicks: (length, random) => scattered(length, random, { perSec: 2, make: () => click(random) }),
  'clicks-fast': (length, random) => scattered(length, random, { perSec: 12, make: () => click(random) }),
  breathing: (length, random) => regular(length, 3.2, (turn) => breath(turn % 2 === 0 ? 1.1 : 1.5, random)),
  rain: (length, random) =>
    sum(
      scaled(noise('white', length, random), 0.02),
      scattered(length, random, { perSec: 40, make: () => drop(random) }),
    ),
  wind: (length, random) =>
    shaped(
      scaled(resonated(noise('white', length, random), 320, 200), 0.08),
      (sec) => 0.3 + 0.7 * Math.sin(0.7 * sec) ** 2 * Math.sin(0.23 * sec + 1) ** 2,
    ),
  thumps: (length, random) => scattered(length, random, { perSec: 0.5, make: () => thump(random) }),
  steps: (length, random) => regular(length, 0.55, () => thump(random).map((sample) => sample * 0.4)),
  chords: (length) => regular(length, 2, (turn) => chord(turn, 2)),
  arpeggio: (length) => regular(length, 0.25, (turn) => pluck(turn)),
  drums: (length, random) => regular(length, 0.25, (turn) => drum(turn, random)),
  pads: (length, random) => regular(length, 4, (turn) => pad(turn, random)),
  band: (length, random) =>
    sum(
      regular(length, 0.25, (turn) => drum(turn, random)),
      sum(
        regular(length, 2, (turn) => chord(turn, 2)),
        regular(length, 0.25, (turn) => pluck(turn * 3)),
      ),
    ).map((sample) => sample * 0.6),
};

/** Roots in Hz of the chords that the music-like sounds go through, and what lies above a root. */
const ROOTS = [220, 174.61, 261.63, 196];
const TRIAD = [1, 1.26, 1.498];
const SCALE = [1, 1.122, 1.26, 1.498, 1.682, 2, 2.245, 2.52];

/** @param {number} turn */
function rootAt(turn) {
  return ROOTS[turn % ROOTS.length] ?? 220;
}

/** @param {Float32Array} one @param {Float32Array} other */
function sum(one, other) {
  return one.map((sample, at) => sample + (other[at] ?? 0));
}

/** @param {Float32Array} one @param {number} rms @param {Float32Array} other @param {number} otherRms */
function over(one, rms, other, otherRms) {
  return sum(scaled(one, rms), scaled(other, otherRms));
}

/**
 * One sound after another at equal distances.
 * @param {number} length
 * @param {number} everySec
 * @param {(turn: number) => Float32Array} make
 */
function regular(length, everySec, make) {
  const made = new Float32Array(length);
  for (let turn = 0; turn * everySec * RATE_HZ < length; turn += 1)
    mixIn(made, make(turn), Math.round(turn * everySec * RATE_HZ));
  return made;
}

/**
 * Sounds at random times, so many a second on average.
 * @param {number} length
 * @param {() => number} random
 * @param {{ perSec: number, make: () => Float32Array }} what
 */
function scattered(length, random, { perSec, make }) {
  const made = new Float32Array(length);
  const count = Math.round((length / RATE_HZ) * perSec);
  for (let turn = 0; turn < count; turn += 1) mixIn(made, make(), Math.floor(random() * length));
  return made;
}

/** @param {() => number} random */
function click(random) {
  const made = shaped(noise('white', 160, random), decay(0.001));
  return scaled(made, 0.05 + 0.1 * random());
}

/** @param {() => number} random */
function drop(random) {
  const pitch = 1500 + 3000 * random();
  return shaped(
    tone(480, () => pitch),
    decay(0.005),
  ).map((sample) => sample * 0.05 * random());
}

/** Noise through the openness of a mouth, without a voice. @param {number} sec @param {() => number} random */
function breath(sec, random) {
  const length = Math.round(sec * RATE_HZ);
  return shaped(scaled(resonated(noise('white', length, random), 1300, 900), 0.03), swell(sec));
}

/** A door, a step, a box put down. @param {() => number} random */
function thump(random) {
  const pitch = 50 + 50 * random();
  const body = shaped(
    tone(6400, (sec) => pitch * (1 + Math.exp(-sec / 0.02))),
    decay(0.07),
  );
  const knock = shaped(scaled(resonated(noise('white', 6400, random), 400, 300), 0.3), decay(0.02));
  return sum(
    body.map((sample) => sample * 0.4),
    knock,
  );
}

/** @param {number} turn @param {number} sec */
function chord(turn, sec) {
  const length = Math.round(sec * RATE_HZ);
  const notes = TRIAD.map((step) => tone(length, () => rootAt(turn) * step, 6));
  return shaped(scaled(notes.reduce(sum), 0.08), (at) => decay(1.2)(at) * swellOut(at, sec));
}

/** @param {number} turn */
function pluck(turn) {
  const root = rootAt(Math.floor(turn / 8));
  const pitch = root * 2 * (SCALE[(turn * 5) % SCALE.length] ?? 1);
  return shaped(
    tone(9600, () => pitch, 5),
    decay(0.15),
  ).map((sample) => sample * 0.12);
}

/** Kick, hat, snare, hat. @param {number} turn @param {() => number} random */
function drum(turn, random) {
  const kind = turn % 4;
  if (kind === 0)
    return shaped(
      tone(4800, (sec) => 45 + 110 * Math.exp(-sec / 0.03)),
      decay(0.12),
    ).map((s) => s * 0.5);
  const tau = kind === 2 ? 0.08 : 0.02;
  const hit = shaped(noise('white', 3200, random), decay(tau)).map(
    (sample) => sample * (kind === 2 ? 0.15 : 0.05),
  );
  return kind === 2
    ? sum(
        hit,
        shaped(
          tone(3200, () => 190),
          decay(0.06),
        ).map((s) => s * 0.2),
      )
    : hit;
}

/** Several detuned voices with vibrato through two vowel-like resonances: the nearest to a choir. @param {number} turn @param {() => number} random */
function pad(turn, random) {
  const length = Math.round(4.4 * RATE_HZ);
  const voices = [...TRIAD, 0.5, 2].map((step) => {
    const [detune, rate] = [0.995 + 0.01 * random(), 4.5 + 1.5 * random()];
    return tone(
      length,
      (sec) => rootAt(turn) * step * detune * (1 + 0.01 * Math.sin(2 * Math.PI * rate * sec)),
      10,
    );
  });
  const dry = voices.reduce(sum);
  const wet = sum(resonated(dry, 650, 120), resonated(dry, 1080, 150));
  return shaped(scaled(wet, 0.1), swell(4.4));
}

/** Fades the last 50 ms, so that no edge clicks. @param {number} sec @param {number} lengthSec */
function swellOut(sec, lengthSec) {
  return Math.min(1, (lengthSec - sec) / 0.05);
}
