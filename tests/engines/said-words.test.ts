import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../src/engines/engine.ts';
import { KNOWN_WORDS, knownSpeech } from '../../src/engines/index.ts';
import { LogMel } from '../../src/engines/onnx/log-mel.ts';
import type { Checkpoint } from '../../src/engines/onnx/prompted-window.ts';
import { hasDoubtfulWords, withoutInvented } from '../../src/engines/onnx/said-words.ts';
import { type GraphSession, openSession } from '../../src/engines/onnx/session.ts';
import { readVocabulary } from '../../src/engines/onnx/vocabulary.ts';
import { WhisperGraphs } from '../../src/engines/onnx/whisper-graphs.ts';
import type { WindowOutcome } from '../../src/engines/onnx/window-events.ts';
import { listenTo } from '../../src/engines/truth/window-sound.ts';
import { deriveWhisper } from '../../src/weights/index.ts';
import { DIGESTS, HOME, realModel } from '../real-models.ts';

const SILENCE_SEC = 6;
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

/** A sentence and silence behind it, in one segment that holds `text` after the sentence. */
async function heard(text: string): Promise<readonly EngineEvent[]> {
  const speech = knownSpeech();
  const samples = new Float32Array(speech.length + SILENCE_SEC * 16_000);
  samples.set(speech);
  const window = {
    pieces: [{ startSamples: 0, endSamples: samples.length, atSamples: 0 }],
    lengthSamples: samples.length,
  };
  const likely = [{ start: 0, end: speech.length / 16_000 }];
  const said = `${KNOWN_WORDS}${text}`;
  const scores = { avgLogprob: -0.3, compressionRatio: 1, noSpeechProb: 0, temperature: 0 };
  const tokens = checkpoint.vocabulary.encode(` ${said}`);
  const segment = { start: 0, end: samples.length / 16_000, text: said, tokens, ...scores };
  const outcome: WindowOutcome = {
    events: [{ type: 'segment', segment }],
    hasHole: false,
    isInvented: false,
    lettersKept: said.length,
  };
  expect(hasDoubtfulWords(outcome, likely)).toBe(true);
  const encoded = await checkpoint.graphs.encode(await logMel.features(samples));
  const sound = listenTo(window, samples, likely);
  const doubted = { window, samples, encoded, outcome, prompt: [], language: 'en', sound };
  return (await withoutInvented({ checkpoint, lateness: 0 }, doubted, likely)).events;
}

const tokensOf = (events: readonly EngineEvent[]): number[] =>
  events.flatMap((event) => {
    if (event.type === 'segment') return [...event.segment.tokens];
    return event.type === 'removal' ? [...event.removal.tokens] : [];
  });

describe('a segment that reaches far into silence', () => {
  it('keeps what was said, and its words stay on the speech', async () => {
    const events = await heard('');
    expect(events.map(({ type }) => type)).toEqual(['segment']);
  });

  it('loses the stock phrase in the silence, which becomes a removal; every token is in one of both', async () => {
    const events = await heard(' Thank you.');
    expect(events).toMatchObject([
      { type: 'segment', segment: { text: KNOWN_WORDS } },
      { type: 'removal', removal: { text: 'Thank you.', rule: 'invented-words' } },
    ]);
    const [said] = events;
    if (said?.type !== 'segment') throw new Error('no segment');
    expect(said.segment.end).toBeLessThan(knownSpeech().length / 16_000 + 1);
    const all = checkpoint.vocabulary.encode(` ${KNOWN_WORDS} Thank you.`);
    expect(tokensOf(events)).toEqual(all);
  });
});
