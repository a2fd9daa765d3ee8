/**
 * Read SBV: YouTube's SBV text as a track.
 *
 * In/out  Text -> cues (integer ms, by start); text is plain.
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  YouTube Help, "Supported subtitle and closed caption files"; rules SBV1 to SBV3 in ../SPEC.md; checked
 *         against ffmpeg's reader of SubViewer, which has the same times.
 * @module
 */
import { trimSpaces } from '../clean-text.ts';
import { clockMs, collectCues, type RawCue, type ReadProblem, splitLines } from '../read/parsed-cues.ts';
import type { ParsedTrack } from '../track/track-format.ts';

/** A line of times, at the start of a cue. */
export const SBV_TIMES =
  /^[ \t]*(\d{1,6}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,3}))?,(\d{1,6}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,3}))?[ \t]*$/;

/** Reads SBV text. */
export function readSbv(text: string): ParsedTrack {
  const raw: (Omit<RawCue, 'lines'> & { readonly lines: string[] })[] = [];
  const problems: ReadProblem[] = [];
  splitLines(text).forEach((line, index) => {
    const times = SBV_TIMES.exec(line);
    const words = trimSpaces(line);
    if (times !== null) {
      const [startMs, endMs] = [clockMs(times.slice(1, 5)), clockMs(times.slice(5, 9))];
      raw.push({ line: index + 1, startMs, endMs, lines: [] });
    } else if (words === '') return;
    else if (raw.length > 0) raw.at(-1)?.lines.push(words);
    else if (problems.length === 0) {
      problems.push({ line: index + 1, what: 'text stands in front of the first times' });
    }
  });
  const collected = collectCues(raw, problems);
  return { track: { cues: collected.cues }, problems: collected.problems };
}
