/**
 * Figures: what a setting did on a set, pooled from the judgements of its items.
 * @module
 */
import { seededRandom } from './signals.mjs';

/**
 * @typedef {object} Judgement one item, by `peer/judge.py`
 * @property {number} spoken
 * @property {{ repeats: number, text: string }} loop
 * @property {number} [words]
 * @property {number} [substitutions]
 * @property {number} [deletions]
 * @property {number} [insertions]
 * @property {number} [letters]
 * @property {number} [letterErrors]
 * @property {number} [missed]
 * @property {{ words: number, starts: number[], ends: number[] }} [timed]
 *
 * @typedef {object} Timing seconds, of starts and ends together
 * @property {number} heard words that were heard right
 * @property {number} words with reference times
 * @property {number} medianSec
 * @property {number} p95Sec
 * @property {number[]} within shares within `WITHIN_SEC`
 * @property {number} startSec median of signed errors of starts: below 0 is early
 * @property {number} endSec the same of ends
 *
 * @typedef {object} Figure
 * @property {number} items
 * @property {number} minutes
 * @property {number} words of the references
 * @property {number} substitutions
 * @property {number} deletions
 * @property {number} insertions
 * @property {number} wer percent; letters in zh, ja and th
 * @property {number} cer percent
 * @property {number} deleted percent of the reference words
 * @property {number} missed reference words in runs of lost ones, per 1,000
 * @property {number} spoken words in items in which nobody speaks
 * @property {number} spokenPerMinute
 * @property {{ repeats: number, text: string }} loop the longest
 * @property {Timing | undefined} timing
 */

export const WITHIN_SEC = [0.05, 0.1, 0.2];
const RESAMPLES = 2000;

/**
 * @param {readonly Judgement[]} judged
 * @param {readonly { seconds: number, isSilent: boolean }[]} items in the same order
 * @returns {Figure}
 */
export function poolFigure(judged, items) {
  const total = (/** @type {(one: Judgement) => number | undefined} */ pick) =>
    judged.reduce((sum, one) => sum + (pick(one) ?? 0), 0);
  const minutes = items.reduce((sum, { seconds }) => sum + seconds, 0) / 60;
  const words = total((one) => one.words);
  const deletions = total((one) => one.deletions);
  const silent = judged.filter((_, at) => items[at]?.isSilent);
  const spoken = silent.reduce((sum, one) => sum + one.spoken, 0);
  const silentMinutes = items.reduce((sum, item) => sum + (item.isSilent ? item.seconds : 0), 0) / 60;
  return {
    items: judged.length,
    minutes,
    words,
    substitutions: total((one) => one.substitutions),
    deletions,
    insertions: total((one) => one.insertions),
    wer: percent(total(errorsOf), words),
    cer: percent(
      total((one) => one.letterErrors),
      total((one) => one.letters),
    ),
    deleted: percent(deletions, words),
    missed:
      percent(
        total((one) => one.missed),
        words,
      ) * 10,
    spoken,
    spokenPerMinute: silentMinutes === 0 ? 0 : spoken / silentMinutes,
    loop: judged.reduce((longest, { loop }) => (loop.repeats > longest.repeats ? loop : longest), {
      repeats: 0,
      text: '',
    }),
    timing: poolTiming(judged),
  };
}

/**
 * Interval in which the difference of two word error rates lies 95 times in 100, in points: items drawn anew, in pairs.
 * @param {readonly Judgement[]} ours
 * @param {readonly Judgement[]} theirs of the same items
 * @returns {[number, number]}
 */
export function differenceInterval(ours, theirs) {
  const random = seededRandom(1);
  const differences = Array.from({ length: RESAMPLES }, () => {
    let [errors, words] = [0, 0];
    for (let draw = 0; draw < ours.length; draw += 1) {
      const at = Math.floor(random() * ours.length);
      const [one, other] = [ours[at], theirs[at]];
      if (one === undefined || other === undefined) continue;
      errors += errorsOf(one) - errorsOf(other);
      words += one.words ?? 0;
    }
    return percent(errors, words);
  });
  return [quantile(differences, 0.025), quantile(differences, 0.975)];
}

/** @param {readonly Judgement[]} judged @returns {Timing | undefined} */
function poolTiming(judged) {
  const timed = judged.flatMap((one) => (one.timed === undefined ? [] : [one.timed]));
  const starts = timed.flatMap((one) => one.starts);
  const ends = timed.flatMap((one) => one.ends);
  if (starts.length === 0) return undefined;
  const errors = [...starts, ...ends].map(Math.abs);
  return {
    heard: starts.length,
    words: timed.reduce((sum, one) => sum + one.words, 0),
    medianSec: quantile(errors, 0.5),
    p95Sec: quantile(errors, 0.95),
    within: WITHIN_SEC.map((limit) => errors.filter((error) => error <= limit).length / errors.length),
    startSec: quantile(starts, 0.5),
    endSec: quantile(ends, 0.5),
  };
}

/** @param {Judgement} judgement */
function errorsOf({ substitutions = 0, deletions = 0, insertions = 0 }) {
  return substitutions + deletions + insertions;
}

/** @param {number} part @param {number} whole */
function percent(part, whole) {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/** Between the neighbours, as numpy's default. @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return low + (high - low) * (place - Math.floor(place));
}
