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

/** The cues of SubRip text, in its order. */
export function scanSrt(text: string): { readonly cues: ScannedSrt[]; readonly problems: ReadProblem[] } {
  const found: (Omit<ScannedSrt, 'lines'> & { readonly lines: string[] })[] = [];
  const problems: ReadProblem[] = [];
  let [before, previous, lines]: [string, string, string[] | undefined] = ['', '', undefined];
  eachLine(text, (line, index) => {
    const times = line.includes('-->') ? TIMES.exec(line) : null;
    if (times !== null) {
      if (isNumber(before, previous)) lines?.pop();
      lines = [];
      const [startMs, endMs] = [clockMs(times.slice(1, 5)), clockMs(times.slice(5, 9))];
      found.push({ line: index + 1, startMs, endMs, tail: times[9]?.trim() ?? '', lines });
    } else if (lines !== undefined) {
      if (/\S/.test(line)) lines.push(trimSpacesEnd(line));
    } else if (problems.length === 0 && !/^\s*\d*\s*$/.test(line)) {
      problems.push({ line: index + 1, what: 'text stands in front of the first times' });
    }
    [before, previous] = [previous, line];
  });
  return { cues: found, problems };
}

/**
 * The number in front of times is no text. Without an empty line in front of it, it may be the last line of the text,
 * as far as anyone can tell.
 */
function isNumber(lineBefore: string, line: string): boolean {
  return lineBefore.trim() === '' && /^\s*\d+\s*$/.test(line);
}
