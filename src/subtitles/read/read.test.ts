import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cue } from '../cue.ts';
import { parseSrt } from '../srt/read-srt.ts';
import { formatSrt } from '../srt/write-srt.ts';
import { parseVtt } from '../vtt/read-vtt.ts';
import { formatVtt } from '../vtt/write-vtt.ts';
import { compareCues } from './compare-cues.ts';

const cue = (startMs: number, endMs: number, ...lines: string[]): Cue => ({ startMs, endMs, lines });
const EXACT = { toleranceMs: 2, textAlone: false };

describe('reading SubRip', () => {
  test.each([
    ['CRLF and a byte order mark', '\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nA\r\nB\r\n\r\n'],
    ['CR alone', '1\r00:00:01,000 --> 00:00:02,000\rA\rB\r'],
    ['a point, no hours, fewer decimals', '1\n0:01.0 --> 00:02\nA\nB\n'],
    ['no number, and a place behind the times', '00:00:01,000 --> 00:00:02,000 X1:0 X2:9\nA\nB'],
  ])('[READ2] %s', (_, text) => {
    expect(parseSrt(text)).toEqual({ cues: [cue(1000, 2000, 'A', 'B')], problems: [] });
  });

  test('[READ3] a number is text only where no empty line stands before it', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:03,000 --> 00:00:04,000\n7\n8\n00:00:05,000 --> 00:00:06,000\nC\n';
    expect(parseSrt(text).cues.map(({ lines }) => lines)).toEqual([['A'], ['7', '8'], ['C']]);
  });

  test('[READ4] an empty line inside a text ends nothing, and markup stays', () => {
    const text =
      '1\n00:00:01,000 --> 00:00:02,000\n<i>A</i>\n\nB & {\\an8}\n\n2\n00:00:03,000 --> 00:00:04,000\nC\n';
    expect(parseSrt(text).cues).toEqual([cue(1000, 2000, '<i>A</i>', 'B & {\\an8}'), cue(3000, 4000, 'C')]);
  });

  test('[READ5] a cue without a length is named with its line', () => {
    expect(parseSrt('1\n00:00:02,000 --> 00:00:02,000\nA\n')).toEqual({
      cues: [],
      problems: [{ line: 2, what: 'a cue does not end after it starts' }],
    });
  });
});

describe('reading WebVTT', () => {
  test('[READ6] notes, styles, names, settings and tags are dropped, i, b and u are kept', () => {
    const text = [
      'WEBVTT - a title\nkind: captions',
      'NOTE\n00:00:09.000 is no cue',
      'STYLE\n::cue { color: red }',
      'one\n00:01.000 --> 00:02.000 line:0\n<v Ann><c.red>A</c> <i>b</i> <00:01.500>c</v>',
    ].join('\n\n');
    expect(parseVtt(text)).toEqual({ cues: [cue(1000, 2000, 'A <i>b</i> c')], problems: [] });
  });

  test('[READ7] escapes become what they stand for, once', () => {
    const text = 'WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;i&gt; &amp;amp; &nbsp;\n';
    expect(parseVtt(text).cues[0]?.lines).toEqual(['<i> &amp; \u00a0']);
  });
});

describe('both readers', () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.constantFrom('7', '-->', 'a < b & c', '00:00:01,000'),
  );
  const cues = fc
    .array(
      fc.record({
        gap: fc.nat(90_000_000),
        length: fc.integer({ min: 1, max: 9000 }),
        lines: fc.array(line, { maxLength: 3 }),
      }),
      { maxLength: 8 },
    )
    .map((items) => {
      let at = 0;
      return items.map(({ gap, length, lines }): Cue => {
        const startMs = at + (gap % 50_000);
        at = startMs + length;
        return { startMs, endMs: at, lines };
      });
    });

  test('[READ8] what the SRT writer wrote comes back, and writes the same again', () => {
    fc.assert(
      fc.property(cues, (made) => {
        const text = formatSrt(made);
        const read = parseSrt(text);
        expect(read.problems).toEqual([]);
        expect(formatSrt(read.cues)).toBe(text);
      }),
    );
  });

  test('[READ8] what the VTT writer wrote comes back, and writes the same again', () => {
    fc.assert(
      fc.property(cues, (made) => {
        const text = formatVtt(made);
        const read = parseVtt(text);
        expect(read.problems).toEqual([]);
        expect(formatVtt(read.cues)).toBe(text);
      }),
    );
  });

  test('[READ1] any text is read, and cues come in order with whole milliseconds', () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom(
        '\n',
        '\r\n',
        '00:00:01,000 --> 00:00:02,000',
        '9:9:9 --> 0:0:0',
        'WEBVTT',
        '<',
        '&',
        '1',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const { cues: found } of [parseSrt(pieces.join('')), parseVtt(pieces.join(''))]) {
          found.forEach((each, index) => {
            expect(each.endMs).toBeGreaterThan(each.startMs);
            expect(Number.isInteger(each.startMs) && Number.isInteger(each.endMs)).toBe(true);
            expect(each.startMs).toBeGreaterThanOrEqual(found[index - 1]?.startMs ?? 0);
          });
        }
      }),
    );
  });

  test('[READ1] text that is no subtitle file is named with its line', () => {
    expect(parseSrt('Dear Sir,\n').problems).toEqual([
      { line: 1, what: 'text stands in front of the first times' },
    ]);
    expect(parseVtt('Dear Sir,\n').problems).toEqual([
      { line: 1, what: 'the text does not start with WEBVTT' },
      { line: 1, what: 'a block has no times' },
    ]);
  });
});

describe('comparing', () => {
  const written = [cue(1000, 2000, 'A'), cue(3000, 4000, 'B', 'C')];

  test('[CMP1] equal cues have no difference, within the tolerance', () => {
    expect(compareCues(written, written, EXACT)).toEqual({ worstMs: 0 });
    expect(compareCues(written, [cue(1001, 2000, 'A'), cue(3000, 3998, 'B', 'C')], EXACT)).toEqual({
      worstMs: 2,
    });
  });

  test.each([
    [
      'a time',
      [cue(1000, 2000, 'A'), cue(3003, 4000, 'B', 'C')],
      'cue 2 (3000 to 4000 ms) came out at 3003 to 4000 ms',
    ],
    [
      'a word',
      [cue(1000, 2000, 'a'), cue(3000, 4000, 'B', 'C')],
      'cue 1 (1000 to 2000 ms) reads "a", not "A"',
    ],
    ['a missing cue', [cue(1000, 2000, 'A')], '2 cues were written, and 1 came back'],
    ['one too many', [...written, cue(5000, 6000, 'D')], '2 cues were written, and 3 came back'],
  ])('[CMP1] %s is the first difference', (_, read, difference) => {
    expect(compareCues(written, read, EXACT).difference).toBe(difference);
  });

  test('[CMP2] where words alone are kept, markup makes no difference', () => {
    const marked = [cue(0, 1, '<i>Hi</i> {\\an8}<font color="red">you</font>')];
    const bare = [cue(0, 1, 'Hi you')];
    expect(compareCues(marked, bare, { toleranceMs: 2, textAlone: true })).toEqual({ worstMs: 0 });
    expect(compareCues(marked, bare, EXACT).difference).toContain('reads "Hi you"');
  });
});
