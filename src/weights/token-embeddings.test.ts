import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, toHalves } from './number-formats.ts';
import { TokenEmbeddings } from './token-embeddings.ts';

const SIZES = { nVocab: 5, nTextState: 4 };
const VALUES = Float32Array.from({ length: 20 }, (_, at) => (at - 7) / 8);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-embeddings-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('embeddings of tokens', () => {
  it.each([
    ['halves', bytesOf(toHalves(VALUES))],
    ['floats', bytesOf(VALUES)],
  ])('are the rows asked for, in that order, from %s', async (name, bytes) => {
    const embeddings = await TokenEmbeddings.open(await fileOf(name, bytes), SIZES);
    expect([...embeddings.rows([4, 0, 4])]).toEqual([
      ...VALUES.subarray(16),
      ...VALUES.subarray(0, 4),
      ...VALUES.subarray(16),
    ]);
    expect(embeddings.rows([])).toHaveLength(0);
    await embeddings.close();
  });

  it('of a file that was cut short are E_MODEL_CORRUPT, and those before its end are there', async () => {
    const path = await fileOf('short', bytesOf(toHalves(VALUES)).subarray(0, 37));
    const embeddings = await TokenEmbeddings.open(path, SIZES);
    expect([...embeddings.rows([3])]).toEqual([...VALUES.subarray(12, 16)]);
    expect(() => embeddings.rows([4])).toThrow(expect.objectContaining({ code: 'E_MODEL_CORRUPT' }));
    await embeddings.close();
  });
});
