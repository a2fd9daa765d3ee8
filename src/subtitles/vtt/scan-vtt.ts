/**
 * Scan VTT: the blocks of WebVTT text.
 *
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  W3C WebVTT, section 6.1 (parsing of files) and 6.3 (of times).
 * @module
 */
import { clockMs, type RawCue, type ReadProblem, splitLines } from '../read/parsed-cues.ts';

const TIMES =
  /^\s*(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})\s*-->\s*(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})(.*)$/;

/** A cue as it stands in the text. */
export interface ScannedVtt extends RawCue {
  readonly id?: string;
  /** Behind the times, trimmed. */
  readonly settings: string;
  /** Comments in front of it, each as it stands. */
  readonly notes: readonly string[];
}

/** A WebVTT text in its parts. */
export interface ScannedVttFile {
  /** Behind `WEBVTT`: the rest of the line, and the lines up to the first empty one. */
  readonly header: string;
  /** CSS of each `STYLE` block. */
  readonly styles: readonly string[];
  /** Settings of each `REGION` block. */
  readonly regions: readonly string[];
  readonly cues: readonly ScannedVtt[];
  /** Comments behind the last cue. */
  readonly notes: readonly string[];
  readonly problems: ReadProblem[];
}

interface Block {
  /** Of its first line, from 0. */
  readonly from: number;
  readonly lines: readonly string[];
}

/** Takes WebVTT text apart. */
export function scanVtt(text: string): ScannedVttFile {
  const lines = splitLines(text);
  const problems: ReadProblem[] = [];
  const isHeaded = /^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '');
  if (!isHeaded) problems.push({ line: 1, what: 'the text does not start with WEBVTT' });
  const headEnd = isHeaded ? endOfHeader(lines) : 0;
  const header = lines.slice(0, headEnd).join('\n').slice('WEBVTT'.length);
  const [styles, regions, cues]: [string[], string[], ScannedVtt[]] = [[], [], []];
  let notes: string[] = [];
  for (const block of blocksOf(lines, headEnd)) {
    const cue = cueOf(block);
    const [first = '', ...rest] = block.lines;
    if (cue !== undefined) {
      cues.push({ ...cue, notes });
      notes = [];
    } else if (/^NOTE(?:[ \t]|$)/.test(first)) notes.push(block.lines.join('\n'));
    else if (/^STYLE[ \t]*$/.test(first) && cues.length === 0) styles.push(rest.join('\n'));
    else if (/^REGION[ \t]*$/.test(first) && cues.length === 0) regions.push(rest.join('\n'));
    else problems.push({ line: block.from + 1, what: 'a block has no times' });
  }
  return { header, styles, regions, cues, notes, problems };
}

function endOfHeader(lines: readonly string[]): number {
  const end = lines.findIndex((line, index) => index > 0 && (line === '' || line.includes('-->')));
  return end < 0 ? lines.length : end;
}

/** Runs of lines without an empty one between them; an arrow starts another, unless it is in the first or second line. */
function blocksOf(lines: readonly string[], from: number): Block[] {
  const found: { from: number; lines: string[]; hasArrow: boolean }[] = [];
  let open: (typeof found)[number] | undefined;
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const hasArrow = line.includes('-->');
    if (line === '') open = undefined;
    else if (open === undefined || (hasArrow && (open.lines.length > 1 || open.hasArrow))) {
      open = { from: index, lines: [line], hasArrow };
      found.push(open);
    } else {
      open.lines.push(line);
      open.hasArrow ||= hasArrow;
    }
  }
  return found;
}

function cueOf({ from, lines }: Block): Omit<ScannedVtt, 'notes'> | undefined {
  const at = lines.slice(0, 2).findIndex((line) => line.includes('-->'));
  const times = TIMES.exec(lines[at] ?? '');
  if (times === null) return undefined;
  return {
    line: from + at + 1,
    startMs: clockMs(times.slice(1, 5)),
    endMs: clockMs(times.slice(5, 9)),
    ...(at === 1 && lines[0] !== undefined ? { id: lines[0] } : {}),
    settings: times[9]?.trim() ?? '',
    lines: lines.slice(at + 1),
  };
}
