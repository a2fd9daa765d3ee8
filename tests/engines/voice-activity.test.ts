import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeardSpeech, hearAll, loadVoiceActivityDetector } from '../../src/engines/index.ts';
import { floatData, floats, type GraphSession, openSession } from '../../src/engines/onnx/session.ts';
import { sileroGraph } from '../../src/weights/index.ts';
import { MADE_SOUNDS } from '../fixtures/made-sounds.ts';
import { exampleSpeech, realModel } from '../real-models.ts';

const GRAPH_FILE = 'silero_vad_16k_sequence.onnx';
const FRAME = 512;
const CONTEXT = 64;
const TOLERANCE = 1e-4;

let published: Buffer;
let theirs: GraphSession;
let ours: GraphSession;
let scratch: string;
beforeAll(async () => {
  const { folder } = await realModel('silero-vad');
  published = await readFile(join(folder, GRAPH_FILE));
  const rewritten = sileroGraph(published);
  if (rewritten === undefined) throw new Error('the published graph is not the known one');
  theirs = await openSession(published, 1);
  ours = await openSession(rewritten, 1);
  scratch = await mkdtemp(join(tmpdir(), 'offscribe-vad-'));
});
afterAll(async () => {
  await theirs.release();
  await ours.release();
  await rm(scratch, { recursive: true });
});

/** Probabilities of all frames, so many frames a call. */
async function probabilities(session: GraphSession, pcm: Float32Array, perCall: number): Promise<number[]> {
  const frames = Math.ceil(pcm.length / FRAME);
  const padded = new Float32Array(CONTEXT + frames * FRAME);
  padded.set(pcm, CONTEXT);
  const found: number[] = [];
  let [h, c] = [floats(new Float32Array(128), [1, 1, 128]), floats(new Float32Array(128), [1, 1, 128])];
  for (let first = 0; first < frames; first += perCall) {
    const count = Math.min(perCall, frames - first);
    const input = new Float32Array(count * (CONTEXT + FRAME));
    for (let frame = 0; frame < count; frame += 1) {
      const start = (first + frame) * FRAME;
      input.set(padded.subarray(start, start + CONTEXT + FRAME), frame * (CONTEXT + FRAME));
    }
    const out = await session.run({ input: floats(input, [count, CONTEXT + FRAME]), h, c });
    [h, c] = [out['hn'] ?? h, out['cn'] ?? c];
    found.push(...floatData(out, 'speech_probs'));
  }
  return found;
}

const worst = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? Infinity))), 0);

describe('the rewritten graph', () => {
  it('gives the probabilities of the published one on speech', async () => {
    for (const file of ['museum-guide.mp3', 'lighthouse-log.flac']) {
      const pcm = await exampleSpeech(file, 30);
      const expected = await probabilities(theirs, pcm, 100);
      expect(Math.max(...expected)).toBeGreaterThan(0.9);
      expect(worst(await probabilities(ours, pcm, 100), expected)).toBeLessThan(TOLERANCE);
    }
  });

  for (const [name, make] of Object.entries(MADE_SOUNDS)) {
    it(`gives the probabilities of the published one on ${name}`, async () => {
      const pcm = make(4);
      const expected = await probabilities(theirs, pcm, 100);
      expect(worst(await probabilities(ours, pcm, 100), expected)).toBeLessThan(TOLERANCE);
    });
  }

  it('gives the same probabilities however many frames a call takes', async () => {
    const pcm = await exampleSpeech('museum-guide.mp3', 8);
    const whole = await probabilities(ours, pcm, Infinity);
    for (const perCall of [1, 7, 128])
      expect(worst(await probabilities(ours, pcm, perCall), whole)).toBeLessThan(TOLERANCE);
  });
});

/** A model folder with that graph in it. */
async function folderWith(name: string, model: Uint8Array): Promise<string> {
  const folder = join(scratch, name);
  await mkdir(folder);
  await writeFile(join(folder, GRAPH_FILE), model);
  return folder;
}

async function listenIn(folder: string, pcm: Float32Array): Promise<HeardSpeech> {
  const detector = await loadVoiceActivityDetector(folder);
  try {
    async function* pieces(): AsyncGenerator<Float32Array> {
      for (let at = 0; at < pcm.length; at += 5000) yield pcm.subarray(at, at + 5000);
    }
    return await hearAll(detector, pieces(), new AbortController().signal);
  } finally {
    await detector.close();
  }
}

/** The published graph with one tensor under another name wherever it is mentioned: it means the same, but is not known. */
function unknownGraph(): Buffer {
  return Buffer.from(published.toString('latin1').replaceAll('output.bias', 'output.bent'), 'latin1');
}

describe('a graph that is not the known one', () => {
  it('is not rewritten: other operators, a tensor of another shape, a file cut short, no model at all', () => {
    expect(sileroGraph(unknownGraph())).toBeUndefined();
    const reshaped = Buffer.from(published);
    // The name of the tensor of one float, behind its shape and type (fields 1 and 2 of a TensorProto).
    const at = reshaped.lastIndexOf(Buffer.from([0x08, 1, 0x10, 1, 0x42, 11, ...Buffer.from('output.bias')]));
    expect(at).toBeGreaterThan(0);
    reshaped[at + 1] = 2;
    expect(sileroGraph(reshaped)).toBeUndefined();
    expect(sileroGraph(published.subarray(0, published.length / 2))).toBeUndefined();
    expect(sileroGraph(new Uint8Array())).toBeUndefined();
    expect(sileroGraph(Buffer.from('{"not": "protobuf"}'))).toBeUndefined();
  });

  it('is run as it is, and hears the same regions', async () => {
    const pcm = await exampleSpeech('museum-guide.mp3');
    const known = await listenIn(await folderWith('known', published), pcm);
    expect(known.regions.length).toBeGreaterThan(1);
    expect(await listenIn(await folderWith('unknown', unknownGraph()), pcm)).toEqual(known);
  });

  it('is refused by name when it cannot be run', async () => {
    const refusal = { code: 'E_ENGINE_FAILED', message: expect.stringContaining(GRAPH_FILE) };
    await expect(loadVoiceActivityDetector(join(scratch, 'absent'))).rejects.toMatchObject(refusal);
    const cut = await folderWith('cut', published.subarray(0, 1000));
    await expect(loadVoiceActivityDetector(cut)).rejects.toMatchObject(refusal);
  });
});
