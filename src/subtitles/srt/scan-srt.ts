/**
 * Scan SRT: where the cues of SubRip text stand.
 *
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  no formal standard; rules READ1 to READ5 in ../SPEC.md; checked against ffmpeg.
 * @module
 */
import { trimSpaces } from '../clean-text.ts';
import { clockMs, type RawCue, type ReadProblem, splitLines } from '../read/parsed-cues.ts';

const TIMES =
  /^\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?\s*-->\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?(?:\s+(.*)|$)/;

/** A cue as it stands in the text; its lines have no white space behind them, and none of them is empty. */
export interface ScannedSrt extends RawCue {
  /** What stands behind the times; '' where nothing does. */
  readonly tail: string;
}

/** The cues of SubRip text, in its order. */
export function scanSrt(text: string): { readonly cues: ScannedSrt[]; readonly problems: ReadProblem[] } {
  const lines = splitLines(text);
  const found: (Omit<ScannedSrt, 'lines'> & { readonly lines: string[] })[] = [];
  const problems: ReadProblem[] = [];
  lines.forEach((line, index) => {
    const last = found.at(-1);
    const times = line.includes('-->') ? TIMES.exec(line) : null;
    if (times !== null) {
      if (last !== undefined && isNumber(lines[index - 2], lines[index - 1])) last.lines.pop();
      const [startMs, endMs] = [clockMs(times.slice(1, 5)), clockMs(times.slice(5, 9))];
      found.push({ line: index + 1, startMs, endMs, tail: times[9]?.trim() ?? '', lines: [] });
    } else if (last !== undefined) {
      if (/\S/.test(line)) last.lines.push(trimEnd(line));
    } else if (problems.length === 0 && !/^\s*\d*\s*$/.test(line)) {
      problems.push({ line: index + 1, what: 'text stands in front of the first times' });
    }
  });
  return { cues: found, problems };
}

function trimEnd(line: string): string {
  return trimSpaces(`|${line}`).slice(1);
}

/**
 * The number in front of times is no text. Without an empty line in front of it, it may be the last line of the text,
 * as far as anyone can tell.
 */
function isNumber(lineBefore: string | undefined, line: string | undefined): boolean {
  return lineBefore?.trim() === '' && /^\s*\d+\s*$/.test(line ?? '');
}
