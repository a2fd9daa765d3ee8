/**
 * Scan cues: where the cues of a SubRip or WebVTT text stand, with those that a reader passes over or puts in order.
 *
 * Total   any text; linear time. A text of another format has no such lines, and gives none.
 * @module
 */
import type { TrackCue } from '../track/track.ts';
import type { FiledCue } from './subject.ts';

/** Times as a file has them. */
export interface ScannedTimes {
  /** Counted from 1. */
  readonly line: number;
  readonly startMs: number;
  readonly endMs: number;
}

const CLOCK = '(?:(\\d{1,6}):)?(\\d{1,2}):(\\d{1,2})(?:[,.](\\d{1,3}))?';
const TIMES = new RegExp(`^\\s*${CLOCK}\\s*-->\\s*${CLOCK}(?:\\s|$)`);

/** All lines with times, in the order of the text. */
export function scanCues(text: string): ScannedTimes[] {
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const times = line.includes('-->') ? TIMES.exec(line) : null;
    if (times === null) return [];
    return [{ line: index + 1, startMs: clockMs(times.slice(1, 5)), endMs: clockMs(times.slice(5, 9)) }];
  });
}

/** Cues in the order of their file, and what stands between them and shows nothing. */
export interface FiledCues {
  readonly cues: readonly FiledCue[];
  /** Times without text. */
  readonly empty: readonly (ScannedTimes & { readonly number: number })[];
}

/** Puts cues, which are in order of start, back into the order of their file. */
export function fileCues(cues: readonly TrackCue[], scanned: readonly ScannedTimes[]): FiledCues {
  const valid = scanned
    .map((times, index) => ({ ...times, number: index + 1 }))
    .filter(({ startMs, endMs }) => endMs > startMs);
  const sorted = [...valid].sort((a, b) => a.startMs - b.startMs);
  const filed: FiledCue[] = [];
  const empty: (ScannedTimes & { number: number })[] = [];
  for (const times of sorted) {
    const cue = cues[filed.length];
    if (cue !== undefined && cue.startMs === times.startMs && cue.endMs === times.endMs) {
      filed.push({ ...cue, number: times.number, line: times.line });
    } else empty.push(times);
  }
  if (filed.length < cues.length) return { cues: numbered(cues), empty: [] };
  return { cues: filed.sort((a, b) => a.number - b.number), empty };
}

/** Cues that stand in the order of their file already. */
export function numbered(cues: readonly TrackCue[]): FiledCue[] {
  return cues.map((cue, index) => ({ ...cue, number: index + 1 }));
}

function clockMs([hours, minutes, seconds, decimals]: readonly (string | undefined)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number((decimals ?? '').padEnd(3, '0'));
}
