import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realModel } from '../../../tests/real-models.ts';
import { readVocabulary, requireTokenizer } from './vocabulary.ts';

/** Rows of tiny.en's embedding. */
const TOKENS = 51_864;

test('nothing decodes to nothing: a model may end a window at once', async () => {
  const { folder } = await realModel('tiny.en');
  const vocabulary = await readVocabulary(folder, TOKENS);
  expect(vocabulary.decode([])).toBe('');
  expect(vocabulary.decode([464, 21831])).toBe('The fox');
});

test('suppressed tokens are the same from the settings of Hugging Face', async () => {
  const { folder } = await realModel('tiny.en');
  const other = await mkdtemp(join(tmpdir(), 'offscribe-vocabulary-'));
  const { suppress_ids, suppress_ids_begin } = JSON.parse(
    await readFile(join(folder, 'config.json'), 'utf8'),
  );
  await copyFile(join(folder, 'tokenizer.json'), join(other, 'tokenizer.json'));
  await writeFile(
    join(other, 'config.json'),
    JSON.stringify({ suppress_tokens: [1], begin_suppress_tokens: null }),
  );
  const newer = { suppress_tokens: suppress_ids, begin_suppress_tokens: suppress_ids_begin };
  await writeFile(join(other, 'generation_config.json'), JSON.stringify(newer));
  const [expected, found] = [await readVocabulary(folder, TOKENS), await readVocabulary(other, TOKENS)];
  expect(found.suppressed).toEqual(expected.suppressed);
  expect(found.suppressedAtBegin).toEqual(expected.suppressedAtBegin);
  await rm(other, { recursive: true });
});

test('a model that comes without a tokenizer, as those of MLX do, is E_MODEL_UNLOADABLE and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-vocabulary-'));
  await writeFile(join(folder, 'weights.npz'), '');
  await expect(requireTokenizer(folder)).rejects.toMatchObject({
    code: 'E_MODEL_UNLOADABLE',
    message: expect.stringContaining('needs tokenizer.json'),
    hint: expect.stringContaining('--engine mlx'),
  });
  await writeFile(join(folder, 'tokenizer.json'), '{}');
  await expect(requireTokenizer(folder)).resolves.toBeUndefined();
  await rm(folder, { recursive: true });
});
