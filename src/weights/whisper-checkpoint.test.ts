import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeWhisper, writeCheckpoint } from '../../tests/fixtures/made-checkpoint.ts';
import { corruptErrorFor } from './checkpoint.ts';
import { openCtranslate2 } from './readers/ctranslate2.ts';
import { inspectWhisper, type WhisperDims } from './whisper-checkpoint.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-whisper-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

async function inspect(bytes: Uint8Array): Promise<WhisperDims> {
  const path = join(folder, 'model.bin');
  await writeFile(path, bytes);
  const corrupt = corruptErrorFor(path, 'base');
  const checkpoint = await openCtranslate2(path, corrupt);
  try {
    return await inspectWhisper(checkpoint, corrupt);
  } finally {
    await checkpoint.close();
  }
}

/** The file with the first occurrence of a name changed, which takes that tensor away. */
function without(file: Uint8Array, name: string): Uint8Array {
  const bytes = Buffer.from(file);
  bytes.write('x', bytes.indexOf(`${name}\0`));
  return bytes;
}

it('reads the sizes off the tensors', async () => {
  const { file } = makeWhisper({ sizes: { state: 128, layers: 2, vocabulary: 70, mels: 4, context: 12 } });
  expect(await inspect(file)).toEqual({
    nMels: 4,
    nAudioCtx: 1500,
    nAudioState: 128,
    nAudioHead: 2,
    nAudioLayer: 2,
    nVocab: 70,
    nTextCtx: 12,
    nTextState: 128,
    nTextHead: 2,
    nTextLayer: 2,
  });
});

it.each([
  'encoder/conv2/bias',
  'encoder/layer_0/ffn/linear_1/weight',
  'decoder/layer_0/attention/linear_1/bias',
])('names the tensor %s when it is absent', async (name) => {
  await expect(inspect(without(makeWhisper().file, name))).rejects.toMatchObject({
    code: 'E_MODEL_CORRUPT',
    hint: 'offscribe models pull base',
    message: expect.stringContaining(`its tensor ${name} is absent`),
  });
});

it('refuses another kind of model', async () => {
  const tensor = { name: 'w', shape: [1], type: 1, bytes: Uint8Array.of(1) };
  await expect(inspect(writeCheckpoint({ spec: 'TransformerSpec', tensors: [tensor] }))).rejects.toThrow(
    'it holds a "TransformerSpec", not a Whisper model',
  );
});

it('refuses a model that computes something else, such as another activation', async () => {
  const bytes = Buffer.from(makeWhisper().file);
  const name = 'decoder/activation\0';
  // After the name: u8 rank 0, u8 type, u32 bytes, the value.
  bytes[bytes.indexOf(name) + name.length + 6] = 0;
  await expect(inspect(bytes)).rejects.toThrow(
    'its setting decoder/activation is 0; only 3 can be converted',
  );
});
