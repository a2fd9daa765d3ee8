import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../src/engines/engine.ts';
import { KNOWN_WORDS, knownSpeech } from '../../src/engines/index.ts';
import { LogMel } from '../../src/engines/onnx/log-mel.ts';
import type { Checkpoint } from '../../src/engines/onnx/prompted-window.ts';
import { hasHollow, withSaidSpans } from '../../src/engines/onnx/said-spans.ts';
import { type GraphSession, openSession } from '../../src/engines/onnx/session.ts';
import { readVocabulary } from '../../src/engines/onnx/vocabulary.ts';
import { WhisperGraphs } from '../../src/engines/onnx/whisper-graphs.ts';
import type { WindowOutcome } from '../../src/engines/onnx/window-events.ts';
import { withoutEchoes } from '../../src/engines/truth/echoes.ts';
import { deriveWhisper } from '../../src/weights/index.ts';
import { DIGESTS, HOME, realModel } from '../real-models.ts';

let checkpoint: Checkpoint;
let logMel: LogMel;
beforeAll(async () => {
  const { folder } = await realModel('tiny.en');
  const derived = await deriveWhisper(folder, { precision: 'int8', home: HOME, digests: DIGESTS });
  const encoder = await openSession(derived.encoderPath, 2);
  const decoder = await openSession(derived.decoderPath, 2);
  const openAlignment = async (): Promise<GraphSession> => await openSession(derived.alignmentPath, 2);
  const openVerifier = async (): Promise<GraphSession> => await openSession(derived.verifierPath, 2);
  const graphs = new WhisperGraphs({ encoder, decoder, openAlignment, openVerifier }, derived.dims);
  const vocabulary = await readVocabulary(folder, derived.dims.nVocab);
  checkpoint = { graphs, vocabulary, nTextCtx: derived.dims.nTextCtx };
  logMel = await LogMel.open(derived.dims.nMels, 2);
});
afterAll(async () => {
  await checkpoint.graphs.release();
  await logMel.release();
});

/** Pieces of the known sentence, each at its second. */
function laid(seconds: number, pieces: readonly { from: number; to: number; at: number }[]): Float32Array {
  const speech = knownSpeech();
  const samples = new Float32Array(seconds * 16_000);
  for (const { from, to, at } of pieces)
    samples.set(speech.subarray(from * 16_000, to * 16_000), at * 16_000);
  return samples;
}

/** Texts that a second look finds, each where it does, and how many of them stay beside the sentence told once of all. */
async function kept(
  samples: Float32Array,
  found: readonly { text: string; start: number; end: number }[],
): Promise<readonly string[]> {
  const seconds = samples.length / 16_000;
  const window = {
    pieces: [{ startSamples: 0, endSamples: samples.length, atSamples: 0 }],
    lengthSamples: samples.length,
  };
  const scores = { avgLogprob: -0.3, compressionRatio: 1, noSpeechProb: 0, temperature: 0 };
  const event = (span: { text: string; start: number; end: number }): EngineEvent => {
    const tokens = checkpoint.vocabulary.encode(` ${span.text}`);
    return { type: 'segment', segment: { ...span, tokens, ...scores } };
  };
  const events = [event({ text: KNOWN_WORDS, start: 0, end: seconds })];
  const outcome: WindowOutcome = { events, hasHole: false, isInvented: false, lettersKept: 24 };
  expect(hasHollow(outcome)).toBe(true);
  const encoded = await checkpoint.graphs.encode(await logMel.features(samples));
  const decoded = { window, samples, encoded, outcome, prompt: [], language: 'en' };
  const placed = await withSaidSpans({ checkpoint, lateness: 0 }, decoded);
  const said = placed.events.flatMap((one) => (one.type === 'segment' && one.said ? [one.said] : []));
  expect(said.flat().map(({ text }) => text)).toHaveLength(6);
  return withoutEchoes(found.map(event), said).flatMap((one) =>
    one.type === 'segment' ? [one.segment.text] : [],
  );
}

describe('speech under a text that is far too short for its time', () => {
  it('is not written twice where attention finds the same words of a slow text there', async () => {
    const samples = laid(10, [
      { from: 0, to: 0.63, at: 0.2 },
      { from: 0.63, to: 1.16, at: 4.6 },
      { from: 1.16, to: 1.85, at: 9 },
    ]);
    const found = [{ text: 'The door.', start: 8.9, end: 9.9 }];
    expect(await kept(samples, found)).toEqual([]);
  });

  it('is written again where the sentence was said again', async () => {
    const again = [3.2, 6.2, 9.2];
    const samples = laid(
      12,
      [0.2, ...again].map((at) => ({ from: 0, to: 1.85, at })),
    );
    const found = again.map((start) => ({ text: KNOWN_WORDS, start, end: start + 1.9 }));
    expect(await kept(samples, found)).toEqual([KNOWN_WORDS, KNOWN_WORDS, KNOWN_WORDS]);
  });
});
