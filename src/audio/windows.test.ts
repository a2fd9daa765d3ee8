import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SpeechRegion, secondsToSamples } from '../kernel/index.ts';
import { planWindows, type Window, type WindowPiece, WindowPlanner, windowTimeToSource } from './windows.ts';

const plan = (regions: readonly SpeechRegion[], options = {}): Window[] => [...planWindows(regions, options)];
/** Pieces in seconds, for reading. */
const seconds = ({ pieces }: Window): number[][] =>
  pieces.map(({ startSamples, endSamples, atSamples }) =>
    [startSamples, endSamples, atSamples].map((n) => n / 16_000),
  );

describe('packing', () => {
  test('close regions keep the audio between them; padding of at most 0.2 s goes around', () => {
    const [window] = plan([
      { start: 1, end: 3 },
      { start: 3.5, end: 6 },
    ]);
    expect(window && seconds(window)).toEqual([[0.8, 6.2, 0]]);
  });

  test('a gap of more than a second is cut out, and 0.2 s of it stays on each side', () => {
    const [window] = plan([
      { start: 1, end: 3 },
      { start: 10, end: 12 },
    ]);
    expect(window && seconds(window)).toEqual([
      [0.8, 3.2, 0],
      [9.8, 12.2, 2.4],
    ]);
  });

  test('a region that does not fit opens the next window', () => {
    const windows = plan([
      { start: 0, end: 20 },
      { start: 20.1, end: 40 },
    ]);
    expect(windows.map(seconds)).toEqual([[[0, 20.05, 0]], [[20.05, 40.2, 0]]]);
  });

  test('a region longer than a window is cut at 30 s, and its rest is packed with what follows', () => {
    const windows = plan([
      { start: 0, end: 65 },
      { start: 66, end: 70 },
    ]);
    expect(windows.map(seconds)).toEqual([[[0, 30, 0]], [[30, 60, 0]], [[60, 70.2, 0]]]);
  });

  test('padding never goes beyond the audio, and never makes a window too long', () => {
    expect(plan([{ start: 0.1, end: 5 }], { audioSamples: 80_000 }).map(seconds)).toEqual([[[0, 5, 0]]]);
    const [full] = plan([{ start: 10, end: 39.9 }]);
    expect(full?.lengthSamples).toBeLessThanOrEqual(480_000);
  });

  test('one region over all audio plans windows without voice activity detection, even endless ones', () => {
    const windows = planWindows([{ start: 0, end: Number.POSITIVE_INFINITY }]);
    expect(windows.next().value).toMatchObject({ lengthSamples: 480_000 });
    expect(windows.next().value).toMatchObject({ pieces: [{ startSamples: 480_000, endSamples: 960_000 }] });
  });

  test('no region, no window; an empty region is ignored', () => {
    expect(plan([])).toEqual([]);
    expect(plan([{ start: 4, end: 4 }])).toEqual([]);
  });

  test('the first of several windows ends at the last pause by `firstSec`, and the second begins behind it', () => {
    const spoken = [
      { start: 0, end: 4 },
      { start: 4.5, end: 8 },
      { start: 8.4, end: 11 },
      { start: 11.5, end: 20 },
      { start: 25, end: 33 },
    ];
    const [first, second, ...others] = plan([...spoken, { start: 34, end: 48 }], { padSec: 0, firstSec: 12 });
    expect([first, second].map((window) => window && seconds(window))).toEqual([
      [[0, 11, 0]],
      [
        [11.5, 20, 0],
        [25, 33, 8.5],
      ],
    ]);
    expect(others).toHaveLength(1);
    expect(plan(spoken, { firstSec: 12 })).toHaveLength(1);
  });

  test('no first window is too short to tell anything, and no region is cut for its sake', () => {
    const spoken = [
      { start: 0, end: 2 },
      { start: 3, end: 20 },
      { start: 21, end: 40 },
    ];
    expect(plan(spoken, { padSec: 0, firstSec: 12 }).map(seconds)).toEqual([[[0, 20, 0]], [[21, 40, 0]]]);
  });

  test('windows are given out as soon as they are settled', () => {
    const planner = new WindowPlanner();
    expect([...planner.add({ start: 0, end: 20 })]).toHaveLength(0);
    expect([...planner.add({ start: 25, end: 45 })]).toHaveLength(1);
    expect([...planner.finish()]).toHaveLength(1);
  });
});

describe('window time to source time', () => {
  const [window] = plan([
    { start: 1, end: 3 },
    { start: 10, end: 12 },
  ]);
  if (window === undefined) throw new Error('no window planned');

  test('a splice belongs to the piece before it for an end, to the piece after it for a start', () => {
    expect(windowTimeToSource(window, 2.4, 'end')).toBeCloseTo(3.2, 9);
    expect(windowTimeToSource(window, 2.4, 'start')).toBeCloseTo(9.8, 9);
  });

  test('times outside the window are moved to its edge', () => {
    expect(windowTimeToSource(window, -1, 'start')).toBeCloseTo(0.8, 9);
    expect(windowTimeToSource(window, 30, 'end')).toBeCloseTo(12.2, 9);
    expect(windowTimeToSource(window, 30, 'start')).toBeCloseTo(12.2, 9);
  });
});

describe('properties', () => {
  /** Ascending, disjoint regions from gaps and lengths, in whole samples so that no rounding blurs the counts. */
  const regionList = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 5 * 16_000 }), fc.integer({ min: 1, max: 40 * 16_000 })), {
      maxLength: 25,
    })
    .map((steps) => {
      let at = 0;
      return steps.map(([gap, length]) => {
        const start = at + gap;
        at = start + length;
        return { start: start / 16_000, end: at / 16_000 };
      });
    });
  const options = fc.record({
    maxSec: fc.constantFrom(5, 30),
    joinGapSec: fc.constantFrom(0, 0.3, 1),
    padSec: fc.constantFrom(0, 0.2, 3),
    firstSec: fc.constantFrom(0, 12),
  });

  test('every sample of speech is in exactly one piece; pieces are ordered, disjoint and laid end to end', () => {
    fc.assert(
      fc.property(regionList, options, (regions, how) => {
        const windows = plan(regions, how);
        const pieces = windows.flatMap((window) => window.pieces);
        expectOrdered(pieces);
        for (const { start, end } of regions) {
          const [from, to] = [secondsToSamples(start), secondsToSamples(end)];
          const covered = pieces.reduce((sum, piece) => sum + overlap(piece, from, to), 0);
          expect(covered).toBe(to - from);
        }
        for (const window of windows) {
          expect(window.lengthSamples).toBeLessThanOrEqual(how.maxSec * 16_000);
          let at = 0;
          for (const piece of window.pieces) {
            expect(piece.atSamples).toBe(at);
            at += piece.endSamples - piece.startSamples;
          }
          expect(window.lengthSamples).toBe(at);
        }
      }),
    );
  });

  test('a region that fits into a window is never cut', () => {
    fc.assert(
      fc.property(regionList, (regions) => {
        const pieces = plan(regions).flatMap((window) => window.pieces);
        for (const { start, end } of regions) {
          const [from, to] = [secondsToSamples(start), secondsToSamples(end)];
          const holders = pieces.filter((piece) => overlap(piece, from, to) > 0);
          if (to - from <= 480_000) expect(holders).toHaveLength(1);
        }
      }),
    );
  });

  test('mapped times lie inside a piece and never go back', () => {
    fc.assert(
      fc.property(regionList, fc.constantFrom('start', 'end'), (regions, side) => {
        for (const window of plan(regions)) {
          let before = Number.NEGATIVE_INFINITY;
          for (let time = 0; time <= 30; time += 0.4) {
            const source = windowTimeToSource(window, time, side);
            const at = source * 16_000;
            const inside = window.pieces.some(
              (p) => at >= p.startSamples - 0.01 && at <= p.endSamples + 0.01,
            );
            expect(inside).toBe(true);
            expect(source).toBeGreaterThanOrEqual(before);
            before = source;
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

function overlap(piece: WindowPiece, from: number, to: number): number {
  return Math.max(0, Math.min(piece.endSamples, to) - Math.max(piece.startSamples, from));
}

function expectOrdered(pieces: readonly WindowPiece[]): void {
  let last = 0;
  for (const { startSamples, endSamples } of pieces) {
    expect(startSamples).toBeGreaterThanOrEqual(last);
    expect(endSamples).toBeGreaterThan(startSamples);
    last = endSamples;
  }
}
