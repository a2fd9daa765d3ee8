import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { AudioSlots } from '../../src/engines/onnx/audio-slots.ts';
import { runStep } from '../../src/engines/onnx/decoder-step.ts';
import { Encoder, thinningFor } from '../../src/engines/onnx/encoder.ts';
import { KeyCache } from '../../src/engines/onnx/key-cache.ts';
import { LogMel } from '../../src/engines/onnx/log-mel.ts';
import type { Outlook } from '../../src/engines/onnx/outlook.ts';
import { type GraphSession, openSession, type Tensor, type Tensors } from '../../src/engines/onnx/session.ts';
import { readVocabulary } from '../../src/engines/onnx/vocabulary.ts';
import { type DerivedWhisper, deriveWhisper, TokenEmbeddings } from '../../src/weights/index.ts';
import { featureBytes } from '../fixtures/window-features.ts';
import { DIGESTS, exampleSpeech, realModel } from '../real-models.ts';
import { peerPython } from './peer-python.ts';

/**
 * Largest difference allowed between our f32 logits and the peer's, over all tokens of all steps. Logits run from
 * about -20 to 40; both sides add the same float products in different orders.
 */
const TOLERANCE = 0.001;
const STEPS = 8;
const SCRIPT = fileURLToPath(new URL('logits.py', import.meta.url));
/** An empty home, so that every conversion here really starts from `model.bin`. */
const home = mkdtempSync(join(tmpdir(), 'offscribe-logits-'));
const python = peerPython();

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A decoder fed [batch][n] tokens after nothing, one of each row at a time; its last logits, [vocabulary] for each row. */
async function decode(
  derived: DerivedWhisper,
  windows: readonly Tensors[],
  tokens: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const session = await openSession(derived.decoderPath, 2);
  const openVerifier = async (): Promise<GraphSession> => await openSession(derived.verifierPath, 2);
  const { dims } = derived;
  const embeddings = await TokenEmbeddings.open(derived.embeddingsPath, dims);
  const decoder = { session, openVerifier, dims, embeddings, textBias: new Float32Array(1) };
  const slots = new AudioSlots(windows.length);
  for (const [slot, window] of windows.entries()) slots.put(slot, window);
  const cache = new KeyCache(dims, tokens.length);
  let outlooks: readonly Outlook[] = [];
  for (let at = 0; at < (tokens[0]?.length ?? 0); at += 1) {
    outlooks = await runStep(decoder, {
      audio: slots.tensors(0, windows.length),
      cache,
      firstRow: 0,
      tokens: tokens.map((row) => row.slice(at, at + 1)),
      lengths: tokens.map(() => at),
      readings: tokens.map(() => 'all'),
      count: 1,
    });
  }
  await session.release();
  await embeddings.close();
  return outlooks.map((outlook) => (outlook.kind === 'all' ? outlook.logits.slice() : new Float32Array(0)));
}

function sameBits(a: Float32Array | undefined, b: Float32Array | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return Buffer.compare(new Uint8Array(a.slice().buffer), new Uint8Array(b.slice().buffer)) === 0;
}

async function encode(derived: DerivedWhisper, mel: Tensor): Promise<Tensors> {
  const encoder = new Encoder(await openSession(derived.encoderPath, 2), thinningFor(derived.precision));
  const window = await encoder.encode(mel);
  await encoder.release();
  return window;
}

describe.each(['tiny.en', 'base'])('%s from model.bin', (name) => {
  it.skipIf(python === undefined)(`f32 logits agree with CTranslate2 within ${TOLERANCE}`, async () => {
    const { folder } = await realModel(name);
    const derived = await deriveWhisper(folder, { precision: 'f32', home, digests: DIGESTS });
    const vocabulary = await readVocabulary(folder, derived.dims.nVocab);
    const logMel = await LogMel.open(derived.dims.nMels, 2);
    const mel = await logMel.features(await exampleSpeech('lighthouse-log.flac', 30));
    const prompt = [
      vocabulary.startOfTranscript,
      ...vocabulary.promptAfterStart('en', 'transcribe'),
      vocabulary.noTimestamps,
    ];
    const files = { mel: join(home, `${name}.mel`), out: join(home, `${name}.logits`) };
    writeFileSync(files.mel, featureBytes(mel));
    const args = [
      SCRIPT,
      folder,
      files.mel,
      files.out,
      '--prompt',
      prompt.join(','),
      '--steps',
      String(STEPS),
    ];
    const { tokens } = JSON.parse(execFileSync(python ?? '', args, { encoding: 'utf8' }));
    const bytes = readFileSync(files.out);
    const expected = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

    const window = await encode(derived, mel);
    let worst = 0;
    for (let step = 0; step < STEPS; step += 1) {
      const [logits] = await decode(derived, [window], [[...prompt, ...tokens.slice(0, step)]]);
      const row = expected.subarray(step * derived.dims.nVocab, (step + 1) * derived.dims.nVocab);
      for (const [id, value] of (logits ?? new Float32Array()).entries()) {
        worst = Math.max(worst, Math.abs(value - (row[id] ?? Number.NaN)));
      }
    }
    process.stdout.write(
      `${name}: largest f32 logit difference from the peer over ${STEPS} steps: ${worst.toExponential(2)}\n`,
    );
    expect(worst).toBeLessThanOrEqual(TOLERANCE);
    await logMel.release();
  });

  it.each(['any', 'vnni'] as const)(
    '8-bit logits of a window are bit-equal alone and in any batch, for %s processors',
    async (kernels) => {
      const { folder } = await realModel(name);
      const derived = await deriveWhisper(folder, { precision: 'int8', kernels, home, digests: DIGESTS });
      const speech = await exampleSpeech('lighthouse-log.flac');
      const logMel = await LogMel.open(derived.dims.nMels, 2);
      const windows: Tensors[] = [];
      for (const at of [0, 0.2, 0.4, 0.6]) {
        windows.push(
          await encode(derived, await logMel.features(speech.slice(Math.floor(speech.length * at)))),
        );
      }
      await logMel.release();
      const rows = windows.map((window, i) => ({
        window,
        tokens: [50_257 + (name === 'base' ? 1 : 0), 100 + i, 2000 * (i + 1), 7],
      }));
      const alone = await Promise.all(
        rows.map(async ({ window, tokens }) => (await decode(derived, [window], [tokens]))[0]),
      );
      for (const order of [
        [0, 1],
        [3, 2, 1, 0],
        [1, 1, 2],
        [2, 0, 3, 1, 0, 2, 1, 3],
      ]) {
        const batch = order.map((index) => rows[index] ?? { window: {}, tokens: [] });
        const together = await decode(
          derived,
          batch.map((row) => row.window),
          batch.map((row) => row.tokens),
        );
        for (const [place, index] of order.entries())
          expect(sameBits(together[place], alone[index])).toBe(true);
      }
    },
  );
});
