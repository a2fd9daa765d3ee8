import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SUBTITLE_SAMPLES } from '../../../tests/fixtures/subtitle-samples.ts';
import { type KnownFormat, readTrack, TRACK_FORMATS, writeTrack } from './track-formats.ts';

const FORMATS = Object.keys(TRACK_FORMATS) as KnownFormat[];
const RUNS = process.env['OFFSCRIBE_SOAK'] === '1' ? 10_000 : 500;
const LIMIT_MS = RUNS * 240;

/** What turns a valid file into a bad one. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(40),
  kind: fc.constantFrom('cut', 'double', 'move', 'insert', 'end'),
  text: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '-->',
      '\n',
      '\r',
      '\n\n',
      '\0',
      '<',
      '>',
      '{',
      '}',
      '\\',
      '&',
      '&#1114112;',
      '[',
      ']',
      ',',
      ':',
      '00:00:01,000 --> 00:00:02,000\n',
      '99999:99:99.999',
      'NOTE ',
      'STYLE\n',
      '__proto__',
      'Format: ',
      'Dialogue: ',
      '{\\p1}',
      '{\\pos(',
      '\u2028',
      '\ufeff',
    ),
  ),
});

function changed(
  text: string,
  changes: readonly (typeof change extends fc.Arbitrary<infer C> ? C : never)[],
): string {
  let made = text;
  for (const { at, length, kind, text: extra } of changes) {
    const from = Math.floor(at * made.length);
    const piece = made.slice(from, from + length);
    const rest = made.slice(from + length);
    if (kind === 'cut') made = made.slice(0, from) + rest;
    else if (kind === 'double') made = made.slice(0, from) + piece + piece + rest;
    else if (kind === 'move') made = piece + made.slice(0, from) + rest;
    else if (kind === 'insert') made = made.slice(0, from) + extra + made.slice(from);
    else made = made.slice(0, from);
  }
  return made;
}

describe.each(FORMATS)('%s', (format) => {
  const { read, write } = TRACK_FORMATS[format];

  test('[TRK5] a good file is read, and what is written of it comes back and stays as it is', () => {
    const { track } = read(SUBTITLE_SAMPLES[format]);
    expect(track.cues.length).toBeGreaterThan(1);
    const text = write(track);
    const again = read(text);
    expect(again.track).toEqual(track);
    expect(write(again.track)).toBe(text);
  });

  test(
    '[TRK5] a damaged file is read all the same, into cues that every format writes',
    () => {
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
          const { track, problems } = read(changed(SUBTITLE_SAMPLES[format], changes));
          for (const { line } of problems) expect(line).toBeGreaterThan(0);
          for (const each of track.cues) expect(each.lines.join('')).not.toBe('');
          const text = write(track);
          expect(write(read(text).track)).toBe(text);
          for (const other of FORMATS) expect(() => writeTrack(track, other)).not.toThrow();
        }),
        { numRuns: RUNS },
      );
    },
    LIMIT_MS,
  );

  test('[TRK5] any bytes are read or refused with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          readTrack(bytes, `a.${format}`);
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_SUBTITLES_UNREADABLE' });
        }
      }),
      { numRuns: RUNS },
    );
  });

  // A reader whose time grows with the square of the length would need hours for one of these.
  test.each([
    '<',
    '<i>',
    '<font ',
    '<v a',
    '<00:00:01.000>',
    '<ruby>a<rt>b',
    '{',
    '{\\',
    '{\\t(',
    '{\\k1}',
    '\\',
    '\\N',
    '&',
    '&#',
    ' ',
    ' \n',
    '\n',
    '-->',
    '1:',
    '[',
    '[00:01.00]',
    '[00:01.00]<',
    ',',
    'Format: a,',
  ])('[TRK5] a megabyte of %j is read in no time to speak of', (shape) => {
    const much = shape.repeat(Math.ceil(1_000_000 / shape.length));
    const sample = SUBTITLE_SAMPLES[format];
    const at = sample.lastIndexOf('\n', sample.length - 2);
    const { track } = read(`${sample.slice(0, at)}${much}${sample.slice(at)}`);
    expect(write(track)).toBeTypeOf('string');
  });
});
