/**
 * Parse SRT: SubRip text to cues.
 *
 * In/out  UTF-8 text -> cues (integer ms, by start). Markup is left as it is.
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  no formal standard; rules READ1 to READ5 in ../SPEC.md; checked against ffmpeg.
 * @module
 */
import {
  clockMs,
  collectCues,
  type ParsedCues,
  type RawCue,
  type ReadProblem,
  splitLines,
} from './parsed-cues.ts';

const TIMES =
  /^\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?\s*-->\s*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?(?:\s|$)/;

/** Reads SubRip text. */
export function parseSrt(text: string): ParsedCues {
  const lines = splitLines(text);
  const found = lines.flatMap((line, index) => {
    const times = TIMES.exec(line);
    return times === null
      ? []
      : [{ index, startMs: clockMs(times.slice(1, 5)), endMs: clockMs(times.slice(5, 9)) }];
  });
  const problems: ReadProblem[] = [];
  const lead = lines.slice(0, found[0]?.index ?? lines.length).findIndex((line) => !/^\s*\d*\s*$/.test(line));
  if (lead >= 0) problems.push({ line: lead + 1, what: 'text stands in front of the first times' });
  const raw = found.map(({ index, startMs, endMs }, number): RawCue => {
    const next = found[number + 1]?.index;
    return { line: index + 1, startMs, endMs, lines: bodyOf(lines, index + 1, next) };
  });
  return collectCues(raw, problems);
}

/** The lines of a cue: all up to the number of the next one; empty ones in between say nothing. */
function bodyOf(lines: readonly string[], from: number, next: number | undefined): string[] {
  const body = lines.slice(from, next ?? lines.length);
  const last = body.at(-1);
  const isNumber = next !== undefined && last !== undefined && /^\s*\d+\s*$/.test(last);
  // Without an empty line in front of it the number may be the last line of the text, as far as anyone can tell.
  if (isNumber && body.at(-2)?.trim() === '') body.pop();
  return body.map((line) => line.trim()).filter((line) => line !== '');
}
