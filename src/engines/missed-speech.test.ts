import { describe, expect, it } from 'vitest';
import { coverOfText, hasHole, missedFrom, type SpokenSpan } from './missed-speech.ts';

const span = (start: number, end: number, text: string): SpokenSpan => ({ start, end, text });
const SENTENCE = 'Forty characters of quite ordinary speech.';

describe('hasHole', () => {
  it('is false for text that fills its time', () => {
    expect(hasHole([span(0, 3.5, SENTENCE), span(3.5, 7, SENTENCE)])).toBe(false);
  });

  it('is true for a short text stretched over a long time', () => {
    expect(hasHole([span(0, 3.5, SENTENCE), span(3.5, 28, SENTENCE)])).toBe(true);
  });

  it('is true for seconds without text between spans, or before the first', () => {
    expect(hasHole([span(0, 3.5, SENTENCE), span(8, 11, SENTENCE)])).toBe(true);
    expect(hasHole([span(5, 8, SENTENCE)])).toBe(true);
  });

  it('counts bytes, so that scripts with few characters are not taken for holes', () => {
    expect(hasHole([span(0, 4, '今天天气很好我们去公园')])).toBe(false);
  });

  it('counts a digit as the word that is said for it, so that slow counting is not taken for a hole', () => {
    expect(hasHole([span(0, 7.6, 'Testing 1, 2, 3, 4, 5, 6, 7, 8.')])).toBe(false);
    expect(hasHole([span(0, 28, 'Testing 1, 2, 3, 4, 5, 6, 7, 8.')])).toBe(true);
  });

  it('lets short spans be as they are', () => {
    expect(hasHole([span(0, 2.5, 'Oh.')])).toBe(false);
  });
});

describe('missedFrom', () => {
  it('is the end of the text when seconds are left after it', () => {
    expect(missedFrom([span(0, 5, SENTENCE)], 20)).toBe(5);
  });

  it('is undefined when little is left, or there is no text at all', () => {
    expect(missedFrom([span(0, 5, SENTENCE)], 6)).toBeUndefined();
    expect(missedFrom([], 20)).toBeUndefined();
  });
});

describe('what a text covers', () => {
  it('is its span, or as much of it as a text that is far too short can take', () => {
    expect(coverOfText(span(1, 5, SENTENCE))).toEqual({ start: 1, end: 5 });
    expect(coverOfText(span(1, 29, 'Well, good evening.'))).toEqual({ start: 1, end: 2.9 });
  });
});
