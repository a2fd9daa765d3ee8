import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { readTrack, writeTrack } from '../track/track-formats.ts';
import { CSV_FORMAT } from './csv-format.ts';
import { TSV_FORMAT } from './tsv-format.ts';

const RUNS = process.env['OFFSCRIBE_SOAK'] === '1' ? 10_000 : 1000;
const cue = (startMs: number, endMs: number, ...lines: string[]): TrackCue => ({ startMs, endMs, lines });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('TSV', () => {
  test('[TAB1] the file of openai-whisper: a header, milliseconds, one line a cue', () => {
    const track = { cues: [cue(0, 2500, 'Hello', 'there'), cue(2500, 4000, 'a\tb')] };
    expect(TSV_FORMAT.write(track)).toBe('start\tend\ttext\n0\t2500\tHello there\n2500\t4000\ta b\n');
  });

  test('[TAB2] a file without header, with CRLF and blank lines, is read; what is no row is named', () => {
    const { track, problems } = TSV_FORMAT.read(
      '0\t1000\tA\r\n\r\nnothing here\r\n1000\t2000\tB\tC\r\n3\t2\tX\r\n',
    );
    expect(track.cues).toEqual([cue(0, 1000, 'A'), cue(1000, 2000, 'B C')]);
    expect(problems).toEqual([
      { line: 3, what: 'a row has no times' },
      { line: 5, what: 'a cue does not end after it starts' },
    ]);
  });
});

describe('CSV', () => {
  test('[TAB1] the columns of whisper.cpp, quoted as RFC 4180 has it', () => {
    const track: SubtitleTrack = {
      cues: [{ ...cue(0, 1000, 'He said "no",', 'then left'), speaker: 'Ann, Bob' }, cue(1000, 2000, 'Yes')],
    };
    expect(CSV_FORMAT.write(track)).toBe(
      'start,end,speaker,text\r\n0,1000,"Ann, Bob","He said ""no"",\nthen left"\r\n1000,2000,,Yes\r\n',
    );
    expect(CSV_FORMAT.read(CSV_FORMAT.write(track))).toEqual({ track, problems: [] });
  });

  test('[TAB3] columns are found by their names, in any order; clocks and seconds are times too', () => {
    const { track } = CSV_FORMAT.read('Text;Speaker;End;Begin\n"A;B";Ann;00:00:02,5;1.25\n');
    expect(track.cues).toEqual([{ ...cue(1250, 2500, 'A;B'), speaker: 'Ann' }]);
  });

  test('[TAB5] a quote that is not closed, and text behind one that is, are named', () => {
    expect(CSV_FORMAT.read('start,end,text\n0,1000,"A"b\n1000,2000,"C\n').problems).toEqual([
      { line: 2, what: 'text stands behind a closing quote' },
      { line: 3, what: 'a quote is not closed' },
    ]);
  });

  test.each(['csv', 'tsv'] as const)('[TRK1] %s is known by its header', (format) => {
    const { text } = writeTrack({ cues: [cue(0, 1, 'A')] }, format);
    expect(readTrack(bytes(text), 'a.txt').format).toBe(format);
  });
});

const line = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => text.replace(/[\p{C}\s]+/gu, ' ').trim())
  .filter((text) => /[^\s\p{Cf}]/u.test(text));
const text = fc.oneof(line, fc.constantFrom('"', 'a,b', '""', ';', '=1+1'));
const cues = fc
  .array(
    fc.record(
      {
        gap: fc.nat(9000),
        length: fc.integer({ min: 1, max: 9000 }),
        lines: fc.array(text, { minLength: 1, maxLength: 3 }),
        speaker: text,
      },
      { requiredKeys: ['gap', 'length', 'lines'] },
    ),
    { maxLength: 8 },
  )
  .map((items) => {
    let at = 0;
    return items.map(({ gap, length, ...rest }): TrackCue => {
      at += gap;
      return { ...rest, startMs: at, endMs: at + length };
    });
  });

test('[TAB4] CSV comes back as it was given; TSV with its lines joined and its speakers gone', () => {
  fc.assert(
    fc.property(cues, (made) => {
      expect(CSV_FORMAT.read(CSV_FORMAT.write({ cues: made }))).toEqual({
        track: { cues: made },
        problems: [],
      });
      const joined = made.map(({ startMs, endMs, lines }) => cue(startMs, endMs, lines.join(' ')));
      expect(TSV_FORMAT.read(TSV_FORMAT.write({ cues: made }))).toEqual({
        track: { cues: joined },
        problems: [],
      });
    }),
  );
});

test(`[TAB5] any text is read, cues in order, and what is read can be written (${RUNS} texts)`, () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 10 }),
    fc.constantFrom(
      'start,end,text\n',
      'start\tend\ttext\n',
      '"',
      '""',
      ',',
      ';',
      '\t',
      '\n',
      '\r\n',
      '0,1,',
      '1\t2\t',
      '9999999999999',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const format of [CSV_FORMAT, TSV_FORMAT]) {
        const { track } = format.read(pieces.join(''));
        format.write(track);
      }
    }),
    { numRuns: RUNS },
  );
});

test('[TAB5] hundreds of thousands of quotes, separators or rows take no longer than as many letters', () => {
  for (const piece of ['"', ',', '\n', '"a', '0,1,a\n']) {
    const { track } = CSV_FORMAT.read(piece.repeat(200_000));
    expect(track.cues.length).toBe(piece.startsWith('0') ? 200_000 : 0);
  }
});
