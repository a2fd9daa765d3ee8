/**
 * Scan SRT: where the cues of SubRip text stand.
 *
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  no formal standard; rules READ1 to READ5 in ../SPEC.md; checked against ffmpeg.
 * @module
 */
import { trimSpacesEnd } from '../clean-text.ts';
import { clockMs, eachLine, type RawCue, type ReadProblem } from '../read/parsed-cues.ts';

const TIMES =
  /^\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?\s*-->\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?(?:\s+(.*)|$)/;

/** A cue as it stands in the text; its lines have no white space behind them, and none of them is empty. */
export interface ScannedSrt extends RawCue {
  /** What stands behind the times; '' where nothing does. */
  readonly tail: string;
}

/** Gives the cues of SubRip text one by one, in its order, so that few live at once; returns what was passed over. */
export function scanSrt(text: string, take: (cue: ScannedSrt) => void): ReadProblem[] {
  const problems: ReadProblem[] = [];
  let open: (Omit<ScannedSrt, 'lines'> & { readonly lines: string[] }) | undefined;
  let [before, previous] = ['', ''];
  eachLine(text, (line, index) => {
    const times = line.includes('-->') ? TIMES.exec(line) : null;
    if (times !== null) {
      if (isNumber(before, previous)) open?.lines.pop();
      if (open !== undefined) take(open);
      const [startMs, endMs] = [clockMs(times.slice(1, 5)), clockMs(times.slice(5, 9))];
      open = { line: index + 1, startMs, endMs, tail: times[9]?.trim() ?? '', lines: [] };
    } else if (open !== undefined) {
      if (/\S/.test(line)) open.lines.push(trimSpacesEnd(line));
    } else if (problems.length === 0 && !/^\s*\d*\s*$/.test(line)) {
      problems.push({ line: index + 1, what: 'text stands in front of the first times' });
    }
    [before, previous] = [previous, line];
  });
  if (open !== undefined) take(open);
  return problems;
}

/**
 * The number in front of times is no text. Without an empty line in front of it, it may be the last line of the text,
 * as far as anyone can tell.
 */
function isNumber(lineBefore: string, line: string): boolean {
  return lineBefore.trim() === '' && /^\s*\d+\s*$/.test(line);
}
