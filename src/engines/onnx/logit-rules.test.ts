import { describe, expect, it } from 'vitest';
import { applyRules } from './logit-rules.ts';
import type { RepetitionOptions } from './repetition-rules.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A small vocabulary: text 0..9, end of text 10, start 11, no timestamps 12, timestamps from 13 on. */
const vocabulary: Vocabulary = {
  multilingual: false,
  endOfText: 10,
  startOfTranscript: 11,
  startOfPrev: 11,
  noSpeech: 12,
  noTimestamps: 12,
  timestampBegin: 13,
  languageTokens: new Map(),
  suppressed: [3, 11, 12],
  suppressedAtBegin: [4, 10],
  promptAfterStart: () => [],
  decode: () => '',
  nameOf: () => undefined,
  idOf: () => undefined,
  encode: () => [],
};
const SIZE = 13 + 1501;
const at = (seconds: number): number => 13 + Math.round(seconds / 0.02);

/** Ids still allowed after the rules, with text far likelier than timestamps unless said otherwise. */
function allowed(
  sampled: readonly number[],
  raise: (logits: Float32Array) => void = () => {},
  { spokenUpToSec, ...options }: RepetitionOptions & { readonly spokenUpToSec?: number } = {},
): number[] {
  const logits = new Float32Array(SIZE).fill(-20, 13);
  raise(logits);
  applyRules(logits, sampled, { vocabulary, options, spokenUpToSec });
  return [...logits.keys()].filter((id) => logits[id] !== -Infinity);
}

describe('applyRules', () => {
  it('opens a window with a timestamp of at most one second', () => {
    expect(allowed([])).toEqual(Array.from({ length: 51 }, (_, i) => 13 + i));
  });

  it('asks for text after the opening timestamp, and never for a suppressed token', () => {
    expect(allowed([at(0)])).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('after text and a timestamp allows only that timestamp or a later one, or the end', () => {
    const ids = allowed([at(0), 5, at(2)]);
    expect(ids.filter((id) => id < 13)).toEqual([10]);
    expect(Math.min(...ids.filter((id) => id >= 13))).toBe(at(2));
  });

  it('after a closed pair allows text, and no timestamp', () => {
    expect(allowed([at(0), 5, at(2), at(2)]).every((id) => id < 13)).toBe(true);
  });

  it('never lets a segment end where it began', () => {
    const ids = allowed([at(0), 5, at(2), at(2), 6], (logits) => logits.fill(5, 13));
    expect(Math.min(...ids)).toBe(at(2.02));
  });

  it('lets a timestamp win when all timestamps together beat the likeliest text', () => {
    const ids = allowed([at(0), 5], (logits) => logits.fill(-2, 13));
    expect(ids.every((id) => id > 13)).toBe(true);
    expect(allowed([at(0), 5]).some((id) => id < 10)).toBe(true);
  });

  it('gives text to a segment that is opened while speech goes on', () => {
    const opened = [at(0), 5, at(27.36), at(27.36)];
    expect(allowed(opened)).toContain(10);
    expect(allowed(opened, () => {}, { spokenUpToSec: 28.1 })).toContain(10);
    const ids = allowed(opened, () => {}, { spokenUpToSec: 28.28 });
    expect(ids).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9]);
    expect(allowed([at(0)], () => {}, { spokenUpToSec: 28.28 })).toContain(10);
    expect(allowed([...opened, 5], () => {}, { spokenUpToSec: 28.28 })).toContain(10);
  });

  it('ends the text where nothing else is left, as when no token may be said twice', () => {
    const everything = [at(0), 0, 1, 2, 5, 6, 7, 8, 9, 4, at(30), at(30)];
    expect(allowed([...everything, 10], () => {}, { noRepeatNgramSize: 1 })).toEqual([10]);
  });
});
