/**
 * Signals: the parts that the made no-speech sounds are put together from.
 *
 * All are 16 kHz, mono, float; a seeded generator makes every run the same.
 * @module
 */

export const RATE_HZ = 16000;

/**
 * Uniform numbers in [0, 1) from a seed: mulberry32.
 * @param {number} seed
 * @returns {() => number}
 */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Noise with an RMS of about 1. Pink by Paul Kellet's economy filter, brown as a leaky sum.
 * @param {'white' | 'pink' | 'brown'} colour
 * @param {number} length in samples
 * @param {() => number} random
 */
export function noise(colour, length, random) {
  const made = new Float32Array(length);
  let [low, middle, high, sum] = [0, 0, 0, 0];
  for (let at = 0; at < length; at += 1) {
    const white = (random() + random() + random() - 1.5) * 2;
    low = 0.99765 * low + white * 0.099046;
    middle = 0.963 * middle + white * 0.2965164;
    high = 0.57 * high + white * 1.0526913;
    sum = 0.998 * sum + white;
    made[at] = { white, pink: low + middle + high + white * 0.1848, brown: sum }[colour];
  }
  return scaled(made, 1);
}

/**
 * The same samples with another RMS; silence stays silence.
 * @param {Float32Array} samples
 * @param {number} rms
 */
export function scaled(samples, rms) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const factor = sum === 0 ? 0 : rms / Math.sqrt(sum / samples.length);
  return samples.map((sample) => sample * factor);
}

/**
 * Adds one sound into another from a sample on; what would lie past the end is left out.
 * @param {Float32Array} into
 * @param {Float32Array} sound
 * @param {number} start
 */
export function mixIn(into, sound, start) {
  const end = Math.min(into.length, start + sound.length);
  for (let at = Math.max(0, start); at < end; at += 1) into[at] = (into[at] ?? 0) + (sound[at - start] ?? 0);
}

/**
 * A tone whose frequency may move; overtones fall as 1/n up to `overtones`.
 * @param {number} length in samples
 * @param {(sec: number) => number} hertz at a time
 * @param {number} [overtones]
 */
export function tone(length, hertz, overtones = 1) {
  const made = new Float32Array(length);
  let phase = 0;
  for (let at = 0; at < length; at += 1) {
    const frequency = hertz(at / RATE_HZ);
    phase += (2 * Math.PI * frequency) / RATE_HZ;
    for (let n = 1; n <= overtones && n * frequency < RATE_HZ / 2; n += 1)
      made[at] = (made[at] ?? 0) + Math.sin(n * phase) / n;
  }
  return made;
}

/**
 * Multiplies by a curve over time.
 * @param {Float32Array} samples
 * @param {(sec: number) => number} level
 */
export function shaped(samples, level) {
  return samples.map((sample, at) => sample * level(at / RATE_HZ));
}

/**
 * Two-pole resonator: what a room, a body or a window does to noise.
 * @param {Float32Array} samples
 * @param {number} hertz
 * @param {number} widthHz
 */
export function resonated(samples, hertz, widthHz) {
  const radius = Math.exp((-Math.PI * widthHz) / RATE_HZ);
  const turn = 2 * radius * Math.cos((2 * Math.PI * hertz) / RATE_HZ);
  let [last, before] = [0, 0];
  return samples.map((sample) => {
    const next = sample + turn * last - radius * radius * before;
    [before, last] = [last, next];
    return next;
  });
}

/** A decay that starts at once, with its time to 1/e. @param {number} tauSec @returns {(sec: number) => number} */
export function decay(tauSec) {
  return (sec) => Math.min(1, sec / 0.004) * Math.exp(-sec / tauSec);
}

/** Rises and falls once over a length. @param {number} lengthSec @returns {(sec: number) => number} */
export function swell(lengthSec) {
  return (sec) => Math.sin((Math.PI * Math.min(sec, lengthSec)) / lengthSec) ** 2;
}
