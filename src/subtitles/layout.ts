/**
 * Layout: segments of a transcript become cues that can be read.
 *
 * In/out  Segment[] (seconds, media clock) -> Cue[] (ms), rules LAY1 to LAY9 in ./SPEC.md.
 * Throws  InputError E_CUE_INVALID (a segment whose times are not finite).
 * @module
 */
import { InputError, type Segment, secondsToMs } from '../kernel/index.ts';
import { isBlank } from './clean-text.ts';
import type { Cue } from './cue.ts';
import { breakLines } from './line-breaks.ts';
import { type CueLimits, partition } from './partition.ts';
import { timePieces } from './piece-times.ts';
import { splitPieces } from './pieces.ts';

/** Limits that cues keep. */
export interface CueLayout extends CueLimits {
  /** End of the media, ms: no cue is lengthened beyond it. Default: no limit. */
  readonly mediaEndMs?: number;
}

/** Two lines of 42 characters, 0.833 s to 7 s: the limits for English that most broadcasters share. */
const DEFAULT_CUE_LAYOUT: CueLayout = {
  maxLineChars: 42,
  maxLines: 2,
  maxDurationMs: 7000,
  minDurationMs: 833,
};

/** Lays out segments as cues: in order, disjoint, every word of every segment in exactly one of them. */
export function segmentsToCues(segments: readonly Segment[], layout: Partial<CueLayout> = {}): Cue[] {
  const limits: CueLayout = { ...DEFAULT_CUE_LAYOUT, ...layout };
  const ordered = segments.map(checkTimes).sort((left, right) => left.start - right.start);
  return settleTimes(
    ordered.flatMap((segment) => cutSegment(segment, limits)),
    limits,
  );
}

/** The segment with its times in order. */
function checkTimes(segment: Segment): Segment {
  if (!Number.isFinite(segment.start) || !Number.isFinite(segment.end)) {
    throw new InputError('E_CUE_INVALID', 'A segment of the transcript has a time that is not a number.', {
      hint: 'Give segments with finite start and end seconds.',
    });
  }
  return { ...segment, end: Math.max(segment.start, segment.end) };
}

function cutSegment(segment: Segment, limits: CueLayout): Cue[] {
  if (isBlank(segment.text)) return [];
  const pieces = splitPieces(segment.text, limits.maxLineChars);
  const times = timePieces(segment, pieces);
  const timed = pieces.map((piece, index) => ({ piece, time: times[index] ?? segment }));
  return partition(timed, limits).map((group) => ({
    startMs: secondsToMs(group[0]?.time.start ?? segment.start),
    endMs: secondsToMs(group.at(-1)?.time.end ?? segment.end),
    lines: breakLines(
      group.map((one) => one.piece),
      limits,
    ),
  }));
}

/** Makes times disjoint and long enough to read where there is room (LAY6 to LAY9). */
function settleTimes(cues: readonly Cue[], limits: CueLayout): Cue[] {
  let freeFromMs = 0;
  return cues.map((cue, index) => {
    const next = cues[index + 1]?.startMs ?? limits.mediaEndMs ?? Number.POSITIVE_INFINITY;
    const settled = settle(cue, { freeFromMs, freeUntilMs: next }, limits);
    freeFromMs = settled.endMs;
    return settled;
  });
}

function settle(cue: Cue, room: { freeFromMs: number; freeUntilMs: number }, limits: CueLayout): Cue {
  let startMs = Math.max(cue.startMs, room.freeFromMs);
  let endMs = Math.max(cue.endMs, startMs + 1);
  const readableMs = startMs + limits.minDurationMs;
  if (endMs < readableMs) {
    // Too short: take from the silence behind it, then from the silence in front of it.
    endMs = Math.max(endMs, Math.min(readableMs, room.freeUntilMs));
    startMs = Math.max(room.freeFromMs, Math.min(startMs, endMs - limits.minDurationMs));
  } else if (endMs > room.freeUntilMs) {
    // Segments overlap: the earlier cue gives way as far as it stays readable.
    endMs = Math.max(readableMs, room.freeUntilMs);
  }
  return { startMs, endMs: Math.min(endMs, startMs + limits.maxDurationMs), lines: cue.lines };
}
