import { describe, expect, it } from 'vitest';
import { discourageRepetition, ngramEndings } from './repetition-rules.ts';

describe('the repetition penalty', () => {
  it('lowers every token that was said, once however often it was, and no other', () => {
    const logits = Float32Array.of(4, -4, 4, 0);
    discourageRepetition(logits, [0, 1, 0, 0], { repetitionPenalty: 2 });
    expect([...logits]).toEqual([2, -8, 4, 0]);
  });

  it('changes nothing at 1, nor does a window in which nothing was said', () => {
    const logits = Float32Array.of(4, -4);
    discourageRepetition(logits, [0, 1], { repetitionPenalty: 1, noRepeatNgramSize: 0 });
    discourageRepetition(logits, [], { repetitionPenalty: 2, noRepeatNgramSize: 1 });
    expect([...logits]).toEqual([4, -4]);
  });
});

describe('runs that may not come twice', () => {
  it.each([
    [[1, 2, 3, 1, 2], 3, [3]],
    [[1, 2, 1, 3, 1], 2, [2, 3]],
    [[5, 6], 1, [5, 6]],
    [[1, 2], 3, []],
    [[7, 7, 7], 3, [7]],
    [[1, 2, 3, 4], 2, []],
  ])('of %j, in runs of %i, the next is none of %j', (sampled, size, endings) => {
    expect(ngramEndings(sampled, size)).toEqual(endings);
  });

  it('have no chance at all', () => {
    const logits = Float32Array.of(9, 9, 9);
    discourageRepetition(logits, [0, 1, 0], { noRepeatNgramSize: 2 });
    expect([...logits]).toEqual([9, -Infinity, 9]);
  });
});
