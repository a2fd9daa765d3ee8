import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWhisper, putModel } from '../../../tests/fixtures/made-checkpoint.ts';
import { putHuggingFace, putMlx } from '../../../tests/fixtures/made-folders.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { corruptErrorOf, findModelFiles } from '../model-files.ts';
import { bytesOf } from '../number-formats.ts';
import { expectedTensors, inspectWhisper } from '../whisper-checkpoint.ts';
import { openModel } from './open-model.ts';

const SIZES = { state: 128, layers: 2, vocabulary: 90, mels: 5, context: 12 };
const made = makeWhisper({ sizes: SIZES, storedAs: 'f16' });
const POSITIONS = 'encoder/position_encodings/encodings';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'offscribe-mapped-'));
});
afterAll(async () => await rm(root, { recursive: true }));

async function open(folder: string): Promise<Checkpoint> {
  const { checkpoint } = await openModel(await findModelFiles(folder, 'tiny.en'));
  return checkpoint;
}

/** A test that compares arrays item by item takes seconds for a thousand of them. */
function sameBits(a: Float32Array, b: Float32Array): boolean {
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

const FOLDERS: readonly (readonly [string, (folder: string) => Promise<string>])[] = [
  ['model.safetensors of halves', async (folder) => await putHuggingFace(folder, made, { storedAs: 'f16' })],
  [
    'three shards of halves',
    async (folder) => await putHuggingFace(folder, made, { storedAs: 'f16', shards: 3 }),
  ],
  ['weights.npz', async (folder) => await putMlx(folder, made, { positions: true })],
  [
    'weights.safetensors',
    async (folder) => await putMlx(folder, made, { file: 'weights.safetensors', positions: true }),
  ],
  [
    'model.safetensors of MLX',
    async (folder) => await putMlx(folder, made, { file: 'model.safetensors', positions: true }),
  ],
];

describe.each(FOLDERS)('%s', (name, put) => {
  it('is the checkpoint that model.bin is: sizes, shapes, and any rows bit for bit', async () => {
    const folder = await put(join(root, name));
    const files = await findModelFiles(folder, 'tiny.en');
    const other = await open(folder);
    const own = await open(await putModel(join(root, 'ct2'), made.file));
    const dims = await inspectWhisper(own, corruptErrorOf(files));
    expect(await inspectWhisper(other, corruptErrorOf(files))).toEqual(dims);
    for (const [tensor, shape] of expectedTensors(dims)) {
      expect(other.find(tensor), tensor).toMatchObject({ format: 'f16', shape });
      expect(Buffer.compare(await other.readRaw(tensor), await own.readRaw(tensor)), tensor).toBe(0);
    }
    const tensors = fc.constantFrom(...expectedTensors(dims));
    await fc.assert(
      fc.asyncProperty(tensors, fc.nat(), fc.nat(), async ([tensor, [rows = 1]], a, b) => {
        const start = a % rows;
        const range = { start, end: start + 1 + (b % (rows - start)) };
        expect(sameBits(await other.readFloats(tensor, range), await own.readFloats(tensor, range))).toBe(
          true,
        );
      }),
      { numRuns: 300 },
    );
    await other.close();
    await own.close();
  });
});

it.each(['f32', 'bf16'] as const)('%s weights of Hugging Face are read as they are', async (storedAs) => {
  const exact = makeWhisper({ sizes: SIZES, storedAs });
  const checkpoint = await open(await putHuggingFace(join(root, storedAs), exact, { storedAs }));
  for (const [name, values] of exact.weights) {
    expect(checkpoint.find(name)?.format).toBe(storedAs);
    expect(sameBits(await checkpoint.readFloats(name), values), name).toBe(true);
  }
  await checkpoint.close();
});

it('encoder positions that MLX leaves out are the sinusoids that it computes, as halves', async () => {
  const checkpoint = await open(await putMlx(join(root, 'computed'), made));
  expect(checkpoint.find(POSITIONS)).toMatchObject({ format: 'f16', shape: [1500, SIZES.state] });
  const values = await checkpoint.readFloats(POSITIONS);
  const half = SIZES.state / 2;
  const largest = values.reduce((worst, value, index) => {
    const [position, i] = [Math.floor(index / SIZES.state), index % SIZES.state];
    const angle = position * Math.exp((-Math.log(10_000) / (half - 1)) * (i % half));
    return Math.max(worst, Math.abs(value - (i < half ? Math.sin(angle) : Math.cos(angle))));
  }, 0);
  expect(largest).toBeLessThan(2 ** -10);
  const rows = await checkpoint.readFloats(POSITIONS, { start: 7, end: 9 });
  expect(sameBits(rows, values.slice(7 * SIZES.state, 9 * SIZES.state))).toBe(true);
  await checkpoint.close();
});
