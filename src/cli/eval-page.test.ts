import { describe, expect, test } from 'vitest';
import type { Evaluation } from '../app/index.ts';
import { formatEvaluation } from './eval-page.ts';

const errors = { words: 12_345, hits: 10_000, substitutions: 1500, deletions: 845, insertions: 12 };
const rates = {
  wer: 100.25,
  werInterval: [99.11, 133.33],
  cer: 100.5,
  cerInterval: [90.12, 111.11],
} as const;
const spread = {
  count: 9999,
  medianMs: 123.4,
  p95Ms: 1234.5,
  biasMs: -3,
  within: { 50: 10.4, 100: 50, 200: 100 },
};

const full: Evaluation = {
  ...rates,
  items: [],
  byLanguage: { en: { ...rates, ...errors, missed: 500, missedPer1000: 40.5 } },
  errors,
  bootstrap: { resamples: 2000, level: 0.95, seed: 1 },
  missedSpeech: { run: 4, words: 500, per1000: 40.5 },
  wordTiming: { referenceWords: 12_000, start: spread, end: spread, both: spread },
  noSpeech: {
    clips: 12,
    seconds: 1800,
    words: 30,
    perMinute: 1,
    invented: [{ id: 'hiss-of-a-long-name', words: 30, text: 'thank you for watching '.repeat(6).trim() }],
  },
  reliability: {
    source: 'probability',
    words: 12_000,
    right: 0.9,
    confidence: 0.95,
    ece: 0.05,
    brier: 0.1,
    bins: [],
  },
  rtfx: 12.5,
  audioSeconds: 36_000,
  wallSeconds: 2880,
  peakRssMb: 1234.5,
  normaliser: 'whisper-basic + whisper-english',
  notes: ['The onnx engine gives no word times: they are not measured.'],
  comparison: {
    other: {
      ...rates,
      errors,
      missedSpeech: { run: 4, words: 1, per1000: 1 },
      wordTiming: { referenceWords: 12_000, start: spread, end: spread, both: spread },
      noSpeech: null,
      reliability: null,
      rtfx: 100,
      audioSeconds: 1,
      wallSeconds: 1,
      name: '--engine faster-whisper --beam-size 5 --temperature 0,0.2,0.4,0.6,0.8,1',
    },
    items: 100,
    fewerErrors: 10,
    sameErrors: 80,
    moreErrors: 10,
    wer: { rate: 100.25, otherRate: 100.5, difference: -0.25, interval: [-10.11, 10.22], p: 0.0001 },
    cer: { rate: 10, otherRate: 9, difference: 1, interval: null, p: null },
    changed: [
      {
        id: 'a',
        wer: 1,
        otherWer: 2,
        errors: 3,
        hyp: '',
        otherHyp: '',
        diff: 'one [-two-] {+three+}\u001b[2J',
      },
    ],
  },
};

describe('the page of an evaluation', () => {
  test('fits 80 columns with everything in it', () => {
    const page = formatEvaluation(full);
    expect(page.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const part of [
      '[99.11, 133.33]',
      'median 123 ms',
      '30 words invented',
      'p < 0.001',
      '-0.25 points',
    ]) {
      expect(page).toContain(part);
    }
  });

  test('lets no text of a model reach the terminal as a command', () => {
    expect(formatEvaluation(full)).not.toContain('\u001b');
  });

  test('has a line where nothing could be scored', () => {
    const nothing = { words: 0, hits: 0, substitutions: 0, deletions: 0, insertions: 0 };
    const { comparison: _, ...rest } = full;
    const page = formatEvaluation({
      ...rest,
      ...{ wer: null, werInterval: null, cer: null, cerInterval: null, normaliser: '', byLanguage: {} },
      ...{ errors: nothing, wordTiming: null, noSpeech: null, reliability: null, notes: [] },
    });
    expect(page).toMatch(/^WER - {2}CER - {2}\(nothing scored; 0 items\)\nspeed /);
  });
});
