import { describe, expect, it } from 'vitest';
import { segmentWindow, type WindowEnd } from './segmenting.ts';
import type { Vocabulary } from './vocabulary.ts';

const vocabulary = { timestampBegin: 100, endOfText: 50 } as Vocabulary;
const at = (seconds: number): number => 100 + Math.round(seconds / 0.02);
const endOf = (length: number, isWhole = false): WindowEnd => ({ length, isWhole });

describe('segmentWindow', () => {
  it('cuts at pairs of timestamps and ends with a single one', () => {
    const tokens = [at(0), 1, 2, at(2), at(2.5), 3, at(4)];
    expect(segmentWindow(tokens, endOf(10), vocabulary)).toEqual({
      spans: [
        { start: 0, end: 2, tokens: [1, 2] },
        { start: 2.5, end: 4, tokens: [3] },
      ],
      unfinished: [],
    });
  });

  it('leaves text after the last pair for the next window', () => {
    const tokens = [at(0), 1, at(2), at(2), 3, 4];
    const { spans, resumeAt, unfinished } = segmentWindow(tokens, endOf(10), vocabulary);
    expect(spans).toEqual([{ start: 0, end: 2, tokens: [1] }]);
    expect(resumeAt).toBe(2);
    expect(unfinished).toEqual([3, 4]);
  });

  it('keeps text after the last pair where the window ends at a pause, up to its end', () => {
    const tokens = [at(0), 1, at(2), at(2.2), 3, 4];
    const { spans, resumeAt, unfinished } = segmentWindow(tokens, endOf(10, true), vocabulary);
    expect(spans).toEqual([
      { start: 0, end: 2, tokens: [1] },
      { start: 2.2, end: 10, tokens: [3, 4] },
    ]);
    expect(resumeAt).toBeUndefined();
    expect(unfinished).toEqual([]);
  });

  it('makes no span of a closed pair at the end of such a window', () => {
    const { spans, resumeAt } = segmentWindow([at(0), 1, at(2), at(3)], endOf(10, true), vocabulary);
    expect(spans).toEqual([{ start: 0, end: 2, tokens: [1] }]);
    expect(resumeAt).toBeUndefined();
  });

  it('resumes at the end of the last finished segment when only a closed pair follows it', () => {
    expect(segmentWindow([at(0), 1, at(2), at(3)], endOf(10), vocabulary).resumeAt).toBe(2);
  });

  it('keeps text that it cannot go on from: at the start of the window, and at its end', () => {
    expect(segmentWindow([at(0), at(0), 1, 2], endOf(7), vocabulary).spans.at(-1)).toEqual({
      start: 0,
      end: 7,
      tokens: [1, 2],
    });
    const late = segmentWindow([at(0), 1, at(7), at(7), 2], endOf(7), vocabulary);
    expect(late.spans.map(({ tokens }) => tokens)).toEqual([[1], [2]]);
    expect(late.resumeAt).toBeUndefined();
  });

  it('takes the whole window when there is no closing timestamp', () => {
    expect(segmentWindow([at(0.4), 1, 2], endOf(7), vocabulary).spans).toEqual([
      { start: 0.4, end: 7, tokens: [1, 2] },
    ]);
  });

  it('never reaches past the content of the window', () => {
    expect(segmentWindow([at(0), 1, at(29)], endOf(7), vocabulary).spans).toEqual([
      { start: 0, end: 7, tokens: [1] },
    ]);
  });

  it('makes nothing of nothing', () => {
    expect(segmentWindow([], endOf(7), vocabulary).spans.flatMap((span) => span.tokens)).toEqual([]);
  });
});
