/**
 * Snap to shots: cues that begin and end with the picture, where they nearly do.
 *
 * In-cue   less than half a second behind a cut: at the cut; 1 to 8 frames before it: at the cut; 9 to 11 frames before it:
 *          12 frames before it. Frames as at 24 a second; at other rates the same shares of `shotSnapMs`.
 * Out-cue  less than half a second from a cut, on either side: the least gap (2 frames) before it.
 * Kept     order, the least gap (or the smaller one that was there), the least duration (or the shorter one that was
 *          there). What would break one of them is left as it is, and told.
 * Source   Netflix Timed Text Style Guide, "Timing"; Subtitle Edit, `NetflixCheckShotChange.cs` (figures).
 * @module
 */
import { lowerBound } from '../lower-bound.ts';
import type { ProfileLimits } from '../profiles/profile.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { changesOf, inOrder, within } from './retime-cues.ts';

/** The figures of a profile that say how to snap. */
export type SnapRules = Pick<ProfileLimits, 'frameRate' | 'minGapFrames' | 'minDurationMs' | 'shotSnapMs'>;

/** What snapping did. */
export interface Snapped {
  readonly track: SubtitleTrack;
  readonly moved: number;
  readonly largestMs: number;
  /** In-cues and out-cues that were moved. */
  readonly inCues: number;
  readonly outCues: number;
  /** 1-based numbers of cues that stand near a cut and could not be moved to it. */
  readonly left: readonly number[];
}

/** Of 12 frames (half a second) before a cut, so many count as at the cut. */
const NEAR_SHARE = 8 / 12;

/** Snaps a track; `cutsMs` are the times of first frames of shots, ascending. */
export function snapToShots(track: SubtitleTrack, cutsMs: readonly number[], rules: SnapRules): Snapped {
  const settled = settleBoundaries(track.cues, cutsMs, gaugeOf(rules));
  const cues = track.cues.map((cue, index) =>
    within(cue, settled[index]?.inMs ?? cue.startMs, settled[index + 1]?.outMs ?? cue.endMs),
  );
  const left = new Set<number>();
  let [inCues, outCues] = [0, 0];
  for (const [index, { inMs, outMs, inWish, outWish }] of settled.entries()) {
    if (inMs !== undefined && inMs !== track.cues[index]?.startMs) inCues += 1;
    if (outMs !== undefined && outMs !== track.cues[index - 1]?.endMs) outCues += 1;
    if (outMs !== outWish) left.add(index);
    if (inMs !== inWish) left.add(index + 1);
  }
  return {
    track: { ...track, cues: inOrder(cues) },
    ...changesOf(track.cues, cues),
    inCues,
    outCues,
    left: [...left],
  };
}

/**
 * Boundary `i` is the out-cue of cue `i - 1` and the in-cue of cue `i`: they are moved together, since alone each may be in
 * the other's way.
 */
function settleBoundaries(
  cues: readonly TrackCue[],
  cutsMs: readonly number[],
  gauge: Gauge,
): readonly (Choice & Wishes)[] {
  const settled: (Choice & Wishes)[] = [];
  for (let index = 0; index <= cues.length; index++) {
    const [before, after] = [cues[index - 1], cues[index]];
    const wishes = {
      outWish: before === undefined ? undefined : snappedOut(before.endMs, cutsMs, gauge),
      inWish: after === undefined ? undefined : snappedIn(after.startMs, cutsMs, gauge),
    };
    const startedMs = settled[index - 1]?.inMs ?? before?.startMs ?? 0;
    settled.push({ ...wishes, ...choose({ before, after, startedMs, ...wishes }, gauge) });
  }
  return settled;
}

/** Rules in ms. */
export interface Gauge extends SnapRules {
  readonly frameMs: number;
  readonly halfMs: number;
  readonly nearMs: number;
  readonly gapMs: number;
}

/** The rules of a profile in ms. */
export function gaugeOf(rules: SnapRules): Gauge {
  const frameMs = 1000 / rules.frameRate;
  const halfFrames = Math.round(rules.shotSnapMs / frameMs);
  return {
    ...rules,
    frameMs,
    halfMs: halfFrames * frameMs,
    // Half a frame more: times in whole ms are beside the frames by up to that.
    nearMs: (Math.round(halfFrames * NEAR_SHARE) + 0.5) * frameMs,
    gapMs: Math.round(rules.minGapFrames * frameMs),
  };
}

/** Where an in-cue belongs by the cut beside it; undefined where none is near. */
export function snappedIn(
  ms: number,
  cuts: readonly number[],
  { shotSnapMs, nearMs, halfMs }: Gauge,
): number | undefined {
  const [past, next] = beside(ms, cuts);
  if (past !== undefined && ms - past < shotSnapMs) return Math.round(past);
  if (next === undefined || next - ms >= halfMs) return undefined;
  return Math.round(next - ms < nearMs ? next : Math.max(0, next - halfMs));
}

/** Where an out-cue belongs; of two cuts the nearer one's. */
export function snappedOut(
  ms: number,
  cuts: readonly number[],
  { shotSnapMs, gapMs }: Gauge,
): number | undefined {
  const [past, next] = beside(ms, cuts);
  const behind = past === undefined ? Number.POSITIVE_INFINITY : ms - past;
  const ahead = next === undefined ? Number.POSITIVE_INFINITY : next - ms;
  if (Math.min(behind, ahead) >= shotSnapMs) return undefined;
  return Math.round((behind < ahead ? (past ?? 0) : (next ?? 0)) - gapMs);
}

/** The last cut at or before a time, and the first one after it. */
function beside(ms: number, cuts: readonly number[]): [past: number | undefined, next: number | undefined] {
  // A cut in the middle of a ms is the ms that it is rounded to.
  const next = lowerBound(cuts.length, (at) => Math.round(cuts[at] ?? 0) > ms);
  return [cuts[next - 1], cuts[next]];
}

interface Boundary extends Wishes {
  readonly before: TrackCue | undefined;
  readonly after: TrackCue | undefined;
  /** Where `before` starts by now. */
  readonly startedMs: number;
}

/** Where the shots want a boundary's two times; undefined: as they are. */
interface Wishes {
  readonly outWish: number | undefined;
  readonly inWish: number | undefined;
}

interface Choice {
  readonly outMs?: number | undefined;
  readonly inMs?: number | undefined;
}

/** Both wishes, else the in-cue's alone, else the out-cue's alone, else neither. */
function choose(boundary: Boundary, gauge: Gauge): Choice {
  const { outWish, inWish } = boundary;
  const choices: Choice[] = [{ outMs: outWish, inMs: inWish }, { inMs: inWish }, { outMs: outWish }];
  return choices.find((choice) => isAllowed(choice, boundary, gauge)) ?? {};
}

function isAllowed(choice: Choice, { before, after, startedMs }: Boundary, gauge: Gauge): boolean {
  const least = (cue: TrackCue): number =>
    Math.max(1, Math.min(gauge.minDurationMs, cue.endMs - cue.startMs));
  const inMs = choice.inMs ?? after?.startMs ?? Number.POSITIVE_INFINITY;
  if (after !== undefined && choice.inMs !== undefined && after.endMs - inMs < least(after)) return false;
  if (before === undefined) return inMs >= 0;
  const outMs = choice.outMs ?? before.endMs;
  if (choice.outMs !== undefined && outMs - startedMs < least(before)) return false;
  if (after === undefined) return true;
  const gapMs = after.startMs - before.endMs;
  // Cues that overlapped, as two speakers' do, only keep their order.
  return gapMs < 0 ? inMs >= startedMs : inMs - outMs >= Math.min(gauge.gapMs, gapMs);
}
