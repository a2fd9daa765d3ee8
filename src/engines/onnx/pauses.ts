/**
 * Pauses: where a window's samples are quiet, by their energy alone.
 *
 * Quiet is measured against the window itself: a share of the way from its floor to its loudest speech, so that a noisy
 * recording has pauses too. Attention smears over a pause; the samples do not.
 * @module
 */
import { SAMPLE_RATE_HZ, secondsToSamples } from '../../kernel/index.ts';

/** Half-open, seconds from the start of the window. */
export interface Pause {
  readonly start: number;
  readonly end: number;
}

/** Step and half width of the energy's frames. */
const STEP_SAMPLES: number = secondsToSamples(0.01);
const REACH_SAMPLES: number = secondsToSamples(0.01);

/** The floor and the loudest speech are these quantiles of all frames: single clicks and drop-outs are neither. */
const FLOOR_QUANTILE = 0.1;
const LOUD_QUANTILE = 0.9;
/** Speech this far below the loudest is still heard, decibels: a floor further down is no measure of quiet. */
const DEEPEST_DB = 45;
/** Quiet ends at this share of the way from the floor to the loudest. */
const QUIET_SHARE = 0.3;
/** With less than this between floor and loudest, decibels, nothing is known of pauses. */
const LEAST_RANGE_DB = 6;
/** Sound shorter than this within a pause is a click or a breath, no word. */
const LONGEST_CLICK_SEC = 0.03;
/** Shorter quiet is the closure of a stop inside a word: `p`, `t` and `k` stay silent for up to a tenth of a second. */
const SHORTEST_PAUSE_SEC = 0.1;
/** Below any sound, for digital silence. */
const FLOOR_ENERGY = 1e-10;

/** The pauses of a window, ascending and disjoint. */
export function findPauses(samples: Float32Array): readonly Pause[] {
  const levels = levelsOf(samples);
  const sorted = Float32Array.from(levels).sort();
  const at = (quantile: number): number => sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
  const loud = at(LOUD_QUANTILE);
  const floor = Math.max(at(FLOOR_QUANTILE), loud - DEEPEST_DB);
  if (loud - floor < LEAST_RANGE_DB) return [];
  const quiet = floor + QUIET_SHARE * (loud - floor);
  const lengthSec = samples.length / SAMPLE_RATE_HZ;
  const pauses: { start: number; end: number }[] = [];
  for (let from = 0; from < levels.length; from += 1) {
    if ((levels[from] as number) >= quiet) continue;
    let to = from;
    while (to < levels.length && (levels[to] as number) < quiet) to += 1;
    const start = secondsAt(from);
    const end = Math.min(lengthSec, secondsAt(to));
    const last = pauses.at(-1);
    if (last !== undefined && start - last.end <= LONGEST_CLICK_SEC) last.end = end;
    else pauses.push({ start, end });
    from = to;
  }
  const isLong = ({ start, end }: Pause): boolean =>
    end - start >= SHORTEST_PAUSE_SEC || start === 0 || end === lengthSec;
  return pauses.filter(isLong);
}

/** Energy of each step in decibels. */
function levelsOf(samples: Float32Array): Float32Array {
  const levels = new Float32Array(Math.ceil(samples.length / STEP_SAMPLES));
  for (let frame = 0; frame < levels.length; frame += 1) {
    const middle = frame * STEP_SAMPLES + STEP_SAMPLES / 2;
    const from = Math.max(0, middle - REACH_SAMPLES);
    const to = Math.min(samples.length, middle + REACH_SAMPLES);
    let energy = 0;
    for (let i = from; i < to; i += 1) energy += (samples[i] as number) ** 2;
    levels[frame] = 10 * Math.log10(Math.max(FLOOR_ENERGY, energy / (to - from)));
  }
  return levels;
}

function secondsAt(frame: number): number {
  return (frame * STEP_SAMPLES) / SAMPLE_RATE_HZ;
}
