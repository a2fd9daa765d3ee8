import { expect, it } from 'vitest';
import { detectLanguage } from './language-detection.ts';

const languageTokens = new Map([
  ['en', 0],
  ['hi', 1],
  ['ur', 2],
]);
const logits = Float32Array.of(0, Math.log(2), Math.log(5));

it('the likeliest language is found, with its probability among all', () => {
  const found = detectLanguage(logits, { languageTokens });
  expect(found.code).toBe('ur');
  expect(found.probability).toBeCloseTo(5 / 8, 6);
});

it('of an allowed set the likeliest is found, as if there were no others', () => {
  const found = detectLanguage(logits, { languageTokens }, ['en', 'hi']);
  expect(found.code).toBe('hi');
  expect(found.probability).toBeCloseTo(2 / 3, 6);
});
