import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segment, Word } from '../../kernel/index.ts';
import { cleanLine, isBlank } from '../clean-text.ts';
import type { Cue } from '../cue.ts';
import { countGraphemes } from '../graphemes.ts';
import { DEFAULT_PROFILE } from '../profiles/default.data.ts';
import type { ProfileLimits, SubtitleProfile } from '../profiles/profile.ts';
import { findProfile } from '../profiles/profiles.ts';
import { type LayoutOptions, layOut } from './lay-out.ts';

function segment(start: number, end: number, text: string, words?: readonly Word[]): Segment {
  const figures = { avgLogprob: -0.2, compressionRatio: 1.2, noSpeechProb: 0.1, temperature: 0, tokens: [] };
  return { start, end, text, ...(words === undefined ? {} : { words }), ...figures };
}

/** A segment whose words take `each` seconds, one after another, with a pause of so many seconds behind some. */
function spoken(text: string, { start = 0, each = 0.3, pauses = {} }: Spoken = {}): Segment {
  let at = start;
  const words = text.split(' ').map((word, index) => {
    const made = {
      text: ` ${word}`,
      start: at,
      end: at + each,
      probability: 1,
      timeSource: 'engine' as const,
    };
    at += each + (pauses[index] ?? 0);
    return made;
  });
  return segment(start, words.at(-1)?.end ?? start, text, words);
}

interface Spoken {
  readonly start?: number;
  readonly each?: number;
  readonly pauses?: Readonly<Record<number, number>>;
}

const { limits: LIMITS } = DEFAULT_PROFILE;
/** Frames between two cues. */
const GAP_MS = 84;

function profileOf(limits: Partial<ProfileLimits>): SubtitleProfile {
  return { ...DEFAULT_PROFILE, limits: { ...LIMITS, ...limits } };
}

function layoutOf(
  segments: readonly Segment[],
  options: Partial<LayoutOptions> = {},
): ReturnType<typeof layOut> {
  return layOut(segments, { profile: DEFAULT_PROFILE, language: 'en', ...options });
}

function cuesOf(segments: readonly Segment[], options: Partial<LayoutOptions> = {}): readonly Cue[] {
  return layoutOf(segments, options).cues;
}

const lines = (cues: readonly Cue[]): string[][] => cues.map((cue) => [...cue.lines]);
const times = (cues: readonly Cue[]): number[][] => cues.map((cue) => [cue.startMs, cue.endMs]);
const ends = (cues: readonly Cue[]): string[] => cues.map((cue) => cue.lines.at(-1) ?? '');

describe('which words a cue holds', () => {
  test('[LAY10] what fits one line is one cue of one line', () => {
    const cues = cuesOf([segment(1, 3, ' Well, that went better than expected.')]);
    expect(lines(cues)).toEqual([['Well, that went better than expected.']]);
  });

  test('[LAY10] [LAY12] two lines break before a word that opens a clause', () => {
    const [cue] = cuesOf([
      segment(0, 4, 'she walked along the river until the lights of the town were gone'),
    ]);
    expect(cue?.lines).toEqual(['she walked along the river', 'until the lights of the town were gone']);
  });

  test('[LAY10] two lines break behind a comma when that costs little balance', () => {
    const [cue] = cuesOf([segment(0, 4, 'if the rain stops early, we can still reach the hut before dark')]);
    expect(cue?.lines).toEqual(['if the rain stops early,', 'we can still reach the hut before dark']);
  });

  test('[LAY10] where nothing speaks for a place, two lines are of one length, the lower one longer', () => {
    const text = Array.from({ length: 9 }, () => 'qwertz').join(' ');
    const [cue] = cuesOf([segment(0, 4, text)], { language: 'xx' });
    expect(cue?.lines.map((line) => line.length)).toEqual([27, 34]);
  });

  test('[LAY4] too much text is cut behind sentences', () => {
    const text =
      'The boat left at nine in the morning. Nobody had told the captain about the storm. By noon they had turned back to the harbour.';
    const cues = cuesOf([segment(0, 12, text)]);
    expect(cues.length).toBe(3);
    expect(ends(cues).every((line) => line.endsWith('.'))).toBe(true);
  });

  test('[LAY3] words that last too long are cut although their text would fit', () => {
    const cues = cuesOf([segment(0, 12, 'Thank you, dear friends.')]);
    expect(lines(cues)).toEqual([['Thank you,'], ['dear friends.']]);
  });

  test('[LAY3] a single word never stays longer than 7 s', () => {
    expect(times(cuesOf([segment(2, 30, 'Okay.')]))).toEqual([[2000, 9000]]);
  });

  test('[LAY4] a title is no end of a sentence', () => {
    const text =
      'We were all quite surprised that the invitation had been signed by Mr. Okafor, who had left the company in May.';
    for (const cue of cuesOf([segment(0, 10, text)])) expect(cue.lines.at(-1)).not.toMatch(/Mr\.$/);
  });

  test('[LAY12] a long sentence without a comma is cut before a conjunction, not inside a phrase', () => {
    const text =
      'the committee of the regional council had finally agreed on the proposal because nobody in the room could think of a better one';
    expect(ends(cuesOf([spoken(text)]))[0]).toMatch(/agreed on the proposal$/);
  });

  test('[LAY12] a name stays together', () => {
    const text = 'the first programmer whom the books remember was called Ada Lovelace by all her friends';
    for (const line of cuesOf([spoken(text)]).flatMap((cue) => cue.lines)) expect(line).not.toMatch(/Ada$/);
  });

  test('[LAY13] a sentence that an engine cut in two is put together', () => {
    const cues = cuesOf([spoken('We left the'), spoken('house at noon.', { start: 0.9 })]);
    expect(lines(cues)).toEqual([['We left the house at noon.']]);
  });

  test('[LAY13] no cue waits through a long pause, but a clause is not torn by a short one', () => {
    const said = (pause: number) => lines(cuesOf([spoken('Wait for it', { pauses: { 1: pause } })]));
    expect(said(3)).toEqual([['Wait for'], ['it']]);
    expect(said(1.5)).toEqual([['Wait for it']]);
    const sentences = spoken('Are you sure? Nobody came.', { pauses: { 2: 1.5 } });
    expect(lines(cuesOf([sentences]))).toEqual([['Are you sure?'], ['Nobody came.']]);
  });

  test('[LAY17] no cue holds words of two speakers', () => {
    const said = [spoken('Are you there? I am.', { each: 0.4 })];
    expect(lines(cuesOf(said))).toEqual([['Are you there? I am.']]);
    expect(lines(cuesOf(said, { turns: [1200] }))).toEqual([['Are you there?'], ['I am.']]);
  });

  test('[LAY2] a word longer than a line is cut at graphemes, and only it', () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
    const cues = cuesOf([segment(0, 3, `oh ${family.repeat(50)}`)]);
    expect(cues.flatMap((cue) => cue.lines).join('')).toBe(`oh${family.repeat(50)}`);
    for (const line of cues.flatMap((cue) => cue.lines)) expect(countGraphemes(line)).toBeLessThanOrEqual(42);
  });

  test('[TEXT1] [TEXT3] white space is cleaned, and a blank segment makes no cue', () => {
    const cues = cuesOf([segment(0, 1, ' \n\u200b '), segment(1, 3, 'one\n\n2\n00:00:01,000\u0007')]);
    expect(lines(cues)).toEqual([['one 2 00:00:01,000']]);
  });
});

describe('writing of all kinds', () => {
  test('[LAY11] Japanese breaks between words, no line starts with punctuation or a particle', () => {
    const text =
      '今日はとても良い天気ですね。明日は雨が降ると言っていましたが、「どうでしょうか」。私は家にいるつもりです。';
    const profile = findProfile('netflix-ja') as SubtitleProfile;
    const cues = cuesOf([segment(0, 20, text)], { profile, language: 'ja' });
    const all = cues.flatMap((cue) => cue.lines);
    expect(all.join('')).toBe(text);
    for (const line of all) {
      expect(line).toMatch(/^[^。、」].*[^「]$/u);
      expect(line).not.toMatch(/^[はがをにのと]/u);
      expect([...line].length).toBeLessThanOrEqual(profile.limits.maxLineChars);
    }
  });

  test('[LAY11] Thai breaks between words, where the language has no spaces', () => {
    const words = ['ประเทศไทย', 'ภาษาไทย', 'โรงเรียน', 'ตลาด', 'หนังสือ', 'รถไฟ', 'มหาวิทยาลัย', 'แม่น้ำ'];
    const text = words.join('');
    const narrow = cuesOf([segment(0, 6, text)], {
      profile: profileOf({ maxLineChars: 20 }),
      language: 'th',
    });
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

  test('[LAY11] in Thai a space ends a phrase, and a line or cue would rather end there', () => {
    const text = 'วันนั้นอากาศดีมากและลมก็เย็นสบาย ครูบอกว่ารถเมล์มาช้าจากเมืองเก่า';
    const [cue] = cuesOf([segment(0, 6, text)], { language: 'th' });
    expect(cue?.lines[0]).toBe(text.split(' ')[0]);
  });

  test('[LAY2] an emoji of several code points is one character and stays whole', () => {
    const text = 'and she sent flags 🇩🇪🇫🇷 and a family 👩‍👩‍👧‍👦 because she was so happy about it';
    const cues = cuesOf([segment(0, 6, text)]);
    expect(cues.flatMap((cue) => cue.lines).join(' ')).toBe(text);
    for (const line of cues.flatMap((cue) => cue.lines)) expect(countGraphemes(line)).toBeLessThanOrEqual(42);
  });

  test('[LAY12] Arabic and Hebrew break before a conjunction, their text untouched', () => {
    const arabic = 'قالت المعلمة إن الرحلة سوف تبدأ بعد ساعة لأن الحافلة تأخرت في الطريق';
    const hebrew = 'המורה אמרה לילדים שהטיול יתחיל בעוד שעה כי האוטובוס התעכב בדרך';
    expect(cuesOf([segment(0, 5, arabic)], { language: 'ar' })[0]?.lines[1]).toMatch(/^(?:لأن|سوف|بعد|إن) /u);
    expect(cuesOf([segment(0, 5, hebrew)], { language: 'he' })[0]?.lines.join(' ')).toBe(hebrew);
    expect(cuesOf([segment(0, 5, hebrew)], { language: 'he' })[0]?.lines[1]).toMatch(/^כי /u);
  });

  test('[LAY2] where squares are counted, Latin letters are halves', () => {
    const profile = profileOf({ counting: 'full-width', maxLineChars: 10 });
    expect(lines(cuesOf([segment(0, 3, 'twenty letters are it')], { profile }))).toEqual([
      ['twenty', 'letters are it'],
    ]);
  });

  test('[LAY12] Hindi keeps a postposition with its noun', () => {
    const text = 'हम लोग कल सुबह बहुत जल्दी अपने पुराने घर से निकलकर बड़े शहर में काम करने गए थे';
    for (const line of cuesOf([segment(0, 6, text)], { language: 'hi' }).flatMap((cue) => cue.lines)) {
      expect(line).not.toMatch(/^(से|में|थे|गए) /u);
    }
  });
});

describe('times', () => {
  const text =
    'This sentence is here first of all things. And this other one is here to be the second of them, friends.';

  test('[LAY5] are shared out by characters', () => {
    const [first, second] = cuesOf([segment(10, 20, text)]);
    const share = 'Thissentenceisherefirstofallthings.'.length / text.replaceAll(' ', '').length;
    const cutMs = Math.round((10 + 10 * share) * 1000);
    expect(first).toMatchObject({ startMs: 10_000, endMs: cutMs - GAP_MS });
    expect(second).toMatchObject({ startMs: cutMs, endMs: 20_500 });
    expect(first).not.toHaveProperty('words');
  });

  test('[LAY5] [LAY14] follow the words when they spell the text, and stay half a second', () => {
    const cues = cuesOf([spoken(text, { start: 10, each: 0.2, pauses: { 7: 4 } })]);
    expect(times(cues).slice(0, 2)).toEqual([
      [10_000, 12_100],
      [15_600, 18_700],
    ]);
  });

  test('[LAY5] words that do not spell the text, or have no times, are passed over', () => {
    const unrelated = [{ text: 'other', start: 11, end: 12, probability: 1, timeSource: 'engine' as const }];
    const untimed = [{ text, start: Number.NaN, end: 12, probability: 1, timeSource: 'engine' as const }];
    const plain = cuesOf([segment(10, 20, text)]);
    expect(cuesOf([segment(10, 20, text, unrelated)])).toEqual(plain);
    expect(cuesOf([segment(10, 20, text, untimed)])).toEqual(plain);
  });

  test('[LAY6] [LAY14] a gap below half a second is closed to the least one, a longer one stays', () => {
    const far = (gap: number): number[][] => {
      const late = spoken('He came home rather late.', { each: 0.4 });
      const there = spoken('She was there already.', { start: 2 + gap, each: 0.4 });
      return times(cuesOf([late, there], { turns: [2000 + gap * 500] }));
    };
    expect(far(0)[0]?.[1]).toBe(2000 - GAP_MS);
    expect(far(0.4)[0]?.[1]).toBe(2400 - GAP_MS);
    expect(far(0.8)[0]?.[1]).toBe(2300);
    expect(far(2)[0]?.[1]).toBe(2500);
  });

  test('[LAY7] a short cue grows into the silence behind it, then in front of it', () => {
    expect(times(cuesOf([segment(5, 5.2, 'Yes.')]))).toEqual([[5000, 5833]]);
    const atTheEnd = cuesOf([segment(9.8, 10, 'Bye.')], { mediaEndMs: 10_000 });
    expect(times(atTheEnd)).toEqual([[9167, 10_000]]);
  });

  test('[LAY7] a cue with too little time takes some of the next one, which has enough', () => {
    const { cues } = layoutOf(
      [
        spoken('Stop it now!', { each: 0.25 }),
        spoken('I will not do anything of the kind.', { start: 0.8, each: 0.4 }),
      ],
      { turns: [775] },
    );
    expect(cues[0]).toMatchObject({ startMs: 0, endMs: 833 });
    expect(cues[1]?.startMs).toBe(833 + GAP_MS);
  });

  test('[LAY8] where segments overlap the earlier cue gives way', () => {
    const cues = cuesOf([segment(0, 5, 'One voice.'), segment(3, 6, 'Another voice.')], { turns: [3500] });
    expect(times(cues)).toEqual([
      [0, 3000 - GAP_MS],
      [3000, 6500],
    ]);
  });

  test('[LAY9] times before zero become zero', () => {
    expect(times(cuesOf([segment(-0.5, 2, 'Early.')]))).toEqual([[0, 2500]]);
  });

  test('[LAY9] a time that is not a number is E_CUE_INVALID', () => {
    const act = () => cuesOf([segment(Number.NaN, 2, 'When?')]);
    expect(act).toThrow(expect.objectContaining({ code: 'E_CUE_INVALID', hint: expect.any(String) }));
  });

  test('[LAY6] many long segments at one moment still make cues in order', () => {
    const many = Array.from({ length: 20 }, (_, index) =>
      segment(7, 7, `sentence number ${index} is said here.`),
    );
    const cues = cuesOf(many);
    expect(cues.flatMap((cue) => cue.lines).join(' ')).toBe(many.map((one) => one.text).join(' '));
    expectValid(cues, LIMITS);
  });

  test('[LAY17] a cue starts with a change of shot just before its first word, and ends before one behind its last', () => {
    const said = [spoken('He opened the door.', { start: 1.2, each: 0.5 })];
    expect(times(cuesOf(said, { shots: [1000, 3400] }))).toEqual([[1000, 3400 - GAP_MS]]);
    expect(times(cuesOf(said))).toEqual([[1200, 3700]]);
  });

  test('[LAY17] a cue ends where a sentence does at a change of shot; each shot has its own', () => {
    const said = [
      spoken('He opens it.', { start: 0.5, each: 0.45 }),
      spoken('Nobody is there.', { start: 2.1, each: 0.4 }),
    ];
    expect(times(cuesOf(said, { shots: [2000] }))).toEqual([
      [500, 2000 - GAP_MS],
      [2000, 3800],
    ]);
    expect(cuesOf(said)).toHaveLength(1);
    expect(cuesOf([spoken('He opens it with the old key.', { each: 0.4 })], { shots: [1200] })).toHaveLength(
      1,
    );
  });

  test('[LAY17] a last word that ends with the shot loses two frames; one that ends far behind it loses nothing', () => {
    const until = (endSec: number): number | undefined =>
      cuesOf([spoken('He opened it.', { start: endSec - 1.5, each: 0.5 })], { shots: [3000] })[0]?.endMs;
    expect([until(2.95), until(3), until(3.05)]).toEqual([3000 - GAP_MS, 3000 - GAP_MS, 3000 - GAP_MS]);
    expect(until(3.2)).toBe(3700);
  });

  test('[LAY17] a cue that starts too long before a change of shot to wait for it starts half a second before it', () => {
    const start = (sec: number): number | undefined =>
      cuesOf([spoken('He opened the door.', { start: sec, each: 0.5 })], { shots: [3000] })[0]?.startMs;
    expect([start(2.4), start(2.6), start(2.8), start(2.9), start(3.4), start(3.6)]).toEqual([
      ...[2400, 2500, 2500, 3000, 3000, 3600],
    ]);
  });
});

describe('what cannot be kept', () => {
  test('[LAY15] reading speed that no layout can give is reported with its cause, and no word goes', () => {
    const text = 'extraordinarily complicated considerations notwithstanding unquestionably';
    const { cues, notes } = layoutOf([
      spoken(text, { each: 0.3 }),
      spoken('and immediately afterwards', { start: 1.5, each: 0.4 }),
    ]);
    expect(cues.flatMap((cue) => cue.lines).join(' ')).toBe(`${text} and immediately afterwards`);
    expect(notes[0]).toMatchObject({
      cue: 1,
      rule: 'reading-speed',
      limit: 20,
      cause: expect.stringMatching(/^it is said at \d+ characters a second/),
    });
  });

  test('[LAY15] a fast sentence is given the silence behind it, and nothing is reported', () => {
    const { cues, notes } = layoutOf([spoken('extraordinarily complicated considerations', { each: 0.5 })]);
    expect(notes).toEqual([]);
    expect(cues[0]?.endMs).toBeGreaterThanOrEqual(2000);
  });

  test('[LAY15] a sound without room is reported as too short', () => {
    const { notes } = layoutOf([segment(0, 0.2, 'Hey!')], { mediaEndMs: 500 });
    expect(notes).toEqual([
      { cue: 1, rule: 'min-duration', figure: 500, limit: 833, cause: 'the media ends' },
    ]);
  });
});

/** [LAY2] [LAY3] [LAY6] for any input. */
function expectValid(cues: readonly Cue[], limits: ProfileLimits): void {
  let free = 0;
  for (const cue of cues) {
    expect(cue.startMs).toBeGreaterThanOrEqual(free);
    expect(cue.endMs).toBeGreaterThan(cue.startMs);
    expect(cue.endMs - cue.startMs).toBeLessThanOrEqual(limits.maxDurationMs);
    expect(cue.lines.length).toBeGreaterThanOrEqual(1);
    expect(cue.lines.length).toBeLessThanOrEqual(limits.maxLines);
    for (const line of cue.lines) expect(countGraphemes(line)).toBeLessThanOrEqual(limits.maxLineChars);
    free = cue.endMs + (limits.minGapFrames * 1000) / limits.frameRate;
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

/** Segments whose words are timed, in order. */
const timedSegments = fc
  .array(
    fc.record({
      text: fc.array(fc.constantFrom(...vocabulary.filter((word) => /^[ -~]+$/.test(word))), {
        minLength: 1,
        maxLength: 30,
      }),
      start: fc.double({ min: 0, max: 3, noNaN: true }),
      each: fc.double({ min: 0, max: 1.5, noNaN: true }),
    }),
    { maxLength: 6 },
  )
  .map((made) => {
    let at = 0;
    return made.map(({ text, start, each }) => {
      const one = spoken(text.join(' '), { start: at + start, each });
      at = one.end;
      return one;
    });
  });

describe('for any segments', () => {
  test('[LAY2] [LAY3] [LAY6] cues are in order, disjoint and within the limits', () => {
    fc.assert(fc.property(anySegments, (made) => expectValid(cuesOf(lay(made)), LIMITS)));
  });

  test('[LAY2] [LAY3] [LAY6] [LAY17] wherever the picture is cut', () => {
    const anyShots = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 40 });
    fc.assert(
      fc.property(anySegments, timedSegments, anyShots, (made, timed, shots) => {
        expectValid(cuesOf(lay(made), { shots }), LIMITS);
        expectValid(cuesOf(timed, { shots }), LIMITS);
      }),
    );
  });

  test('[LAY2] [LAY3] [LAY6] those of every profile', () => {
    for (const name of ['bbc', 'shorts-9x16', 'children']) {
      const profile = findProfile(name) as SubtitleProfile;
      fc.assert(
        fc.property(anySegments, (made) => expectValid(cuesOf(lay(made), { profile }), profile.limits)),
        { numRuns: 30 },
      );
    }
  });

  test('[LAY1] no character is lost, added or moved', () => {
    fc.assert(
      fc.property(anySegments, (made) => {
        const segments = lay(made).sort((left, right) => left.start - right.start);
        const said = segments.map((one) => cleanLine(one.text)).filter((text) => !isBlank(text));
        const shown = cuesOf(segments).flatMap((cue) => cue.lines);
        expect(shown.join('').replaceAll(' ', '')).toBe(said.join('').replaceAll(' ', ''));
      }),
    );
  });

  test('[LAY1] words of writing with spaces stay whole', () => {
    fc.assert(
      fc.property(plainText, fc.double({ min: 0, max: 60, noNaN: true }), (text, end) => {
        const spaced = text.replace(/[^ -~]+/gu, 'x');
        const shown = cuesOf([segment(0, end, spaced)]).flatMap((cue) => cue.lines);
        expect(shown.join(' ')).toBe(cleanLine(spaced));
      }),
    );
  });

  test('[LAY1] [LAY16] the words of the transcript, by span, are those of the cues, each once and at its own time', () => {
    fc.assert(
      fc.property(timedSegments, (segments) => {
        const said = segments.flatMap((one) =>
          (one.words ?? []).map((word) => [word.text.trim(), Math.round(word.start * 1000)]),
        );
        const shown = cuesOf(segments).flatMap((cue) =>
          (cue.words ?? []).map((word) => [cue.lines[word.line]?.slice(word.from, word.to), word.startMs]),
        );
        expect(shown).toEqual(said);
      }),
    );
  });

  test('[LAY1] [LAY15] nobody reads faster than allowed without a note', () => {
    fc.assert(
      fc.property(timedSegments, (segments) => {
        const { cues, notes } = layoutOf(segments);
        cues.forEach((cue, index) => {
          const speed = (countGraphemes(cue.lines.join('')) * 1000) / (cue.endMs - cue.startMs);
          const isNoted = notes.some((note) => note.cue === index + 1 && note.rule === 'reading-speed');
          expect(isNoted).toBe(speed > LIMITS.maxSpeed);
        });
      }),
    );
  });

  test('[LAY2] other limits are kept as well', () => {
    const profile = profileOf({ maxLineChars: 12, maxLines: 1, maxDurationMs: 2000, minDurationMs: 100 });
    fc.assert(
      fc.property(anySegments, (made) => expectValid(cuesOf(lay(made), { profile }), profile.limits)),
    );
  });
});
