import { expect, test } from 'vitest';
import { realModel } from '../../../tests/real-models.ts';
import { readVocabulary } from './vocabulary.ts';

/** Rows of tiny.en's embedding. */
const TOKENS = 51_864;

test('nothing decodes to nothing: a model may end a window at once', async () => {
  const { folder } = await realModel('tiny.en');
  const vocabulary = await readVocabulary(folder, TOKENS);
  expect(vocabulary.decode([])).toBe('');
  expect(vocabulary.decode([464, 21831])).toBe('The fox');
});
