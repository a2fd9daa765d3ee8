import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { draw, probabilityOf, softmaxOver } from './sampling.ts';

const logits = Float32Array.from([0, Math.log(2), Math.log(5), -Infinity]);

describe('draw', () => {
  it('tells the log probability of what it draws at temperature 1, whatever it was drawn at', () => {
    const { token, logprob } = draw(logits, 0.01, () => 0.5);
    expect(token).toBe(2);
    expect(logprob).toBeCloseTo(Math.log(5 / 8), 6);
  });

  it('draws tokens in proportion to their probabilities, and never a forbidden one', () => {
    const random = seededRandom(7);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 8000; i += 1) {
      const { token } = draw(logits, 1, random);
      counts[token] = (counts[token] ?? 0) + 1;
    }
    expect(counts[3]).toBe(0);
    expect(counts[0]).toBeGreaterThan(850);
    expect(counts[0]).toBeLessThan(1150);
    expect(counts[2]).toBeGreaterThan(4800);
    expect(counts[2]).toBeLessThan(5200);
  });

  it('stays inside the vocabulary whatever the random number', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (number) => {
        expect([0, 1, 2]).toContain(draw(logits, 0.4, () => number).token);
      }),
    );
  });
});

describe('probabilities', () => {
  it('softmaxOver looks only at the ids it is given', () => {
    expect(softmaxOver(logits, [0, 1]).map((p) => p.toFixed(4))).toEqual(['0.3333', '0.6667']);
  });

  it('probabilityOf is one id among all', () => {
    expect(probabilityOf(logits, 1)).toBeCloseTo(0.25, 6);
  });

  it('seededRandom repeats itself for a seed and differs between seeds', () => {
    const take = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
  });
});
