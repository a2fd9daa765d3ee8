import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRandom, makeWhisper, putModel } from '../../tests/fixtures/made-checkpoint.ts';
import { naiveAudio, naiveLogits } from '../../tests/fixtures/naive-whisper.ts';
import { wholeWindow } from '../../tests/fixtures/window-features.ts';
import { openTrustedDigests } from '../platform/index.ts';
import { type DerivedWhisper, deriveWhisper } from './derive-whisper.ts';
import type { WeightPrecision } from './matrices.ts';
import { TokenEmbeddings } from './token-embeddings.ts';

const SIZES = { state: 128, layers: 2, vocabulary: 210, mels: 8, context: 24 };
const BEFORE = [200, 201];
const TEXT = [3, 17, 90, 41];
const TOKENS = [...BEFORE, ...TEXT, 199];
/** Ids below it are text. */
const TEXT_IDS = 199;
const FRAMES = 700;
const model = makeWhisper({ sizes: SIZES, storedAs: 'f16' });
const mel = Float32Array.from({ length: SIZES.mels * 3000 }, makeRandom(3));

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-alignment-'));
});
afterAll(async () => await rm(home, { recursive: true }));

async function derive(
  name: string,
  precision: WeightPrecision,
  heads?: readonly (readonly number[])[],
): Promise<DerivedWhisper> {
  const folder = await putModel(join(home, name), model.file);
  if (heads !== undefined)
    await writeFile(join(folder, 'config.json'), JSON.stringify({ alignment_heads: heads }));
  return await deriveWhisper(folder, { precision, home, digests: openTrustedDigests(home) });
}

async function align(derived: DerivedWhisper): Promise<{ attention: ort.Tensor; logprobs: Float32Array }> {
  const likelihood = await ort.InferenceSession.create(derived.likelihoodPath, { logSeverityLevel: 3 });
  const encoder = await ort.InferenceSession.create(derived.encoderPath, { logSeverityLevel: 3 });
  const alignment = await ort.InferenceSession.create(derived.alignmentPath, { logSeverityLevel: 3 });
  const cross = await encoder.run(wholeWindow(mel, SIZES.mels));
  const long = (values: readonly number[], shape: readonly number[]): ort.Tensor =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape);
  const embeddings = await TokenEmbeddings.open(derived.embeddingsPath, derived.dims);
  const { attention, states } = await alignment.run({
    embedded: new ort.Tensor('float32', embeddings.rows(TOKENS), [1, TOKENS.length, SIZES.state]),
    frames: long([FRAMES], [1]),
    ...cross,
  });
  if (attention === undefined || states === undefined) throw new Error('an output is missing');
  expect(states.dims).toEqual([1, TOKENS.length - 1, SIZES.state]);
  const known = (states.data as Float32Array).slice((BEFORE.length - 1) * SIZES.state);
  const { logprobs } = await likelihood.run({
    states: new ort.Tensor(known.subarray(0, TEXT.length * SIZES.state), [1, TEXT.length, SIZES.state]),
    ids: long(TEXT, [1, TEXT.length]),
    text_ids: long([TEXT_IDS], [1]),
  });
  await embeddings.close();
  await encoder.release();
  await alignment.release();
  await likelihood.release();
  if (logprobs === undefined) throw new Error('an output is missing');
  return { attention, logprobs: logprobs.data as Float32Array };
}

describe('the alignment graph', () => {
  it('gives each next token the log probability of a naive forward pass, among the text tokens', async () => {
    const { logprobs } = await align(await derive('naive', 'f32'));
    const audio = naiveAudio(model, mel);
    expect(logprobs).toHaveLength(TEXT.length);
    for (const [i, found] of logprobs.entries()) {
      const logits = naiveLogits(model, audio, TOKENS.slice(0, BEFORE.length + i));
      const total = Math.log(logits.slice(0, TEXT_IDS).reduce((sum, value) => sum + Math.exp(value), 0));
      expect(found).toBeCloseTo((logits[TEXT[i] ?? 0] ?? Number.NaN) - total, 3);
    }
  });

  it('stays close to that in 8 bits', async () => {
    const exact = await align(await derive('exact', 'f32'));
    const { logprobs } = await align(await derive('exact', 'int8'));
    for (const [i, found] of logprobs.entries())
      expect(Math.abs(found - (exact.logprobs[i] ?? Number.NaN))).toBeLessThan(0.5);
  });

  it('normalises the attention of each head and frame over the tokens', async () => {
    const { attention } = await align(
      await derive('heads', 'f32', [
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
    );
    expect(attention.dims).toEqual([3, TOKENS.length, FRAMES]);
    const data = attention.data as Float32Array;
    for (const head of [0, 1, 2]) {
      for (const frame of [0, 350, FRAMES - 1]) {
        const column = TOKENS.map((_, i) => data[(head * TOKENS.length + i) * FRAMES + frame] ?? Number.NaN);
        const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
        const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
        expect(mean).toBeCloseTo(0, 3);
        expect(variance).toBeCloseTo(1, 2);
      }
    }
  });

  it('shows the heads that the configuration names, in order of their layers', async () => {
    const all = await align(
      await derive('all', 'f32', [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
    );
    const two = await align(
      await derive('two', 'f32', [
        [0, 1],
        [1, 0],
      ]),
    );
    const one = TOKENS.length * FRAMES;
    expect(two.attention.data).toEqual((all.attention.data as Float32Array).slice(one, 3 * one));
  });

  it.each([
    ['names none', undefined],
    ['has an empty list', []],
  ])('shows the heads of the last half of the layers where the configuration %s', async (_, heads) => {
    const usual = await align(await derive(`usual ${heads?.length}`, 'f32', heads));
    const last = await align(
      await derive('last', 'f32', [
        [1, 0],
        [1, 1],
      ]),
    );
    expect(usual.attention.data).toEqual(last.attention.data);
  });

  it('shares the weights of the decoder: the weight file has no tensor twice', async () => {
    const { folder } = await derive('shared', 'int8');
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    const sizes = new Map<string, number>(
      manifest.files.map(({ name, sizeBytes }: { name: string; sizeBytes: number }) => [name, sizeBytes]),
    );
    const stored = [...model.weights.values()].reduce((total, weights) => total + weights.length, 0);
    // A byte each but for what is small; pages are 4 KiB.
    expect(sizes.get('weights.bin')).toBeLessThan(2 * stored);
    expect(sizes.get('embeddings.bin')).toBe(2 * SIZES.vocabulary * SIZES.state);
    expect(sizes.get('alignment.onnx')).toBeLessThan(100_000);
  });
});
