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
/**
 * Of a cue read faster than wished, by the share; of one faster than allowed, at once and by ms that are missing: where all
 * is said too fast they are as many whatever is cut, so that speed then moves no cut to a worse place.
 */
const HURRY_COST = 100;
const MOST_HURRY = 1;
const TOO_FAST_COST = 140;
const TOO_FAST_PER_MS = 0.2;
/** Of a cue shorter than allowed, at once and by the share that is missing. */
const SHORT_COST = 60;
const SHORT_BY_SHARE = 240;

/** Cues of all tokens, in order. */
export function chooseCues(material: Material): Choice[] {
  const { tokens, limits } = material;
  const whole: Whole = { ...material, widths: new Widths(tokens, limits), textRoom: textRoomOf(limits) };
  const best: Candidate[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    const before = best[from]?.cost ?? 0;
    for (let to = from + 1; to <= tokens.length; to += 1) {
      const cue = cueOf(whole, from, to);
      if (cue === undefined) break;
      cue.cost += before + costOf(whole, cue);
      if (cue.cost < (best[to]?.cost ?? Number.POSITIVE_INFINITY)) best[to] = cue;
    }
  }
  const chosen: Choice[] = [];
  for (let to = tokens.length; to > 0; to = chosen.at(-1)?.from ?? 0) chosen.push(best[to] as Choice);
  return chosen.reverse();
}

/** Material, and what is known of it beforehand. */
interface Whole extends Material {
  readonly widths: Widths;
  readonly textRoom: number;
}

/** There are millions of them in a long transcript: they are made once, and their costs added up in place. */
interface Candidate extends Choice {
  cost: number;
}

/**
 * A cue with the cost of its lines; undefined where it does not keep to the limits, as then no longer one does. One of a
 * single token always does.
 */
function cueOf(whole: Whole, from: number, to: number): Candidate | undefined {
  const { widths, textRoom } = whole;
  const width = widths.of(from, to);
  const isOne = to === from + 1;
  if (!isOne && (width > textRoom || isTooLong(whole, from, to))) return undefined;
  const lines = bestLines(whole, from, to) ?? (isOne ? NO_LINES : undefined);
  if (lines === undefined) return undefined;
  // The space at a line break is not read.
  const { starts, cost } = lines;
  let unread = 0;
  for (const at of starts) unread += widths.spaceBefore(at);
  return { from, to, starts, width: width - unread, cost };
}

const NO_LINES: Lines = { starts: [], cost: 0 };

/** Characters in full lines and the spaces at their breaks. */
function textRoomOf({ maxLineChars, maxLines }: ProfileLimits): number {
  return maxLineChars * maxLines + maxLines - 1;
}

function isTooLong({ tokens, limits }: Material, from: number, to: number): boolean {
  return (tokens[to - 1]?.endMs ?? 0) - (tokens[from]?.startMs ?? 0) > limits.maxDurationMs;
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
  const hurry = (width * 1000) / roomMs / wishedSpeed - 1;
  let cost = Math.max(0, Math.min(MOST_HURRY, hurry)) * HURRY_COST;
  const missingMs = (width * 1000) / maxSpeed - roomMs;
  if (missingMs > 0) cost += TOO_FAST_COST + missingMs * TOO_FAST_PER_MS;
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
