import { describe, expect, test } from 'vitest';
import { remembered, type WindowMemory } from './window-memory.ts';

/** Keeps JSON, as a disk does. */
function jsonMemory(): WindowMemory & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    recall: (key) => (kept.has(key) ? JSON.parse(kept.get(key) ?? '') : undefined),
    keep: (key, value) => void kept.set(key, JSON.stringify(value)),
  };
}

describe('remembered', () => {
  test('asks once for each question, and gives the very numbers back', async () => {
    const memory = jsonMemory();
    let asked = 0;
    const answer = {
      scores: { a: 0.1 + 0.2, b: 5e-324, c: -1.7976931348623157e308 },
      none: null,
      at: [1, 2],
    };
    const ask = async (n: number): Promise<typeof answer> =>
      await remembered(memory, { n }, async () => {
        asked += 1;
        return answer;
      });
    expect(await ask(1)).toStrictEqual(answer);
    expect(await ask(1)).toStrictEqual(answer);
    expect(asked).toBe(1);
    expect(await ask(2)).toStrictEqual(answer);
    expect(asked).toBe(2);
    for (const key of memory.kept.keys()) expect(key).toMatch(/^[0-9a-f]{32}$/);
  });

  test('takes false and null for answers', async () => {
    const memory = jsonMemory();
    for (const answer of [false, null]) {
      const question = { answer };
      await remembered(memory, question, async () => answer);
      expect(await remembered(memory, question, () => Promise.reject(new Error('asked again')))).toBe(answer);
    }
  });

  test.each([
    ['an infinite number', { a: [-Infinity] }],
    ['no number', { a: Number.NaN }],
    ['a typed array', { a: new Float32Array(2) }],
    ['a hole in a list', [1, undefined]],
    ['a map', new Map()],
  ])('does not keep what JSON would change: %s', async (_, value) => {
    const memory = jsonMemory();
    expect(await remembered(memory, {}, async () => value)).toBe(value);
    expect(memory.kept.size).toBe(0);
  });

  test('keeps nothing of a question that failed', async () => {
    const memory = jsonMemory();
    const failed = remembered(memory, {}, () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(memory.kept.size).toBe(0);
  });
});
