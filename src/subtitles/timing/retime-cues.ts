/**
 * Retime cues: every time of a track moved by a time map.
 *
 * Order   where the map jumps, a cue moves as a whole, by the piece that holds where it starts. Words and karaoke times move
 *         with it. Cues stay in their order; two that did not overlap still do not (where a jump pushes one into the
 *         next, it ends where the next begins).
 * Zero    a cue that would begin before 0 is cut there and named; one that would also end there is refused.
 * Throws  InputError E_RETIME_IMPOSSIBLE.
 * @module
 */
import { InputError } from '../../kernel/index.ts';
import type { CueWord } from '../cue.ts';
import type { SubtitleTrack, TextRun, TrackCue } from '../track/track.ts';
import { hasJumps, mapBy, mapTime, pieceAt, type TimeMap } from './time-map.ts';

/** A track, and what was done to it. */
export interface Retimed {
  readonly track: SubtitleTrack;
  /** Cues of which a time changed. */
  readonly moved: number;
  /** Largest change of a start, ms; negative: earlier. */
  readonly largestMs: number;
  /** 1-based numbers of cues that would have begun before 0. */
  readonly cut: readonly number[];
  /** 1-based numbers of cues whose end was taken back to the next one's start. */
  readonly shortened: readonly number[];
}

/** Moves a track. */
export function retimeTrack(track: SubtitleTrack, map: TimeMap): Retimed {
  const isWhole = hasJumps(map);
  const placed = track.cues.map((cue) => {
    const piece = pieceAt(map, cue.startMs);
    return moveCue(cue, (ms) => (isWhole ? mapBy(piece, ms) : mapTime(map, ms)));
  });
  placed.forEach(requireVisible);
  const shortened: number[] = [];
  const cues = placed.map((cue, index): TrackCue => {
    const [old, next, oldNext] = [track.cues[index], placed[index + 1], track.cues[index + 1]];
    const startMs = Math.max(0, cue.startMs);
    if (next === undefined || old === undefined || oldNext === undefined)
      return within(cue, startMs, cue.endMs);
    const isPushed = old.endMs <= oldNext.startMs && cue.endMs > next.startMs && next.startMs > startMs;
    if (isPushed) shortened.push(index + 1);
    return within(cue, startMs, isPushed ? next.startMs : cue.endMs);
  });
  const hidden = track.hidden?.map((cue) => {
    const [startMs, endMs] = [mapTime(map, cue.startMs), mapTime(map, cue.endMs)].map((ms) =>
      Math.max(0, ms),
    );
    return within(cue, startMs ?? 0, Math.max((startMs ?? 0) + 1, endMs ?? 0));
  });
  return {
    track: { ...track, cues: inOrder(cues), ...(hidden === undefined ? {} : { hidden: inOrder(hidden) }) },
    ...changesOf(track.cues, cues),
    cut: placed.flatMap(({ startMs }, index) => (startMs < 0 ? [index + 1] : [])),
    shortened,
  };
}

/** How many of two equally long lists differ in time, and by how much the most. */
export function changesOf(
  before: readonly TrackCue[],
  after: readonly TrackCue[],
): Pick<Retimed, 'moved' | 'largestMs'> {
  let [moved, largestMs] = [0, 0];
  for (const [index, cue] of after.entries()) {
    const old = before[index] ?? cue;
    const change = cue.startMs - old.startMs;
    if (change !== 0 || cue.endMs !== old.endMs) moved += 1;
    if (Math.abs(change) > Math.abs(largestMs)) largestMs = change;
  }
  return { moved, largestMs };
}

/** A cue with all its times moved; it lasts 1 ms at least. */
function moveCue(cue: TrackCue, to: (ms: number) => number): TrackCue {
  const startMs = to(cue.startMs);
  return {
    ...cue,
    startMs,
    endMs: Math.max(startMs + 1, to(cue.endMs)),
    ...(cue.words === undefined ? {} : { words: cue.words.map((word) => movedWord(word, to)) }),
    ...(cue.runs === undefined ? {} : { runs: movedRuns(cue.runs, to) }),
  };
}

/** A cue with new bounds; its words and karaoke times are kept inside them. */
export function within(cue: TrackCue, startMs: number, endMs: number): TrackCue {
  const inside = (ms: number): number => Math.min(endMs, Math.max(startMs, ms));
  return { ...moveCue(cue, inside), startMs, endMs };
}

function movedWord(word: CueWord, to: (ms: number) => number): CueWord {
  return { ...word, startMs: to(word.startMs), endMs: to(word.endMs) };
}

function movedRuns(
  lines: readonly (readonly TextRun[])[],
  to: (ms: number) => number,
): readonly (readonly TextRun[])[] {
  return lines.map((runs) =>
    runs.map((run) => (run.startMs === undefined ? run : { ...run, startMs: to(run.startMs) })),
  );
}

function requireVisible({ startMs, endMs }: TrackCue, index: number): void {
  if (endMs > 0) return;
  const seconds = (-startMs / 1000).toFixed(3);
  throw new InputError(
    'E_RETIME_IMPOSSIBLE',
    `Cue ${index + 1} would lie ${seconds} s before the start of the media.`,
    {
      hint: 'offscribe retime IN --shift 0   (a smaller shift, or anchors, keep it in the media)',
      details: { cue: index + 1, startMs, endMs },
    },
  );
}

/** By start; equal ones as they were. Of two cues that overlap the later one may be the earlier one now. */
export function inOrder(cues: readonly TrackCue[]): readonly TrackCue[] {
  return [...cues].sort((a, b) => a.startMs - b.startMs);
}
