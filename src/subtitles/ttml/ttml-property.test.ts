import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SubtitleTrack, TextMarks, TextRun, TrackCue } from '../track/track.ts';
import { readTtml } from './read-ttml.ts';
import { formatTtml } from './write-ttml.ts';

const RUNS = process.env['OFFSCRIBE_SOAK'] === '1' ? 10_000 : 1000;
const FLAVOURS = ['ttml', 'imsc', 'ebu-tt-d'] as const;

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.constantFrom('<b>', '&amp;', ']]>', 'a  b', ' c', '漢字', 'שלום', '"'),
  )
  .filter((word) => /^\P{C}+$/u.test(word) && /[^\s\p{Cf}]/u.test(word));
const color = fc.constantFrom('#ff0000', '#00ff0080', '#ffffff');
const marks = fc.record(
  {
    bold: fc.constant(true),
    italic: fc.constant(true),
    underline: fc.constant(true),
    color,
    background: color,
    voice: fc.constantFrom('Bob', 'Eve & Co'),
    language: fc.constantFrom('fr', 'pt-BR'),
  },
  { requiredKeys: [] },
);
const run = fc.record({ text, marks: fc.option(marks, { nil: {} }) });
const place = fc.record(
  {
    anchor: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9),
    x: fc.integer({ min: 20, max: 80 }),
    y: fc.integer({ min: 20, max: 80 }),
    vertical: fc.constantFrom('rl', 'lr'),
  },
  { requiredKeys: ['anchor'] },
);
const cue = fc.record(
  {
    gap: fc.integer({ min: 0, max: 4_000_000 }),
    length: fc.integer({ min: 1, max: 9000 }),
    runs: fc.array(fc.array(run, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    id: text,
    speaker: text,
    place,
  },
  { requiredKeys: ['gap', 'length', 'runs'] },
);
const track = fc
  .record({ cues: fc.array(cue, { maxLength: 6 }), title: fc.option(text, { nil: undefined }) })
  .map(({ cues, title }): SubtitleTrack => {
    let at = 0;
    return {
      language: 'en',
      ...(title === undefined ? {} : { title }),
      cues: cues.map(({ gap, length, runs, ...rest }): TrackCue => {
        at += gap;
        const lines = runs.map((line) => line.map((one) => one.text).join(''));
        // fast-check's records hold exactly the keys of the contract.
        return { ...(rest as Partial<TrackCue>), startMs: at, endMs: at + length, lines, runs };
      }),
    };
  });

/** Texts and marks, run by run, neighbours alike joined. */
function spoken({ lines, runs }: TrackCue): unknown {
  const all = runs ?? lines.map((line): readonly TextRun[] => [{ text: line }]);
  return all.map((line) => {
    const joined: { text: string; marks: TextMarks }[] = [];
    for (const { text: part, marks: own = {} } of line) {
      const last = joined.at(-1);
      if (last !== undefined && JSON.stringify(sorted(last.marks)) === JSON.stringify(sorted(own)))
        last.text += part;
      else joined.push({ text: part, marks: own });
    }
    return joined.map((one) => [one.text, sorted(one.marks)]);
  });
}

function sorted(object: TextMarks): unknown {
  return Object.entries(object).sort();
}

describe.each(FLAVOURS)('%s', (flavour) => {
  test('[TTML14] times, texts, marks, speakers and anchors come back as they were given', () => {
    fc.assert(
      fc.property(track, (made) => {
        const { track: read, problems } = readTtml(formatTtml(made, flavour));
        expect(problems).toEqual([]);
        expect(read.language).toBe('en');
        expect(read.title).toBe(made.title?.replace(/\s+/g, ' ').trim());
        expect(read.cues.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
          made.cues.map(({ startMs, endMs }) => [startMs, endMs]),
        );
        expect(read.cues.map((one) => one.lines)).toEqual(made.cues.map((one) => one.lines));
        expect(read.cues.map(({ speaker }) => speaker)).toEqual(
          made.cues.map(({ speaker }) => speaker?.replace(/\s+/g, ' ').trim()),
        );
        expect(read.cues.map(spoken)).toEqual(made.cues.map(spoken));
        const anchors = new Map(read.regions?.map((region) => [region.name, region.place.anchor]));
        expect(read.cues.map((one) => one.place?.anchor ?? anchors.get(one.region ?? ''))).toEqual(
          made.cues.map((one) => one.place?.anchor ?? 2),
        );
      }),
      { numRuns: RUNS / 10 },
    );
  });

  test('[TTML15] what was read is written and read again without any change', () => {
    fc.assert(
      fc.property(track, (made) => {
        const once = readTtml(formatTtml(made, flavour)).track;
        const twice = readTtml(formatTtml(once, flavour)).track;
        const thrice = readTtml(formatTtml(twice, flavour)).track;
        expect(twice.cues.map(spoken)).toEqual(once.cues.map(spoken));
        expect(thrice).toEqual(twice);
      }),
      { numRuns: RUNS / 10 },
    );
  });
});

const piece = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling">',
    '<tt>',
    '<head><styling>',
    '</styling><layout>',
    '</layout></head>',
    '<style xml:id="a" style="a b"/>',
    '<style xml:id="b" style="a" tts:color="red"/>',
    '<region xml:id="r" tts:origin="10% 10%" tts:extent="1e9% -5%"/>',
    '<body begin="1s"><div>',
    '<body timeContainer="seq"><div>',
    '<p begin="0s" end="1s">',
    '<p begin="5s" dur="-1s" region="r" style="a b c">',
    '<p>',
    '<span begin="1f" end="99999999h">',
    '<span tts:ruby="container">',
    '</span>',
    '<br/>',
    '</p>',
    '</div></body></tt>',
    '&lol;',
    '&#0;',
    '<!DOCTYPE tt [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]>',
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '\u0000',
    '\ud800',
  ),
);

test(`[TTML1] any text is read, and its cues are in order, with whole milliseconds (${RUNS} texts)`, () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const { track: read } = readTtml(pieces.join(''));
      read.cues.forEach((one, index) => {
        expect(Number.isSafeInteger(one.startMs) && Number.isSafeInteger(one.endMs)).toBe(true);
        expect(one.endMs).toBeGreaterThan(one.startMs);
        expect(one.startMs).toBeGreaterThanOrEqual(read.cues[index - 1]?.startMs ?? 0);
        expect(one.lines.length).toBeGreaterThan(0);
      });
      // Whatever was read can be written in every profile.
      for (const flavour of FLAVOURS) formatTtml(read, flavour);
    }),
    { numRuns: RUNS },
  );
});
