import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SpeechRegion, seededRandom } from '../../kernel/index.ts';
import type { Cue } from '../cue.ts';
import { judgeSync, speechOnsets } from './sync-receipt.ts';

interface Scene {
  readonly seed: number;
  readonly count: number;
  /** Cue minus onset, ms. */
  readonly shiftMs?: number;
  readonly driftMsPerMinute?: number;
  /** Half the width of an even spread of cue times, ms. */
  readonly noiseMs?: number;
  /** Share of regions that have no cue. */
  readonly silent?: number;
  /** Share of regions that have a second cue inside. */
  readonly inside?: number;
  /** From this share of the file on, cues stand so much later. */
  readonly jump?: { readonly at: number; readonly ms: number };
}

/** Talk with pauses, and cues for it with what a scene does to them. */
function stage({ seed, count, ...scene }: Scene): { cues: Cue[]; regions: SpeechRegion[] } {
  const random = seededRandom(seed);
  const { shiftMs = 0, driftMsPerMinute = 0, noiseMs = 0, silent = 0, inside = 0, jump } = scene;
  const regions: SpeechRegion[] = [];
  const starts: number[] = [];
  let at = 40;
  for (let index = 0; index < count; index++) {
    at += 0.3 + 2.5 * random();
    const length = 0.8 + 5 * random();
    regions.push({ start: at, end: at + length });
    if (random() >= silent) {
      starts.push(at);
      if (random() < inside) starts.push(at + length * (0.3 + 0.4 * random()));
    }
    at += length;
  }
  const cues = starts.map((start, index): Cue => {
    const leap = jump !== undefined && index >= jump.at * starts.length ? jump.ms : 0;
    const moved = start * 1000 + shiftMs + (driftMsPerMinute * (start - 40)) / 60 + leap;
    const startMs = Math.round(moved + noiseMs * (2 * random() - 1));
    return { startMs, endMs: startMs + 900, lines: ['x'] };
  });
  return { cues, regions };
}

const judge = (scene: Scene): ReturnType<typeof judgeSync> => {
  const { cues, regions } = stage(scene);
  return judgeSync(cues, regions);
};
const seeds = fc.nat(1_000_000);

test('[SYNC1] an onset has a pause before it', () => {
  const regions = [
    { start: 5, end: 6 },
    { start: 1, end: 2 },
    { start: 2.1, end: 3 },
    { start: 6, end: 7 },
  ];
  expect(speechOnsets(regions)).toEqual([1000, 5000]);
});

describe('cues that stand where the speech is', () => {
  test('[SYNC2] are in sync, with the small offset that they have', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 20, max: 120 }),
        fc.integer({ min: -250, max: 250 }),
        (seed, count, shiftMs) => {
          const receipt = judge({ seed, count, shiftMs, noiseMs: 150 });
          expect(receipt.verdict).toBe('in-sync');
          expect(Math.abs((receipt.offsetMs ?? 999) - shiftMs)).toBeLessThan(110);
          expect(receipt.p95Ms).toBeLessThan(500);
          expect(receipt.matchedShare).toBeGreaterThan(0.8);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('[SYNC4] are in sync too where half the speech has no cue, and half the cues begin inside speech', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const receipt = judge({ seed, count: 120, noiseMs: 150, silent: 0.5, inside: 0.5 });
        expect(receipt.verdict).toBe('in-sync');
        expect(Math.abs(receipt.offsetMs ?? 999)).toBeLessThan(120);
      }),
      { numRuns: 30 },
    );
  });
});

describe('cues that do not', () => {
  test('[SYNC3] [SYNC6] a shift up to half a minute is found within 0.1 s', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 900, max: 28_000 }), fc.boolean(), (seed, size, isEarly) => {
        const shiftMs = isEarly ? -size : size;
        const receipt = judge({ seed, count: 80, shiftMs, noiseMs: 150, silent: 0.2, inside: 0.3 });
        expect(receipt.verdict).toBe('shifted');
        expect(Math.abs((receipt.offsetMs ?? 0) - shiftMs)).toBeLessThan(100);
        expect(receipt.reason).toMatch(isEarly ? /early/ : /late/);
      }),
      { numRuns: 30 },
    );
  });

  test('[SYNC2] [SYNC6] a drift is found within a tenth of itself, and 15 ms a minute', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 150, max: 2600 }), fc.boolean(), (seed, size, isBackward) => {
        const driftMsPerMinute = isBackward ? -size : size;
        const receipt = judge({ seed, count: 120, driftMsPerMinute, noiseMs: 100, silent: 0.2, inside: 0.2 });
        expect(receipt.verdict).toBe('shifted');
        expect(Math.abs((receipt.driftMsPerMinute ?? 0) - driftMsPerMinute)).toBeLessThan(15 + size / 10);
      }),
      { numRuns: 20 },
    );
  });

  test('[SYNC6] a jump in the middle is found, and where it is', () => {
    const receipt = judge({ seed: 5, count: 200, noiseMs: 120, jump: { at: 0.5, ms: 4000 } });
    expect(receipt.verdict).toBe('shifted');
    expect(receipt.reason).toMatch(/^Between \d+ s and \d+ s cues are [34]\d\d\d ms late\.$/);
  });
});

describe('too little to judge by', () => {
  const nothing = { offsetMs: null, driftMsPerMinute: null, p95Ms: null };

  test.each([0, 1, 2, 3, 4])('[SYNC5] %i cues are unknown, with figures that are null', (count) => {
    expect(judge({ seed: 7, count })).toMatchObject({ verdict: 'unknown', cues: count, ...nothing });
  });

  test('[SYNC5] cues without any speech, and speech without cues', () => {
    const { cues, regions } = stage({ seed: 1, count: 40 });
    expect(judgeSync(cues, [])).toMatchObject({ verdict: 'unknown', onsets: 0, matchedShare: 0, ...nothing });
    expect(judgeSync([], regions)).toMatchObject({
      verdict: 'unknown',
      cues: 0,
      matchedShare: 0,
      ...nothing,
    });
  });

  test('[SYNC5] cues that have nothing to do with the speech are not called shifted', () => {
    const verdicts = Array.from({ length: 40 }, (_, seed) => {
      const { regions } = stage({ seed, count: 60 });
      const { cues } = stage({ seed: seed + 5000, count: 60 });
      return judgeSync(cues, regions).verdict;
    });
    expect(verdicts.filter((verdict) => verdict === 'shifted').length).toBeLessThanOrEqual(2);
  });

  test('[SYNC5] no figure is NaN, whatever comes in', () => {
    const time = fc.oneof(
      fc.double({ min: 0, max: 1e5 }),
      fc.constantFrom(Number.NaN, 0, -1, Number.POSITIVE_INFINITY),
    );
    const regions = fc.array(fc.record({ start: time, end: time }), { maxLength: 12 });
    const starts = fc.array(fc.nat(100_000), { maxLength: 12 });
    fc.assert(
      fc.property(regions, starts, (speech, times) => {
        const receipt = judgeSync(
          times.map((startMs) => ({ startMs, endMs: startMs + 1, lines: ['x'] })),
          speech,
        );
        for (const value of Object.values(receipt)) {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
        }
      }),
    );
  });
});
