/**
 * Parse VTT: WebVTT text to cues.
 *
 * In/out  UTF-8 text -> cues (integer ms, by start), plain: escapes are read, tags and settings are dropped but for i, b, u.
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  W3C WebVTT, section 6 (parsing); rules READ1, READ6 and READ7 in ../SPEC.md; checked against ffmpeg.
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
  /^\s*(?:(\d{2,6}):)?(\d{2}):(\d{2})\.(\d{3})\s*-->\s*(?:(\d{2,6}):)?(\d{2}):(\d{2})\.(\d{3})(?:\s|$)/;
const NOT_CUES = /^(?:NOTE|STYLE|REGION|WEBVTT)(?:\s|$)/;
const TAG = /<(\/?)([a-z]*)[^<>]*>/gi;
const KEPT_TAGS = ['i', 'b', 'u'];
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': '\u00a0',
  '&lrm;': '\u200e',
  '&rlm;': '\u200f',
};

/** Reads WebVTT text. */
export function parseVtt(text: string): ParsedCues {
  const lines = splitLines(text);
  const problems: ReadProblem[] = [];
  if (!/^WEBVTT(?:\s|$)/.test(lines[0] ?? ''))
    problems.push({ line: 1, what: 'the text does not start with WEBVTT' });
  const raw: RawCue[] = [];
  for (const { from, block } of blocks(lines)) {
    const at = block.findIndex((line) => TIMES.test(line));
    const times = TIMES.exec(block[at] ?? '');
    if (times === null || at > 1) {
      if (!NOT_CUES.test(block[0] ?? '')) problems.push({ line: from + 1, what: 'a block has no times' });
      continue;
    }
    const [startMs, endMs] = [clockMs(times.slice(1, 5)), clockMs(times.slice(5, 9))];
    const body = block.slice(at + 1).map((line) => plain(line).trim());
    raw.push({ line: from + at + 1, startMs, endMs, lines: body.filter((line) => line !== '') });
  }
  return collectCues(raw, problems);
}

/** Runs of lines without an empty one between them. */
function blocks(lines: readonly string[]): { readonly from: number; readonly block: readonly string[] }[] {
  const found: { from: number; block: string[] }[] = [];
  let open: string[] | undefined;
  lines.forEach((line, index) => {
    if (line.trim() === '') open = undefined;
    else if (open !== undefined) open.push(line);
    else {
      open = [line];
      found.push({ from: index, block: open });
    }
  });
  return found;
}

function plain(line: string): string {
  return line
    .replace(TAG, (tag, slash: string, name: string) =>
      KEPT_TAGS.includes(name.toLowerCase()) && tag === `<${slash}${name}>` ? tag : '',
    )
    .replace(/&(?:amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => ENTITIES[entity] ?? entity);
}
