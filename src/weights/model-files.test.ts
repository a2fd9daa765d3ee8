import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWhisper } from '../../tests/fixtures/made-checkpoint.ts';
import { putHuggingFace } from '../../tests/fixtures/made-folders.ts';
import { findModelFiles } from './model-files.ts';
import { openModel } from './readers/open-model.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-model-files-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

async function open(): Promise<void> {
  const { checkpoint } = await openModel(await findModelFiles(folder, 'tiny'));
  await checkpoint.close();
}

describe('a Hugging Face folder', () => {
  it.each([
    ['of another model', { model_type: 'wav2vec2' }, 'says "wav2vec2", not "whisper"'],
    ['with another activation', { activation_function: 'relu' }, 'its activation is "relu", not "gelu"'],
    ['with an output matrix of its own', { tie_word_embeddings: false }, 'is not its token embedding'],
    ['that is quantised', { quantization_config: { bits: 8 } }, 'its weights are quantised'],
  ])('%s is E_MODEL_UNLOADABLE', async (_, change, message) => {
    await putHuggingFace(folder, makeWhisper());
    const path = join(folder, 'config.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change }));
    await expect(open()).rejects.toMatchObject({
      code: 'E_MODEL_UNLOADABLE',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('offscribe models pull base'),
    });
  });

  it('with a shard missing is E_MODEL_NOT_CACHED and names it', async () => {
    await putHuggingFace(folder, makeWhisper(), { shards: 2 });
    await rm(join(folder, 'model-00002-of-00002.safetensors'));
    await expect(open()).rejects.toMatchObject({
      code: 'E_MODEL_NOT_CACHED',
      message: expect.stringContaining('model-00002-of-00002.safetensors'),
    });
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', '{}'],
    ['a file elsewhere', JSON.stringify({ weight_map: { w: '../model.safetensors' } })],
    ['something else than files', JSON.stringify({ weight_map: { w: 7 } })],
  ])('whose list of shards holds %s is E_MODEL_CORRUPT', async (_, list) => {
    await writeFile(join(folder, 'model.safetensors.index.json'), list);
    await expect(open()).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      hint: 'offscribe models pull tiny',
    });
  });
});
