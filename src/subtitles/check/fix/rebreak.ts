/**
 * Rebreak: the best lines for the words of one cue.
 *
 * A break is judged by where the sense breaks, by what it would tear apart, and by how equal the lines are.
 * @module
 */

import type { ProfileLimits } from '../../profiles/profile.ts';
import { findBadSplit, isBadSplit } from '../../syntax/bad-split.ts';
import { type Joint, jointOf } from '../../syntax/clause.ts';
import { lengthOf, type Unit } from './units.ts';

/** In characters of imbalance. */
const WORTH: Readonly<Record<Joint, number>> = {
  sentence: 20,
  clause: 14,
  comma: 10,
  conjunction: 6,
  preposition: 3,
  none: 0,
};
const BAD_COST = 40;
const DOUBTFUL_COST = 10;
/** A line more hides more of the picture. */
const LINE_COST = 60;
/** The upper line should not be the longer one. */
const TOP_HEAVY_COST = 3;

/** What lines are made by. */
export interface BreakOptions {
  readonly limits: Pick<ProfileLimits, 'maxLineChars' | 'maxLines'>;
  /** Code of known function words; absent: by punctuation alone. */
  readonly lexicon?: string | undefined;
}

/** Lines for units, all within the limits; undefined when there are none. */
export function rebreak(units: readonly Unit[], options: BreakOptions): (readonly Unit[])[] | undefined {
  const { maxLineChars, maxLines } = options.limits;
  if (lengthOf(units, 0, units.length) <= maxLineChars) return [units];
  const candidates = arrangements(units, { from: 0, lines: maxLines, maxLineChars });
  let best: { readonly cost: number; readonly breaks: readonly number[] } | undefined;
  for (const breaks of candidates) {
    const cost = costOf(units, breaks, options);
    if (best === undefined || cost < best.cost) best = { cost, breaks };
  }
  return best === undefined ? undefined : cutAt(units, best.breaks);
}

/** How good it is to end a line or a cue between two units: greater is better. */
export function breakWorth(left: Unit, right: Unit, lexicon = ''): number {
  const worth = WORTH[jointOf(left.text, right.text, lexicon)];
  if (lexicon === '') return worth;
  if (isBadSplit(left.text, right.text, lexicon)) return worth - BAD_COST;
  return findBadSplit(left.text, right.text, lexicon) === undefined ? worth : worth - DOUBTFUL_COST;
}

interface Rest {
  readonly from: number;
  readonly lines: number;
  readonly maxLineChars: number;
}

/** All ways to break the rest of the units into at most so many lines, each as the places of its breaks. */
function arrangements(units: readonly Unit[], { from, lines, maxLineChars }: Rest): (readonly number[])[] {
  const found: (readonly number[])[] = [];
  if (lengthWithin(units, from, maxLineChars) === units.length) found.push([]);
  if (lines <= 1) return found;
  const last = lengthWithin(units, from, maxLineChars);
  for (let at = from + 1; at <= last && at < units.length; at += 1) {
    for (const rest of arrangements(units, { from: at, lines: lines - 1, maxLineChars }))
      found.push([at, ...rest]);
  }
  return found;
}

/** The end of the longest line that starts at `from`. */
function lengthWithin(units: readonly Unit[], from: number, maxLineChars: number): number {
  let sum = 0;
  for (let at = from; at < units.length; at += 1) {
    sum += (units[at]?.length ?? 0) + (at > from ? (units[at]?.space ?? 0) : 0);
    if (sum > maxLineChars) return at;
  }
  return units.length;
}

function costOf(units: readonly Unit[], breaks: readonly number[], { lexicon }: BreakOptions): number {
  const lengths = cutAt(units, breaks).map((line) => lengthOf(line, 0, line.length));
  const worth = breaks.reduce((sum, at) => {
    const [left, right] = [units[at - 1], units[at]];
    return left === undefined || right === undefined ? sum : sum + breakWorth(left, right, lexicon);
  }, 0);
  const imbalance = Math.max(...lengths) - Math.min(...lengths);
  const topHeavy = (lengths[0] ?? 0) > (lengths.at(-1) ?? 0) ? TOP_HEAVY_COST : 0;
  return imbalance + topHeavy - worth + breaks.length * LINE_COST;
}

function cutAt(units: readonly Unit[], breaks: readonly number[]): (readonly Unit[])[] {
  return [...breaks, units.length].map((to, index) => units.slice(breaks[index - 1] ?? 0, to));
}
