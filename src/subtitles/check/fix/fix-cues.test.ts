import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '../../profiles/default.data.ts';
import { allProfiles, findProfile } from '../../profiles/profiles.ts';
import type { TrackCue } from '../../track/track.ts';
import { type CheckReport, checkTrack } from '../check-track.ts';
import type { CheckOptions } from '../subject.ts';

const cue = (startMs: number, endMs: number, ...lines: string[]): TrackCue => ({ startMs, endMs, lines });
const BASE: CheckOptions = { limits: DEFAULT_PROFILE.limits, language: 'en' };

function fix(cues: readonly TrackCue[], options: Partial<CheckOptions> = {}): readonly TrackCue[] {
  return checkTrack({ cues }, { ...BASE, ...options }).fixed;
}

describe('what is mended', () => {
  test('long lines are broken, where the sense breaks', () => {
    const text = 'When the sun had gone down, they walked slowly back home.';
    expect(fix([cue(0, 4000, text)])).toEqual([
      cue(0, 4000, 'When the sun had gone down,', 'they walked slowly back home.'),
    ]);
  });

  test('a bad split is broken elsewhere', () => {
    const [first] = fix([cue(0, 4000, 'Yesterday they were looking at the', 'house behind the river.')]);
    expect(first?.lines).toEqual(['Yesterday they were looking', 'at the house behind the river.']);
  });

  test('a text that needs more than two lines becomes cues that share its time', () => {
    const text =
      'They walked to the river. Nobody had seen them there before. In the evening it began to rain, and all went home.';
    const fixed = fix([cue(0, 7000, text)]);
    expect(fixed.length).toBe(2);
    expect(fixed[0]?.startMs).toBe(0);
    expect(fixed.at(-1)?.endMs).toBe(7000);
    expect(checkTrack({ cues: fixed }, BASE).errors).toBe(0);
    expect(fixed.map(({ lines }) => lines.join(' ')).join(' ')).toBe(text);
  });

  test('out-times are extended, gaps opened and closed', () => {
    expect(fix([cue(0, 300, 'Yes.')])).toEqual([cue(0, 833, 'Yes.')]);
    expect(fix([cue(0, 1000, 'x'.repeat(40))])).toEqual([cue(0, 2000, 'x'.repeat(40))]);
    expect(fix([cue(0, 2000, 'Yes.'), cue(2000, 4000, 'No.')])[0]?.endMs).toBe(1917);
    expect(fix([cue(0, 2500, 'Yes.'), cue(2000, 4000, 'No.')])[0]?.endMs).toBe(1917);
    expect(fix([cue(0, 2000, 'Yes.'), cue(2300, 4000, 'No.')])[0]?.endMs).toBe(2217);
  });

  test('a short text shown for too long goes earlier; a long one is cut', () => {
    expect(fix([cue(0, 20_000, 'Yes.')])).toEqual([cue(0, 7000, 'Yes.')]);
    const long = fix([
      cue(0, 10_000, 'They walked to the river at last. Nobody had', 'seen them there before.'),
    ]);
    expect(long.length).toBe(2);
    expect(long[0]?.lines.at(-1)).toMatch(/last\.$/);
  });

  test('controls and empty cues go, cues come in order', () => {
    expect(fix([cue(5000, 6000, 'B\u0007.'), cue(0, 1000, 'A.'), cue(2000, 3000, ' ')])).toEqual([
      cue(0, 1000, 'A.'),
      cue(5000, 6000, 'B.'),
    ]);
  });

  test('styles stay with their words', () => {
    const italic = { italic: true } as const;
    const text = 'When the sun had gone down, they walked slowly back home.';
    const runs = [
      [{ text: 'When the sun had ' }, { text: 'gone down, they', marks: italic }, { text: text.slice(32) }],
    ];
    const [first] = fix([{ ...cue(0, 4000, text), runs }]);
    expect(first?.runs).toEqual([
      [{ text: 'When the sun had ' }, { text: 'gone down,', marks: italic }],
      [{ text: 'they', marks: italic }, { text: ' walked slowly back home.' }],
    ]);
  });

  test('word times stay with their words, and tell when a part begins', () => {
    const lines = [`${'a'.repeat(40)} ${'b'.repeat(40)} ${'c'.repeat(40)}`];
    const words = [0, 41, 82].map((from, at) => ({
      line: 0,
      from,
      to: from + 40,
      startMs: at * 2000 + (at === 2 ? 900 : 0),
      endMs: at * 2000 + 1500,
    }));
    const fixed = fix([{ ...cue(0, 7000, ...lines), words }]);
    expect(fixed[1]?.startMs).toBe(4900);
    expect(
      fixed.flatMap((each) => each.words?.map(({ line, from }) => each.lines[line]?.[from]) ?? []),
    ).toEqual(['a', 'b', 'c']);
  });
});

describe('what is not', () => {
  const whyNot = (cues: readonly TrackCue[]): CheckReport['findings'] => checkTrack({ cues }, BASE).findings;

  test('the constraint that cannot be met is named', () => {
    const [fast] = whyNot([cue(0, 1000, 'x'.repeat(40)), cue(1083, 3000, 'Yes.')]);
    expect(fast).toMatchObject({ rule: 'reading-speed', fixable: false });
    expect(fast?.whyNot).toMatch(/Cue 2 begins 0.08 s after it/);
    expect(whyNot([cue(0, 4000, 'x'.repeat(43))])[0]).toMatchObject({ rule: 'line-length', fixable: false });
    const crowded = [cue(0, 1000, '-No.', `-${'Yes, '.repeat(9)}no.`), cue(1083, 3000, 'Yes.')];
    expect(whyNot(crowded)[0]?.whyNot).toMatch(/speaker/);
    expect(whyNot([cue(0, 1000, 'Yes.'), cue(500, 1500, 'Go.')])[0]).toMatchObject({
      rule: 'overlap',
      fixable: false,
    });
  });
});

const WORDS =
  'the a river of house has been walked John Miller and, but home. said: "so" (no) they 東京に行きます。 เขาไปตลาด שלום नमस्ते <i> é'.split(
    ' ',
  );
const line = fc
  .array(fc.constantFrom(...WORDS), { minLength: 0, maxLength: 14 })
  .map((words) => words.join(' '));
const cues = fc.array(
  fc.record({
    startMs: fc.integer({ min: 0, max: 60_000 }),
    durationMs: fc.integer({ min: 1, max: 15_000 }),
    lines: fc.array(line, { minLength: 0, maxLength: 4 }),
    anchor: fc.constantFrom(2, 8) as fc.Arbitrary<2 | 8>,
  }),
  { maxLength: 12 },
);
const tracks = cues.map((all) =>
  all.map(
    ({ startMs, durationMs, lines, anchor }): TrackCue => ({
      startMs,
      endMs: startMs + durationMs,
      lines,
      place: { anchor },
    }),
  ),
);
const options = fc.record({
  limits: fc.constantFrom(...allProfiles().map(({ limits }) => limits)),
  language: fc.constantFrom('en', 'ja', 'th', undefined),
});

/** The words of cues in order of start; spaces are where words end, or nothing in writing without them. */
function wordsOf(all: readonly TrackCue[]): string {
  return [...all]
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ lines }) => lines.join(''))
    .join('')
    .replace(/\s/g, '');
}

describe('for any cues and any profile', () => {
  test('words and their order stay, and every cue has a time', () => {
    fc.assert(
      fc.property(tracks, options, (all, given) => {
        // Parts of cues that overlap would come in turns.
        const apart = all.map((each, at) => ({
          ...each,
          startMs: at * 70_000,
          endMs: at * 70_000 + (each.endMs - each.startMs),
        }));
        const { fixed } = checkTrack({ cues: apart }, given);
        expect(wordsOf(fixed)).toBe(wordsOf(apart));
        for (const each of fixed) expect(each.endMs).toBeGreaterThan(each.startMs);
      }),
    );
  });

  test('mended cues have no finding that could be mended, and mending them again changes nothing', () => {
    fc.assert(
      fc.property(tracks, options, (all, given) => {
        const { fixed } = checkTrack({ cues: all }, given);
        const again = checkTrack({ cues: fixed }, given);
        expect(again.findings.filter(({ fixable }) => fixable)).toEqual([]);
        expect(again.fixed).toEqual(fixed);
      }),
    );
  });

  test('counts are those of the findings', () => {
    fc.assert(
      fc.property(tracks, options, (all, given) => {
        const { findings, counts, errors, warnings } = checkTrack({ cues: all }, given);
        expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(findings.length);
        expect(errors + warnings).toBe(findings.length);
        for (const each of findings) expect(each.fixable || (each.whyNot ?? '') !== '').toBe(true);
      }),
    );
  });
});

test('netflix-ja breaks between words of writing that has no spaces', () => {
  const limits = findProfile('netflix-ja')?.limits ?? BASE.limits;
  const [first] = fix([cue(0, 7000, '昨日は東京に行って、友達に会いました。')], { limits, language: 'ja' });
  expect(first?.lines.length).toBe(2);
  expect(first?.lines.join('')).toBe('昨日は東京に行って、友達に会いました。');
});
