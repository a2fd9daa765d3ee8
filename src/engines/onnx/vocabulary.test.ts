import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

describe('text is encoded', () => {
  /** Ids of Hugging Face's `tokenizers` 0.23 for Python on the same file, with add_special_tokens=False. */
  const KNOWN = {
    ' Pharos, Ilse Brandt, 🦊🎉 emoji': [
      45050, 329, 11, 4416, 405, 11119, 83, 11, 7385, 99, 232, 28864, 231, 31595,
    ],
    ' नमस्ते दुनिया': [
      8485, 101, 48521, 45938, 27099, 36158, 21981, 8485, 99, 8703, 223, 35082, 33279, 48268, 17937,
    ],
    ' 東京タワー、はい。': [220, 18413, 31375, 12144, 39613, 3384, 1231, 11050, 1543],
    " don't stop -- 3.14  x\n": [500, 380, 1590, 1350, 805, 13, 7271, 220, 2031, 198],
    ' Ŵelsh naïve café': [4423, 112, 26248, 1667, 15487, 303, 25118],
  };

  test.each(Object.entries(KNOWN))('as Python does it: %j', async (text, ids) => {
    const { folder } = await realModel('base');
    expect((await readVocabulary(folder, 51_865)).encode(text)).toEqual(ids);
  });

  test.each([' a <|endoftext|> b', ' <|startoftranscript|><|en|>', '<|0.00|>', ' <|startofprev|>'])(
    'without special tokens, which are text like any other: %j',
    async (text) => {
      const { folder } = await realModel('base');
      const { encode, decode, endOfText } = await readVocabulary(folder, 51_865);
      expect(encode(text).filter((id) => id >= endOfText)).toEqual([]);
      expect(decode(encode(text))).toBe(text);
    },
  );
});

describe('a model whose tokens and weights disagree is E_MODEL_CORRUPT', () => {
  test('a tokenizer of another model', async () => {
    const { folder } = await realModel('base');
    const message = expect.stringContaining('more tokens than the 51864');
    await expect(readVocabulary(folder, TOKENS)).rejects.toMatchObject({ code: 'E_MODEL_CORRUPT', message });
  });

  test.each(['suppress_ids', 'suppress_ids_begin'])('%s beyond the vocabulary', async (member) => {
    const { folder } = await realModel('tiny.en');
    const other = await mkdtemp(join(tmpdir(), 'offscribe-vocabulary-'));
    await copyFile(join(folder, 'tokenizer.json'), join(other, 'tokenizer.json'));
    await writeFile(join(other, 'config.json'), JSON.stringify({ [member]: [1, TOKENS] }));
    const message = expect.stringContaining('suppressed tokens go beyond the 51864');
    await expect(readVocabulary(other, TOKENS)).rejects.toMatchObject({ code: 'E_MODEL_CORRUPT', message });
    await rm(other, { recursive: true });
  });
});
