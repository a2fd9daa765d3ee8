import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Evidence, isLikely, requiredLikeness } from './gate.ts';

const NAME = { confidence: 0.5, letters: 8, writing: 'name', isSplit: false } as const;

describe('the gate', () => {
  test.each([
    ['the model is surer', { confidence: 0.9 }],
    ['the word is short', { letters: 4 }],
    ['nothing tells that it is a name', { writing: 'unknown' }],
    ['it is written small', { writing: 'small' }],
    ['it has other words', { isSplit: true }],
    ['nobody knows how sure the model was', { confidence: undefined }],
  ] as const)('asks for more likeness where %s', (_, change) => {
    expect(requiredLikeness({ ...NAME, ...change })).toBeGreaterThan(requiredLikeness(NAME));
  });

  test('lets no ordinary word through that the model is sure of, but for the same letters', () => {
    const figures = fc.record({
      spelling: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
      sound: fc.double({ min: 0, max: 1, noNaN: true }),
      confidence: fc.double({ min: 0.9, max: 1, noNaN: true }),
      letters: fc.integer({ min: 4, max: 30 }),
      isSplit: fc.boolean(),
    });
    fc.assert(
      fc.property(figures, (evidence) => {
        expect(isLikely({ ...evidence, writing: 'small' })).toBe(false);
      }),
    );
    const same: Evidence = { ...NAME, confidence: 1, writing: 'small', spelling: 1, sound: undefined };
    expect(isLikely(same)).toBe(true);
  });

  test('takes a name that sounds the same and is long for what the glossary says', () => {
    expect(isLikely({ ...NAME, spelling: 0.75, sound: 1 })).toBe(true);
    expect(isLikely({ ...NAME, letters: 4, confidence: 0.99, spelling: 0.75, sound: 1 })).toBe(false);
  });
});
