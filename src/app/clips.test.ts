import { describe, expect, test } from 'vitest';
import { clipRegions, clipsFrom, clipWarnings, cutRegions } from './clips.ts';

describe('a list of clips', () => {
  test('is pairs of start and end; the last end may be left out', () => {
    expect(clipsFrom(undefined)).toBeUndefined();
    expect(clipsFrom([0, 10, 20.5, 30])).toEqual([
      { startSec: 0, endSec: 10 },
      { startSec: 20.5, endSec: 30 },
    ]);
    expect(clipsFrom([5])).toEqual([{ startSec: 5, endSec: Infinity }]);
    expect(clipsFrom([0, 10, 10])).toEqual([
      { startSec: 0, endSec: 10 },
      { startSec: 10, endSec: Infinity },
    ]);
  });

  test.each([
    [[], /takes seconds/],
    [[-1, 5], /takes seconds/],
    [[0, Number.NaN], /takes seconds/],
    [[10, 5], /from 10 to 5 s holds nothing/],
    [[5, 5], /holds nothing/],
    [[5, 5.000_01], /holds nothing/],
    [[0, Infinity], /takes seconds/],
    [[0, 10, 8, 20], /begins before the one to 10 s has ended/],
    [[20, 30, 0, 10], /begins before/],
    [[0, 10, 9.9], /begins before/],
  ])('%j is refused', (timestamps, message) => {
    expect(() => clipsFrom(timestamps)).toThrow(
      expect.objectContaining({ code: 'E_USAGE', message: expect.stringMatching(message) }),
    );
  });
});

const CLIPS = clipsFrom([0, 10, 20, 30, 50]) ?? [];
const at = (fromSec: number, toSec: number, audioEndSec: number) => ({ fromSec, toSec, audioEndSec });

describe('clips', () => {
  test('are cut to what is transcribed, and count from its first sample', () => {
    expect(clipRegions(CLIPS, at(5, 25, 60))).toEqual([
      { start: 0, end: 5 },
      { start: 15, end: 20 },
    ]);
    expect(clipRegions(CLIPS, at(0, 60, 60)).at(-1)).toEqual({ start: 50, end: 60 });
  });

  test('begin and end at whole samples, whatever fraction the offset of the audio leaves', () => {
    const clips = clipsFrom([20.100_02, 20.3]) ?? [];
    expect(clipRegions(clips, at(3.199_99, 60, 60))).toEqual([{ start: 16.9, end: 17.1 }]);
    expect(clipRegions(clips, at(20.299_99, 60, 60))).toEqual([]);
  });

  test('cut the regions with speech', () => {
    const regions = [
      { start: 2, end: 22 },
      { start: 24, end: 26 },
      { start: 31, end: 40 },
    ];
    expect(cutRegions(regions, clipRegions(CLIPS, at(0, 60, 60)))).toEqual([
      { start: 2, end: 10 },
      { start: 20, end: 22 },
      { start: 24, end: 26 },
    ]);
  });

  test('that cannot be had whole are told', () => {
    expect(clipWarnings(CLIPS, at(0, 60, 60))).toEqual([]);
    expect(clipWarnings(CLIPS, at(0, 28, 28))).toEqual([
      'The clip from 20 s to 30 s ends with the audio (28.000 s).',
      'The clip from 50 s lies beyond the end of the audio (28.000 s); it was left out.',
    ]);
    expect(clipWarnings(CLIPS, at(12, 40, 60))).toEqual([
      'The clip from 0 s lies outside --start and --end; it was left out.',
      'The clip from 50 s lies outside --start and --end; it was left out.',
    ]);
  });

  test('that are all outside are refused', () => {
    for (const place of [at(11, 19, 60), at(31, 45, 45)])
      expect(() => clipWarnings(CLIPS, place)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });
});
