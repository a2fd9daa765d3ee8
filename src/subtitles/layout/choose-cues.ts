/**
 * Choose cues: which tokens each cue holds, and on which lines, so that the whole transcript costs least.
 *
 * Dynamic programming over the places where a cue may end. When the next cue starts is known there, so that reading speed
 * and duration count in the choice: what is read too fast in one cut is not in another. A cue holds a bounded number of
 * tokens: time is linear in the text.
 * Source  the method of breaking paragraphs into lines of Knuth and Plass (1981), one level up.
 * @module
 */
import type { ProfileLimits } from '../profiles/profile.ts';
import { gapMsOf } from './frames.ts';
import type { Joints } from './joints.ts';
import { bestLines, type Lines, Widths } from './lines.ts';
import type { Token } from './tokens.ts';

/** The tokens of one cue: `from` to `to`, `starts`: where its lines begin behind the first. */
export interface Choice extends Pick<Lines, 'starts'> {
  readonly from: number;
  readonly to: number;
  /** Characters to be read: line breaks do not count. */
  readonly width: number;
}

/** What is chosen from. */
export interface Material {
  readonly tokens: readonly Token[];
  readonly joints: Joints;
  readonly limits: ProfileLimits;
  /** No cue ends later. */
  readonly mediaEndMs: number;
}

/** Costs of one more cue, and of one that is emptier than need be (times the empty share, squared). */
const CUE_COST = 20;
const THIN_COST = 30;
/** Of a cue in which a sentence ends, another begins, and goes on in the next cue. */
const STRADDLE_COST = 28;
/** Of a cue read faster than wished, by character a second; of one faster than allowed, at once and by character. */
const HURRY_COST = 5;
const TOO_FAST_COST = 140;
const TOO_FAST_BY_CHAR = 24;
const FASTEST_COUNTED = 40;
/** Of a cue shorter than allowed, at once and by the share that is missing. */
const SHORT_COST = 60;
const SHORT_BY_SHARE = 240;

/** Cues of all tokens, in order. */
export function chooseCues(material: Material): Choice[] {
  const { tokens } = material;
  const widths = new Widths(tokens, material.limits);
  const best: (Choice & { readonly cost: number })[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    const before = best[from]?.cost ?? 0;
    forEachCue({ ...material, widths }, from, (choice, lineCost) => {
      const cost = before + lineCost + costOf(material, choice);
      if (cost < (best[choice.to]?.cost ?? Number.POSITIVE_INFINITY)) best[choice.to] = { ...choice, cost };
    });
  }
  const chosen: Choice[] = [];
  for (let to = tokens.length; to > 0; to = chosen.at(-1)?.from ?? 0) chosen.push(best[to] as Choice);
  return chosen.reverse();
}

/** Visits every cue that begins with the token `from` and keeps to the limits; one of a single token always does. */
function forEachCue(
  material: Material & { readonly widths: Widths },
  from: number,
  visit: (choice: Choice, lineCost: number) => void,
): void {
  const { tokens, limits, widths } = material;
  for (let to = from + 1; to <= tokens.length; to += 1) {
    const isTooMuch = isTooLong(material, from, to) || widths.of(from, to) > textRoomOf(limits);
    if (isTooMuch && to > from + 1) return;
    const lines = bestLines(material, from, to) ?? (to === from + 1 ? { starts: [], cost: 0 } : undefined);
    if (lines === undefined) return;
    // The space at a line break is not read.
    const width = widthOfLines(widths, [from, ...lines.starts, to]);
    visit({ from, to, starts: lines.starts, width }, lines.cost);
  }
}

/** Characters in full lines and the spaces at their breaks. */
function textRoomOf({ maxLineChars, maxLines }: ProfileLimits): number {
  return maxLineChars * maxLines + maxLines - 1;
}

function isTooLong({ tokens, limits }: Material, from: number, to: number): boolean {
  return (tokens[to - 1]?.endMs ?? 0) - (tokens[from]?.startMs ?? 0) > limits.maxDurationMs;
}

function widthOfLines(widths: Widths, bounds: readonly number[]): number {
  return bounds.slice(1).reduce((sum, to, index) => sum + widths.of(bounds[index] ?? to, to), 0);
}

/** Without its lines. */
function costOf(material: Material, choice: Choice): number {
  const { from, to, width } = choice;
  const { joints, limits, tokens } = material;
  const emptiness = Math.max(0, 1 - width / (limits.maxLineChars * Math.min(2, limits.maxLines)));
  const inside = (joints.inside[to - 1] ?? 0) - (joints.inside[from] ?? 0);
  const cut = to === tokens.length ? 0 : (joints.cue[to] ?? 0);
  const straddling = straddles(material, choice) ? STRADDLE_COST : 0;
  const thin = THIN_COST * emptiness * emptiness;
  return CUE_COST + thin + inside + cut + straddling + costOfTime(material, choice);
}

/** Whether a sentence ends inside the cue, and it does not end with one. */
function straddles({ joints, tokens }: Material, { from, to }: Choice): boolean {
  if (to === tokens.length || joints.sentence[to] === true) return false;
  for (let at = from + 1; at < to; at += 1) if (joints.sentence[at] === true) return true;
  return false;
}

function costOfTime(material: Material, { from, to, width }: Choice): number {
  const { maxSpeed, wishedSpeed, minDurationMs } = material.limits;
  const roomMs = Math.max(1, roomOf(material, from, to));
  const speed = Math.min(FASTEST_COUNTED * (maxSpeed / 20), (width * 1000) / roomMs);
  let cost = Math.max(0, speed - wishedSpeed) * HURRY_COST * (20 / maxSpeed);
  if (speed > maxSpeed) cost += TOO_FAST_COST + (speed - maxSpeed) * TOO_FAST_BY_CHAR * (20 / maxSpeed);
  if (roomMs < minDurationMs) cost += SHORT_COST + SHORT_BY_SHARE * (1 - roomMs / minDurationMs);
  return cost;
}

/** How long the cue can be seen, with what it may borrow from the silence on both sides. */
function roomOf({ tokens, limits, mediaEndMs }: Material, from: number, to: number): number {
  const gapMs = gapMsOf(limits);
  const startMs = tokens[from]?.startMs ?? 0;
  const lastMs = tokens[to - 1]?.endMs ?? startMs;
  const nextMs = tokens[to]?.startMs;
  const freeUntilMs = nextMs === undefined ? mediaEndMs : nextMs - gapMs;
  const endMs = Math.min(freeUntilMs, lastMs + limits.maxTrailMs, startMs + limits.maxDurationMs);
  const beforeMs = from === 0 ? startMs : startMs - (tokens[from - 1]?.endMs ?? 0) - gapMs;
  return endMs - startMs + Math.max(0, Math.min(limits.maxLeadMs, beforeMs));
}
