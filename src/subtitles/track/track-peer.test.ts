import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  HAS_FFMPEG,
  type PeerCue,
  readByFfmpeg,
  readByPysubs2,
  readersPython,
} from '../../../tests/fixtures/subtitle-readers.ts';
import { tracksFor } from '../../../tests/fixtures/subtitle-tracks.ts';
import { unescapeVtt } from '../vtt/vtt-tokens.ts';
import type { SubtitleTrack, TrackCue } from './track.ts';
import { type KnownFormat, TRACK_FORMATS } from './track-formats.ts';

const folder = mkdtempSync(join(tmpdir(), 'offscribe-readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const python = readersPython();

test('a machine that checks changes has ffmpeg', () => {
  expect(HAS_FFMPEG || process.env['CI'] !== 'true').toBe(true);
});

/** Many small tracks of a format, one behind the other. */
function longTrack(format: KnownFormat): SubtitleTrack {
  const cues: TrackCue[] = [];
  for (const track of fc.sample(tracksFor(format), { seed: 20, numRuns: 500 })) {
    const offset = cues.at(-1)?.endMs ?? 0;
    for (const cue of track.cues) cues.push(moved(cue, offset));
  }
  return { cues };
}

function moved(cue: TrackCue, offset: number): TrackCue {
  const runs = cue.runs?.map((line) =>
    line.map((run) => (run.startMs === undefined ? run : { ...run, startMs: run.startMs + offset })),
  );
  const times = { startMs: cue.startMs + offset, endMs: cue.endMs + offset };
  return { ...cue, ...times, ...(runs === undefined ? {} : { runs }) };
}

interface Exception {
  readonly name: string;
  readonly peer: 'ffmpeg' | 'pysubs2';
  readonly formats: readonly KnownFormat[];
  readonly holds: (cue: TrackCue) => boolean;
}

const has =
  (pattern: RegExp) =>
  ({ lines }: TrackCue): boolean =>
    lines.some((line) => pattern.test(line));
const hasRuby = ({ runs = [] }: TrackCue): boolean =>
  runs.flat().some(({ marks }) => marks?.ruby !== undefined);

/** Where a reader is known to see something else, in text that is legal in the format. */
const EXCEPTIONS: readonly Exception[] = [
  {
    name: 'a backslash and a letter of ASS are a code to it in every format',
    peer: 'ffmpeg',
    formats: ['srt', 'vtt', 'sbv'],
    holds: has(/\\[Nnh]/),
  },
  {
    name: 'a backslash and a letter of ASS are a code to it in every format',
    peer: 'pysubs2',
    formats: ['srt', 'vtt'],
    holds: has(/\\[Nnh]/),
  },
  {
    name: 'a no-break space is a space to it',
    peer: 'pysubs2',
    formats: ['ass', 'ssa'],
    holds: has(/\u00a0/),
  },
  {
    name: 'it knows no escaped brace, nor a backslash that is text',
    peer: 'pysubs2',
    formats: ['ass', 'ssa'],
    holds: has(/[{}\\]/),
  },
  { name: 'braces are codes to it in every format', peer: 'ffmpeg', formats: ['sbv'], holds: has(/[{}]/) },
  {
    name: 'braces are codes to it in every format',
    peer: 'pysubs2',
    formats: ['vtt'],
    holds: has(/[{}]/),
  },
  {
    name: 'times in the text are text to it',
    peer: 'pysubs2',
    formats: ['vtt'],
    holds: ({ runs = [] }) => runs.flat().some(({ startMs }) => startMs !== undefined),
  },
  { name: 'it puts ruby text into the text', peer: 'ffmpeg', formats: ['vtt'], holds: hasRuby },
  { name: 'it puts ruby text into the text', peer: 'pysubs2', formats: ['vtt'], holds: hasRuby },
];

const nameless = ({ id: _, ...cue }: TrackCue): TrackCue => cue;

/** The track without cues that a named exception covers; each of them must be in it. */
function without(track: SubtitleTrack, peer: Exception['peer'], format: KnownFormat): SubtitleTrack {
  const exceptions = EXCEPTIONS.filter((each) => each.peer === peer && each.formats.includes(format));
  for (const { name, holds } of exceptions) expect(track.cues.some(holds), name).toBe(true);
  const cues = track.cues.filter((cue) => !exceptions.some(({ holds }) => holds(cue)));
  expect(cues.length).toBeGreaterThan(100);
  return { cues };
}

function write(format: KnownFormat, track: SubtitleTrack): string {
  const path = join(folder, `track.${format}`);
  writeFileSync(path, TRACK_FORMATS[format].write(track));
  return path;
}

function wanted({ cues }: SubtitleTrack): PeerCue[] {
  return cues.map(({ startMs, endMs, lines }) => ({ startMs, endMs, text: lines.join('\n') }));
}

describe.skipIf(!HAS_FFMPEG)('ffmpeg (skipped where it is not there)', () => {
  test.each(['srt', 'vtt', 'ass', 'ssa', 'sbv'] as const)('[TRK6] reads %s as we do', (format) => {
    const track = without(longTrack(format), 'ffmpeg', format);
    expect(readByFfmpeg(write(format, track), format === 'sbv' ? 'subviewer' : undefined)).toEqual(
      wanted(track),
    );
  });
});

describe.skipIf(python === undefined)('pysubs2 (skipped where it cannot be installed)', () => {
  test.each(['srt', 'vtt', 'ass', 'ssa'] as const)('[TRK6] reads %s as we do', (format) => {
    const track = without(longTrack(format), 'pysubs2', format);
    // The name of a WebVTT cue is text of the cue in front of it, to this reader.
    const path = write(format, { cues: track.cues.map(nameless) });
    const read = readByPysubs2(python ?? '', path, format);
    expect(read.map((cue) => ({ ...cue, text: unescapeVtt(cue.text) }))).toEqual(wanted(track));
  });
});
