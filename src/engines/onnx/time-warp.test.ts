import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstFrames, meanAttention } from './time-warp.ts';

describe('the time warp', () => {
  it('follows a diagonal of bright blocks', () => {
    const [tokens, frames] = [3, 9];
    const gain = Float32Array.from({ length: tokens * frames }, (_, i) =>
      Math.floor((i % frames) / 3) === Math.floor(i / frames) ? 1 : 0,
    );
    expect([...firstFrames(gain, tokens, frames)]).toEqual([0, 3, 6, 9]);
  });

  it('is the best path of all (against a search through every path)', () => {
    const cases = fc.record({
      tokens: fc.integer({ min: 1, max: 4 }),
      frames: fc.integer({ min: 1, max: 5 }),
      seed: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 20, maxLength: 20 }),
    });
    fc.assert(
      fc.property(cases, ({ tokens, frames, seed }) => {
        const gain = Float32Array.from(seed.slice(0, tokens * frames));
        const first = firstFrames(gain, tokens, frames);
        expect(bestFrom(first, gain, tokens, frames)).toBe(bestOfAll(gain, tokens, frames));
      }),
    );
  });

  it('never goes back, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.infiniteStream(fc.float({ noNaN: true, min: -5, max: 5 })),
        (tokens, frames, values) => {
          const gain = Float32Array.from({ length: tokens * frames }, () => values.next().value ?? 0);
          const first = firstFrames(gain, tokens, frames);
          expect(first).toHaveLength(tokens + 1);
          expect(first[0]).toBe(0);
          expect(first.at(-1)).toBe(frames);
          for (let i = 1; i <= tokens; i += 1) expect(first[i]).toBeGreaterThanOrEqual(first[i - 1] ?? 0);
        },
      ),
    );
  });
});

describe('the mean attention', () => {
  it('is the mean over the heads of medians of seven, of the rows asked for', () => {
    const frames = 12;
    const row = [0, 0, 9, 0, 0, 5, 5, 5, 5, 0, 0, 0];
    const data = Float32Array.from([...Array(frames).fill(1), ...row, ...Array(frames).fill(1), ...row]);
    const mean = meanAttention({ data, heads: 2, tokens: 2, frames }, { from: 1, to: 2 });
    expect([...mean]).toEqual(row.map((_, i) => medianAt(row, i)));
  });

  it('is that of any numbers', () => {
    const shares = fc.array(fc.float({ noNaN: true, min: -40, max: 40 }), { minLength: 7, maxLength: 30 });
    fc.assert(
      fc.property(shares, (row) => {
        const frames = row.length;
        const attention = { data: Float32Array.from(row), heads: 1, tokens: 1, frames };
        for (const [i, value] of meanAttention(attention, { from: 0, to: 1 }).entries())
          expect(value).toBeCloseTo(medianAt(row, i), 12);
      }),
      { numRuns: 300 },
    );
  });

  it('takes rows shorter than a median', () => {
    const data = Float32Array.of(3, 1);
    expect([...meanAttention({ data, heads: 1, tokens: 1, frames: 2 }, { from: 0, to: 1 })]).toHaveLength(2);
  });
});

/** The median of seven around `at`, ends mirrored, by sorting. */
function medianAt(row: readonly number[], at: number): number {
  const mirrored = (i: number): number => row[i < 0 ? -i : i >= row.length ? 2 * row.length - 2 - i : i] ?? 0;
  const run = [-3, -2, -1, 0, 1, 2, 3].map((step) => mirrored(at + step));
  return run.sort((a, b) => a - b)[3] ?? 0;
}

/** The most that a path can gain whose tokens first meet these frames. */
function bestFrom(first: Int32Array, gain: Float32Array, tokens: number, frames: number): number {
  return search(gain, { tokens, frames }, (token, frame) => frame >= (first[token] ?? 0));
}

function bestOfAll(gain: Float32Array, tokens: number, frames: number): number {
  return search(gain, { tokens, frames }, () => true);
}

function search(
  gain: Float32Array,
  { tokens, frames }: { tokens: number; frames: number },
  mayVisit: (token: number, frame: number) => boolean,
): number {
  const from = (token: number, frame: number): number => {
    if (token >= tokens || frame >= frames || !mayVisit(token, frame)) return -Infinity;
    const here = gain[token * frames + frame] ?? 0;
    if (token === tokens - 1 && frame === frames - 1) return here;
    const next = Math.max(from(token + 1, frame + 1), from(token + 1, frame), from(token, frame + 1));
    return here + next;
  };
  return from(0, 0);
}
