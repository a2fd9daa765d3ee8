import { describe, expect, test } from 'vitest';
import { splitArguments } from './compare-flag.ts';

describe('flags in one word', () => {
  test.each([
    ['--beam-size 5 -m tiny.en', ['--beam-size', '5', '-m', 'tiny.en']],
    ['  -m  "my model"  --task=\'x y\' ', ['-m', 'my model', '--task=x y']],
    ['', []],
  ])('%j are split at white space, but not inside quotes', (text, words) => {
    expect(splitArguments(text)).toEqual(words);
  });
});
