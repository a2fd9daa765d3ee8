import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segment, Word } from '../kernel/index.ts';
import { cleanLine, isBlank } from './clean-text.ts';
import type { Cue } from './cue.ts';
import { countGraphemes } from './graphemes.ts';
import { type CueLayout, segmentsToCues } from './layout.ts';

function segment(start: number, end: number, text: string, words?: readonly Word[]): Segment {
  const figures = { avgLogprob: -0.2, compressionRatio: 1.2, noSpeechProb: 0.1, temperature: 0, tokens: [] };
  return { start, end, text, ...(words === undefined ? {} : { words }), ...figures };
}

const lines = (cues: readonly Cue[]): string[][] => cues.map((cue) => [...cue.lines]);
const times = (cues: readonly Cue[]): number[][] => cues.map((cue) => [cue.startMs, cue.endMs]);
const ends = (cues: readonly Cue[]): string[] => cues.map((cue) => cue.lines.at(-1) ?? '');

describe('cutting a segment', () => {
  test('[LAY10] what fits one line is one cue of one line', () => {
    const cues = segmentsToCues([segment(1, 3, ' Well, that went better than expected.')]);
    expect(cues).toEqual([{ startMs: 1000, endMs: 3000, lines: ['Well, that went better than expected.'] }]);
  });

  test('[LAY10] two lines are balanced, the lower one longer', () => {
    const [cue] = segmentsToCues([
      segment(0, 4, 'she walked along the river until the lights of the town were gone'),
    ]);
    expect(cue?.lines).toEqual(['she walked along the river until', 'the lights of the town were gone']);
  });

  test('[LAY10] two lines break behind a comma when that costs little balance', () => {
    const [cue] = segmentsToCues([
      segment(0, 4, 'if the rain stops early, we can still reach the hut before dark'),
    ]);
    expect(cue?.lines).toEqual(['if the rain stops early,', 'we can still reach the hut before dark']);
  });

  test('[LAY3] [LAY4] too much text is cut behind sentences', () => {
    const text =
      'The boat left at nine in the morning. Nobody had told the captain about the storm. By noon they had turned back to the harbour.';
    const cues = segmentsToCues([segment(0, 12, text)]);
    expect(cues.length).toBe(3);
    expect(ends(cues).every((line) => line.endsWith('.'))).toBe(true);
  });

  test('[LAY3] a segment that lasts too long is cut although its text would fit', () => {
    const cues = segmentsToCues([segment(0, 12, 'Thank you, dear friends.')]);
    expect(lines(cues)).toEqual([['Thank you,'], ['dear friends.']]);
    expect(cues[0]?.endMs).toBe(cues[1]?.startMs);
  });

  test('[LAY3] a single word never stays longer than 7 s', () => {
    expect(times(segmentsToCues([segment(2, 30, 'Okay.')]))).toEqual([[2000, 9000]]);
  });

  test('[LAY4] a title is no end of a sentence', () => {
    const text =
      'We were all quite surprised that the invitation had been signed by Mr. Okafor, who had left the company in May.';
    for (const cue of segmentsToCues([segment(0, 10, text)])) expect(cue.lines.at(-1)).not.toMatch(/Mr\.$/);
  });

  test('[LAY2] a word longer than a line is cut at graphemes, and only it', () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
    const cues = segmentsToCues([segment(0, 3, `oh ${family.repeat(50)}`)]);
    expect(cues.flatMap((cue) => cue.lines).join('')).toBe(`oh${family.repeat(50)}`);
    for (const line of cues.flatMap((cue) => cue.lines)) expect(countGraphemes(line)).toBeLessThanOrEqual(42);
  });

  test('[TEXT1] [TEXT3] white space is cleaned, and a blank segment makes no cue', () => {
    const cues = segmentsToCues([segment(0, 1, ' \n\u200b '), segment(1, 3, 'one\n\n2\n00:00:01,000\u0007')]);
    expect(lines(cues)).toEqual([['one 2 00:00:01,000']]);
  });

  test('[LAY11] Japanese breaks between words, and no line starts with punctuation', () => {
    const text =
      '今日はとても良い天気ですね。明日は雨が降ると言っていましたが、「どうでしょうか」。私は家にいるつもりです。';
    const cues = segmentsToCues([segment(0, 6, text)]);
    const all = cues.flatMap((cue) => cue.lines);
    expect(all.join('')).toBe(text);
    for (const line of all) expect(line).toMatch(/^[^。、」].*[^「]$/u);
  });

  test('[LAY11] Thai breaks between words, where the language has no spaces', () => {
    const words = ['ประเทศไทย', 'ภาษาไทย', 'โรงเรียน', 'ตลาด', 'หนังสือ', 'รถไฟ', 'มหาวิทยาลัย', 'แม่น้ำ'];
    const text = words.join('');
    const narrow = segmentsToCues([segment(0, 6, text)], { maxLineChars: 20 });
    expect(narrow.flatMap((cue) => cue.lines).join('')).toBe(text);
    const starts = words.map((_, index) => words.slice(index).join(''));
    for (const [index] of narrow.entries()) {
      const rest = narrow
        .slice(index)
        .flatMap((cue) => cue.lines)
        .join('');
      expect(starts).toContain(rest);
    }
  });
});

describe('times', () => {
  const text =
    'This sentence is here first of all things. And this other one is here to be the second of them, friends.';

  test('[LAY5] are shared out by characters', () => {
    const [first, second] = segmentsToCues([segment(10, 20, text)]);
    const share = 'Thissentenceisherefirstofallthings.'.length / text.replaceAll(' ', '').length;
    expect(first?.startMs).toBe(10_000);
    expect(first?.endMs).toBe(Math.round((10 + 10 * share) * 1000));
    expect(second).toMatchObject({ startMs: first?.endMs, endMs: 20_000 });
  });

  test('[LAY5] follow the words when they spell the text', () => {
    const spoken = text.split(' ').map((word, index) => {
      const start = 10 + index * 0.2 + (index >= 8 ? 4 : 0);
      return { text: ` ${word}`, start, end: start + 0.15, probability: 0.9, timeSource: 'engine' as const };
    });
    const cues = segmentsToCues([segment(10, 20, text, spoken)]);
    expect(times(cues).slice(0, 2)).toEqual([
      [10_000, 11_550],
      [15_600, 18_150],
    ]);
  });

  test('[LAY5] words that do not spell the text, or have no times, are passed over', () => {
    const unrelated = [{ text: 'other', start: 11, end: 12, probability: 1, timeSource: 'engine' as const }];
    const untimed = [{ text, start: Number.NaN, end: 12, probability: 1, timeSource: 'engine' as const }];
    const plain = segmentsToCues([segment(10, 20, text)]);
    expect(segmentsToCues([segment(10, 20, text, unrelated)])).toEqual(plain);
    expect(segmentsToCues([segment(10, 20, text, untimed)])).toEqual(plain);
  });

  test('[LAY7] a short cue grows into the silence behind it, then in front of it', () => {
    const alone = segmentsToCues([segment(5, 5.2, 'Yes.')]);
    expect(times(alone)).toEqual([[5000, 5833]]);
    const squeezed = segmentsToCues([segment(5, 5.2, 'Yes.'), segment(5.3, 7, 'I heard you.')]);
    expect(times(squeezed)).toEqual([
      [4467, 5300],
      [5300, 7000],
    ]);
    const atTheEnd = segmentsToCues([segment(9.8, 10, 'Bye.')], { mediaEndMs: 10_000 });
    expect(times(atTheEnd)).toEqual([[9167, 10_000]]);
  });

  test('[LAY8] where segments overlap the earlier cue gives way', () => {
    const cues = segmentsToCues([segment(0, 5, 'One voice.'), segment(3, 6, 'Another voice.')]);
    expect(times(cues)).toEqual([
      [0, 3000],
      [3000, 6000],
    ]);
  });

  test('[LAY9] times before zero become zero', () => {
    expect(times(segmentsToCues([segment(-0.5, 2, 'Early.')]))).toEqual([[0, 2000]]);
  });

  test('[LAY9] a time that is not a number is E_CUE_INVALID', () => {
    const act = () => segmentsToCues([segment(Number.NaN, 2, 'When?')]);
    expect(act).toThrow(expect.objectContaining({ code: 'E_CUE_INVALID', hint: expect.any(String) }));
  });

  test('[LAY6] twenty segments at one moment still make twenty cues in order', () => {
    const cues = segmentsToCues(Array.from({ length: 20 }, (_, index) => segment(7, 7, `word ${index}`)));
    expect(lines(cues)).toEqual(Array.from({ length: 20 }, (_, index) => [`word ${index}`]));
    expectValid(cues, 7000);
  });
});

/** [LAY2] [LAY3] [LAY6] for any input. */
function expectValid(cues: readonly Cue[], maxDurationMs: number): void {
  let free = 0;
  for (const cue of cues) {
    expect(cue.startMs).toBeGreaterThanOrEqual(free);
    expect(cue.endMs).toBeGreaterThan(cue.startMs);
    expect(cue.endMs - cue.startMs).toBeLessThanOrEqual(maxDurationMs);
    expect(cue.lines.length).toBeGreaterThanOrEqual(1);
    expect(cue.lines.length).toBeLessThanOrEqual(2);
    for (const line of cue.lines) expect(countGraphemes(line)).toBeLessThanOrEqual(42);
    free = cue.endMs;
  }
}

const vocabulary = [
  'a',
  'so',
  'then,',
  'stop.',
  'really?',
  'Mr.',
  'wonderful',
  'internationalisation',
  '10:30',
  '-->',
  '。',
  '世界',
  'สวัสดี',
];
const plainText = fc
  .array(fc.constantFrom(...vocabulary), { maxLength: 60 })
  .map((chosen) => chosen.join(' '));
const anyText = fc.oneof(
  plainText,
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);
const anySegments = fc.array(
  fc.record({
    gap: fc.double({ min: -2, max: 5, noNaN: true }),
    length: fc.double({ min: -1, max: 40, noNaN: true }),
    text: anyText,
  }),
  { maxLength: 8 },
);

function lay(gaps: readonly { gap: number; length: number; text: string }[]): Segment[] {
  let at = 0;
  return gaps.map(({ gap, length, text }) => {
    at = Math.max(0, at + gap);
    const made = segment(at, at + length, text);
    at += Math.max(0, length);
    return made;
  });
}

describe('for any segments', () => {
  test('[LAY2] [LAY3] [LAY6] cues are in order, disjoint and within the limits', () => {
    fc.assert(fc.property(anySegments, (made) => expectValid(segmentsToCues(lay(made)), 7000)));
  });

  test('[LAY1] no character is lost, added or moved', () => {
    fc.assert(
      fc.property(anySegments, (made) => {
        const segments = lay(made).sort((left, right) => left.start - right.start);
        const said = segments.map((one) => cleanLine(one.text)).filter((text) => !isBlank(text));
        const shown = segmentsToCues(segments).flatMap((cue) => cue.lines);
        expect(shown.join('').replaceAll(' ', '')).toBe(said.join('').replaceAll(' ', ''));
      }),
    );
  });

  test('[LAY1] words of writing with spaces stay whole', () => {
    fc.assert(
      fc.property(plainText, fc.double({ min: 0, max: 60, noNaN: true }), (text, end) => {
        const spaced = text.replace(/[^ -~]+/gu, 'x');
        const shown = segmentsToCues([segment(0, end, spaced)]).flatMap((cue) => cue.lines);
        expect(shown.join(' ')).toBe(cleanLine(spaced));
      }),
    );
  });

  test('[LAY2] other limits are kept as well', () => {
    const layout: Partial<CueLayout> = {
      maxLineChars: 12,
      maxLines: 1,
      maxDurationMs: 2000,
      minDurationMs: 100,
    };
    fc.assert(
      fc.property(anySegments, (made) => {
        for (const cue of segmentsToCues(lay(made), layout)) {
          expect(cue.lines.length).toBe(1);
          expect(countGraphemes(cue.lines[0] ?? '')).toBeLessThanOrEqual(12);
          expect(cue.endMs - cue.startMs).toBeLessThanOrEqual(2000);
        }
      }),
    );
  });
});
