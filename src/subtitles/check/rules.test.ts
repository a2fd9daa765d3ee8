import { describe, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '../profiles/default.data.ts';
import { findProfile } from '../profiles/profiles.ts';
import type { TrackCue } from '../track/track.ts';
import { checkTrack } from './check-track.ts';
import type { CheckOptions } from './subject.ts';

const cue = (startMs: number, endMs: number, ...lines: string[]): TrackCue => ({ startMs, endMs, lines });
const BASE: CheckOptions = { limits: DEFAULT_PROFILE.limits, language: 'en' };

/** The rules that cues break, in order of the findings. */
function broken(cues: readonly TrackCue[], options: Partial<CheckOptions> = {}): string[] {
  return checkTrack({ cues }, { ...BASE, ...options }).findings.map(({ rule }) => rule);
}

test('a cue that keeps all rules has no finding', () => {
  expect(broken([cue(1000, 4000, 'The house stands', 'on the other side of the river.')])).toEqual([]);
  expect(broken([])).toEqual([]);
});

describe('lines', () => {
  test('line-length: 42 characters pass, 43 do not', () => {
    expect(broken([cue(0, 4000, 'x'.repeat(42))])).toEqual([]);
    expect(broken([cue(0, 4000, 'x'.repeat(43))])).toEqual(['line-length']);
  });

  test('line-length counts graphemes, and squares where the profile does', () => {
    const family = '👨‍👩‍👧‍👦'.repeat(42);
    expect(broken([cue(0, 4000, family)])).toEqual([]);
    const limits = findProfile('netflix-ja')?.limits ?? BASE.limits;
    expect(broken([cue(0, 7000, 'これは十三文字の行ですよね')], { limits, language: 'ja' })).toEqual([]);
    expect(broken([cue(0, 7000, 'これは十四文字の行ですよねえ')], { limits, language: 'ja' })).toEqual([
      'line-length',
    ]);
    expect(broken([cue(0, 7000, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')], { limits, language: 'ja' })).toEqual([]);
  });

  test('line-count: two lines pass, three do not', () => {
    expect(broken([cue(0, 3000, 'One line,', 'two lines.')])).toEqual([]);
    expect(broken([cue(0, 3000, 'One line,', 'two lines,', 'three lines.')])).toEqual(['line-count']);
  });

  test('unbalanced-lines: a stray word is found, a short line behind a full stop is not', () => {
    expect(broken([cue(0, 4000, 'Everybody was standing at the river and', 'waited.')])).toContain(
      'unbalanced-lines',
    );
    expect(broken([cue(0, 4000, 'No.', 'Everybody was standing at the river.')])).toEqual([]);
  });

  test('empty-cue: blank text is found', () => {
    expect(broken([cue(0, 2000, ' ')])).toEqual(['empty-cue']);
    expect(broken([cue(0, 2000)])).toEqual(['empty-cue']);
  });
});

describe('times', () => {
  test('reading-speed: 20 characters a second pass, more do not', () => {
    expect(broken([cue(0, 2000, 'x'.repeat(40))])).toEqual([]);
    expect(broken([cue(0, 1950, 'x'.repeat(40))])).toEqual(['reading-speed']);
  });

  test('min-duration and max-duration: the limits themselves pass', () => {
    expect(broken([cue(0, 833, 'Yes.')])).toEqual([]);
    expect(broken([cue(0, 832, 'Yes.')])).toEqual(['min-duration']);
    expect(broken([cue(0, 7000, 'Yes.')])).toEqual([]);
    expect(broken([cue(0, 7001, 'Yes.')])).toEqual(['max-duration']);
  });

  test('overlap: cues in one place hide each other, those above and below do not', () => {
    expect(broken([cue(0, 2001, 'Yes.'), cue(2000, 4000, 'No.')])).toEqual(['overlap']);
    const above: TrackCue = { ...cue(1000, 3000, 'Yes.'), place: { anchor: 8 } };
    expect(broken([cue(0, 2000, 'No.'), above])).toEqual([]);
  });

  test('min-gap: two frames pass, less does not', () => {
    expect(broken([cue(0, 2000, 'Yes.'), cue(2083, 4000, 'No.')])).toEqual([]);
    expect(broken([cue(0, 2000, 'Yes.'), cue(2082, 4000, 'No.')])).toEqual(['min-gap']);
    const limits = { ...BASE.limits, minGapFrames: 0 };
    expect(broken([cue(0, 2000, 'Yes.'), cue(2000, 4000, 'No.')], { limits })).toEqual([]);
  });

  test('gap-to-chain: neither a closed gap nor a pause, but what lies between', () => {
    expect(broken([cue(0, 2000, 'Yes.'), cue(2090, 4000, 'No.')])).toEqual([]);
    expect(broken([cue(0, 2000, 'Yes.'), cue(2300, 4000, 'No.')])).toEqual(['gap-to-chain']);
    expect(broken([cue(0, 2000, 'Yes.'), cue(2500, 4000, 'No.')])).toEqual([]);
  });

  test('order: a cue that stands in the file behind a later one', () => {
    const text = '1\n00:00:05,000 --> 00:00:06,000\nLater.\n\n2\n00:00:01,000 --> 00:00:02,000\nEarlier.\n';
    const cues = [cue(1000, 2000, 'Earlier.'), cue(5000, 6000, 'Later.')];
    const { findings } = checkTrack({ cues, text }, BASE);
    expect(findings).toMatchObject([{ rule: 'order', cue: 2, line: 6, fixable: true }]);
    expect(broken(cues)).toEqual([]);
  });

  test('times without text are empty cues, with the line they stand in', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nYes.\n';
    const { findings, filed } = checkTrack({ cues: [cue(3000, 4000, 'Yes.')], text }, BASE);
    expect(filed.length).toBe(1);
    expect(findings).toMatchObject([{ rule: 'empty-cue', cue: 1, line: 2 }]);
  });

  test('unreadable: what a reader passed over is an error that nothing mends', () => {
    const { findings, errors } = checkTrack({ cues: [], problems: [{ line: 3, what: 'no times' }] }, BASE);
    expect(errors).toBe(1);
    expect(findings).toMatchObject([{ rule: 'unreadable', line: 3, message: 'No times.', fixable: false }]);
  });
});

describe('words', () => {
  const split = (upper: string, lower: string): string[] => broken([cue(0, 4000, upper, lower)]);

  test('bad-line-split: article, preposition, auxiliary and name stay with what follows', () => {
    expect(split('We were looking at the', 'house behind the river.')).toContain('bad-line-split');
    expect(split('She has been waiting for', 'her brother to come.')).toContain('bad-line-split');
    expect(split('In the morning they had', 'walked to the station.')).toContain('bad-line-split');
    expect(split('Yesterday I met John', 'Miller at the station.')).toContain('bad-line-split');
    expect(split('We were looking', 'at the house behind the river.')).toEqual([]);
  });

  test('bad-line-split says nothing of dialogue, nor of languages whose words it does not know', () => {
    expect(split('-I saw the', '-What?')).not.toContain('bad-line-split');
    expect(broken([cue(0, 4000, 'We look at the', 'big house here.')], { language: 'tlh' })).toEqual([]);
    expect(broken([cue(0, 4000, 'We look at the', 'big house here.')], { language: undefined })).toEqual([]);
  });

  test('mid-clause-end: a cue that ends inside a clause, unless a pause or somebody else follows', () => {
    const first = cue(0, 2000, 'They walked to the');
    expect(broken([first, cue(2083, 4000, 'river that day.')])).toEqual(['mid-clause-end']);
    expect(broken([first, cue(9000, 11000, 'river that day.')])).toEqual([]);
    expect(broken([first, cue(2083, 4000, '-Stop!')])).toEqual([]);
    expect(broken([cue(0, 2000, 'They walked home,'), cue(2083, 4000, 'and it rained.')])).toEqual([]);
  });
});

describe('characters', () => {
  test('control-character: controls and lost characters are found, marks of direction are not', () => {
    expect(broken([cue(0, 2000, 'Yes\u0007.')])).toEqual(['control-character']);
    expect(broken([cue(0, 2000, 'Caf\ufffd.')])).toEqual(['control-character']);
    expect(broken([cue(0, 2000, '\u200fשלום\u200e')], { language: 'he' })).toEqual([]);
  });

  test('unpaired-bracket: a pair may span cues; faces and lists are no brackets', () => {
    expect(broken([cue(0, 2000, '[door opens')])).toEqual(['unpaired-bracket']);
    expect(broken([cue(0, 2000, 'door opens]')])).toEqual(['unpaired-bracket']);
    expect(broken([cue(0, 2000, '(he says,'), cue(2083, 4000, 'and goes)')])).toEqual([]);
    expect(broken([cue(0, 2000, 'Thanks :) a) one')])).toEqual([]);
  });

  test('unpaired-quote: a pair may span cues, inches are no quotation', () => {
    expect(broken([cue(0, 2000, '"Yes.')])).toEqual(['unpaired-quote']);
    expect(broken([cue(0, 2000, '"Yes, I'), cue(2083, 4000, 'do."')])).not.toContain('unpaired-quote');
    expect(broken([cue(0, 2000, 'A 5" disk.')])).toEqual([]);
    expect(broken([cue(0, 2000, '「はい')], { language: 'ja' })).toEqual(['unpaired-quote']);
  });

  test('stray-tag: markup that is shown as text', () => {
    expect(broken([cue(0, 2000, '<i>Yes.')])).toEqual(['stray-tag']);
    expect(broken([cue(0, 2000, 'Yes &amp; no.')])).toEqual(['stray-tag']);
    expect(broken([cue(0, 2000, '3 < 4 and 5 > 2')])).toEqual([]);
  });
});

describe('media', () => {
  const speech = [
    { startMs: 1000, endMs: 3000 },
    { startMs: 6000, endMs: 8000 },
  ];

  test('in-time: early, late and silent cues are found, cues on the speech are not', () => {
    expect(broken([cue(1000, 3000, 'Yes.'), cue(5900, 8000, 'No.')], { speech })).toEqual([]);
    expect(broken([cue(200, 3000, 'Yes.')], { speech })).toEqual(['in-time']);
    expect(broken([cue(2000, 3000, 'Yes.')], { speech })).toEqual(['in-time']);
    expect(broken([cue(9000, 10_000, 'Yes.')], { speech })).toEqual(['in-time']);
    expect(broken([cue(1000, 1950, 'Yes.'), cue(2033, 3000, 'No.')], { speech })).toEqual([]);
  });

  test('out-time: a cue that lingers is found, unless it has to be read', () => {
    expect(broken([cue(1000, 3500, 'Yes.')], { speech })).toEqual([]);
    expect(broken([cue(1000, 4000, 'Yes.')], { speech })).toEqual(['out-time']);
    expect(broken([cue(1000, 4000, 'x'.repeat(42), 'x'.repeat(18))], { speech })).not.toContain('out-time');
  });

  test('shot-change: beside a cut is found, on it is not', () => {
    const shots = [1000, 5000];
    expect(broken([cue(1000, 3000, 'Yes.'), cue(3300, 4917, 'No.')], { shots })).toEqual(['gap-to-chain']);
    expect(broken([cue(1200, 3000, 'Yes.')], { shots })).toEqual(['shot-change']);
    expect(broken([cue(3000, 5100, 'Yes.')], { shots })).toEqual(['shot-change']);
    expect(broken([cue(2000, 3000, 'Yes.')], { shots })).toEqual([]);
  });
});
