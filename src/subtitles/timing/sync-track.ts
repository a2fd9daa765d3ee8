/**
 * Sync track: a subtitle moved to where its words are heard.
 *
 * Map     one slope for all (drift, or another frame rate) and as many levels as the edit differs in; see `fit-steps.ts`.
 * Cues    that were not heard move with those around them. Where the audio lacks what the subtitle has, cues of which there
 *         is no room on either side of the jump have no place: they are left out, and named.
 * Throws  InputError E_SYNC_UNCERTAIN, E_RETIME_IMPOSSIBLE.
 * @module
 */
import { InputError } from '../../kernel/index.ts';
import { quantile } from '../sync/robust-line.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { fitSteps, type StepFit } from './fit-steps.ts';
import { findHeardPoints, type HeardShare, type HeardWord } from './heard-points.ts';
import { type Retimed, retimeTrack } from './retime-cues.ts';
import { mapBy, type TimePiece } from './time-map.ts';

/** A place where the edits differ. */
export interface SyncJump {
  /** Where the first cue behind it stood in the file, ms. */
  readonly atMs: number;
  /** How much later the rest is from there on; negative: earlier. */
  readonly byMs: number;
}

/** A subtitle moved, and what was found. */
export interface SyncedTrack extends Retimed {
  /** Words of the subtitle, and the share of them that was heard in runs. */
  readonly words: number;
  readonly matchedShare: number;
  /** Cues that say where the map lies. */
  readonly points: number;
  /** How much later the first cue is, ms. */
  readonly offsetMs: number;
  /** How that grows, ms a minute, jumps apart. */
  readonly driftMsPerMinute: number;
  readonly jumps: readonly SyncJump[];
  /** 95 of 100 heard cues lie no further than this from where they were put, ms. */
  readonly p95Ms: number;
  /** 1-based numbers of cues that were left out. */
  readonly leftOut: readonly number[];
}

/** Less of the words in runs, and the text is another one: in texts that have nothing in common there are hardly any. */
const LEAST_SHARE = 0.1;
/** Fewer cues say nothing of a drift; and most of those that were heard must agree. */
const LEAST_POINTS = 3;
const LEAST_AGREEING = 0.6;
/** They do not agree where 5 of 100 lie further than this from their place, ms, or where there is a jump for every few. */
const MOST_RESIDUAL_MS = 1500;
const LEAST_POINTS_A_JUMP = 6;
/** Slopes as ratios of whole numbers: three hours of ms times this are exact. */
const SLOPE_DEN = 100_000_000;
/** Cues may overlap by so much and still have room, ms. */
const ROOM_MS = 300;

/** Moves a track by the words that were heard, ascending; `language` is Whisper's code. */
export function syncTrack(track: SubtitleTrack, heard: readonly HeardWord[], language: string): SyncedTrack {
  const share = findHeardPoints(track.cues, heard, language);
  const fit = fitSteps(share.points);
  const p95Ms = residualOf(fit);
  requireTrust(share, fit, p95Ms);
  const pieces = fit.stretches.map((stretch) => pieceOf(fit, stretch.level));
  const { sinceMs, leftOut } = placeJumps(track.cues, fit, pieces);
  const map = pieces.map((piece, index) => ({ ...piece, sinceMs: sinceMs[index] ?? 0 }));
  const out = new Set(leftOut);
  const kept = { ...track, cues: track.cues.filter((_, index) => !out.has(index)) };
  const firstMs = track.cues[0]?.startMs ?? 0;
  return {
    ...retimeTrack(kept, map),
    words: share.words,
    matchedShare: share.matched / Math.max(1, share.words),
    points: fit.points.length,
    offsetMs: Math.round((fit.stretches[0]?.level ?? 0) + fit.slope * firstMs),
    driftMsPerMinute: Number((fit.slope * 60_000).toFixed(2)),
    jumps: fit.stretches.slice(1).map(({ level }, index) => ({
      atMs: sinceMs[index + 1] ?? 0,
      byMs: Math.round(level - (fit.stretches[index]?.level ?? 0)),
    })),
    p95Ms,
    leftOut: leftOut.map((index) => index + 1),
  };
}

function residualOf({ stretches, points, slope }: StepFit): number {
  const residuals = stretches.flatMap(({ from, to, level }) =>
    points.slice(from, to).map(({ x, y }) => Math.abs(y - slope * x - level)),
  );
  return Math.round(quantile(residuals, 0.95) ?? 0);
}

function requireTrust({ words, matched, points }: HeardShare, fit: StepFit, p95Ms: number): void {
  const share = matched / Math.max(1, words);
  const isHeard = share >= LEAST_SHARE && points.length >= LEAST_POINTS;
  const doesAgree =
    fit.points.length >= Math.max(LEAST_POINTS, LEAST_AGREEING * points.length) &&
    fit.points.length >= LEAST_POINTS_A_JUMP * (fit.stretches.length - 1) &&
    p95Ms <= MOST_RESIDUAL_MS;
  if (isHeard && doesAgree) return;
  const percent = Math.round(100 * share);
  const what = isHeard
    ? `the ${points.length} cues that were heard do not agree on where they belong`
    : `${percent} % of its words (${points.length} cues) were heard in their order`;
  throw new InputError('E_SYNC_UNCERTAIN', `The subtitle does not fit the audio surely enough: ${what}.`, {
    hint: 'offscribe transcribe MEDIA -f txt -o -   (shows what is said; perhaps -l CODE or a larger -m MODEL is needed)',
    details: { words, matched, points: points.length, agreeing: fit.points.length, p95Ms },
  });
}

function pieceOf({ slope, points }: StepFit, level: number): TimePiece {
  const fromMs = Math.round(points[0]?.x ?? 0);
  const num = Math.round((1 + slope) * SLOPE_DEN);
  return { sinceMs: 0, fromMs, toMs: Math.round(fromMs + slope * fromMs + level), num, den: SLOPE_DEN };
}

/** Where each piece begins to hold, and the cues that none has room for. */
function placeJumps(
  cues: readonly TrackCue[],
  { points, stretches }: StepFit,
  pieces: readonly TimePiece[],
): { readonly sinceMs: readonly number[]; readonly leftOut: readonly number[] } {
  const sinceMs = [0];
  const leftOut: number[] = [];
  for (let index = 1; index < stretches.length; index++) {
    const [before, behind] = [pieces[index - 1], pieces[index]];
    const at = stretches[index]?.from ?? 0;
    const [last, first] = [cueAt(cues, points[at - 1]?.x), cueAt(cues, points[at]?.x)];
    if (before === undefined || behind === undefined) continue;
    const gap = { cues, before, behind, last, first };
    const jump = roomyJump(gap);
    if (jump !== undefined) {
      sinceMs.push(cues[jump]?.startMs ?? 0);
      continue;
    }
    const lost = between(last, first).filter((cue) => !fitsBefore(gap, cue) && !fitsBehind(gap, cue));
    leftOut.push(...lost);
    const next = between(last, first).find((cue) => cue > (lost.at(-1) ?? last) && fitsBehind(gap, cue));
    sinceMs.push(cues[next ?? first]?.startMs ?? 0);
  }
  return { sinceMs, leftOut };
}

/** Cues between the last one that was heard on one side of a jump and the first on the other. */
interface JumpGap {
  readonly cues: readonly TrackCue[];
  readonly before: TimePiece;
  readonly behind: TimePiece;
  readonly last: number;
  readonly first: number;
}

/** The cue behind the longest pause at which all cues have room on their side; undefined: there is none. */
function roomyJump(gap: JumpGap): number | undefined {
  const { cues, last, first } = gap;
  const own = between(last, first);
  const roomy = [...own, first].filter((jump) =>
    own.every((cue) => (cue < jump ? fitsBefore(gap, cue) : fitsBehind(gap, cue))),
  );
  const pause = (cue: number): number => (cues[cue]?.startMs ?? 0) - (cues[cue - 1]?.endMs ?? 0);
  return roomy.length === 0 ? undefined : roomy.reduce((a, b) => (pause(b) > pause(a) ? b : a));
}

function fitsBefore({ cues, before, behind, first }: JumpGap, cue: number): boolean {
  return mapBy(before, cues[cue]?.endMs ?? 0) <= mapBy(behind, cues[first]?.startMs ?? 0) + ROOM_MS;
}

function fitsBehind({ cues, before, behind, last }: JumpGap, cue: number): boolean {
  return mapBy(behind, cues[cue]?.startMs ?? 0) >= mapBy(before, cues[last]?.endMs ?? 0) - ROOM_MS;
}

function between(last: number, first: number): number[] {
  return Array.from({ length: Math.max(0, first - last - 1) }, (_, index) => last + 1 + index);
}

/** Index of the first cue that starts at or behind a time. */
function cueAt(cues: readonly TrackCue[], startMs = 0): number {
  let [low, high] = [0, cues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle]?.startMs ?? 0) < startMs) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, cues.length - 1);
}
