import { expect, test } from 'vitest';
import { realModel } from '../../../tests/real-models.ts';
import { KNOWN_WORDS } from '../known-speech.ts';
import { knownTokens } from './lateness.ts';
import { readVocabulary } from './vocabulary.ts';

test.each([
  ['tiny.en', 51_864],
  ['base', 51_865],
])(
  'the known sentence is looked up in the vocabulary of %s, a token a word, its tokenizer never read',
  async (name, size) => {
    const { folder } = await realModel(name);
    const { idOf, decode } = await readVocabulary(folder, size);
    const refuse = (): never => {
      throw new Error('the tokenizer was read');
    };
    const tokens = knownTokens({ idOf, encode: refuse });
    expect(decode(tokens)).toBe(` ${KNOWN_WORDS}`);
    // Six words and the full stop.
    expect(tokens).toHaveLength(7);
  },
);

test('a vocabulary that lacks one of its words has the tokenizer split it', () => {
  const encode = (text: string): number[] => [...text].map((_, at) => at);
  expect(knownTokens({ idOf: () => undefined, encode })).toHaveLength(KNOWN_WORDS.length + 1);
});
