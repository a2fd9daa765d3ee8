import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TRANSCRIBE_OPTIONS, type TranscribeOptions } from '../../src/engines/index.ts';
import { decodeWindow, type Hypothesis } from '../../src/engines/onnx/decode-window.ts';
import type { LogMel } from '../../src/engines/onnx/log-mel.ts';
import { type Checkpoint, startWindow } from '../../src/engines/onnx/prompted-window.ts';
import { textBias } from '../../src/engines/onnx/vocabulary.ts';
import { exampleSpeech } from '../real-models.ts';
import { openRealWhisper, type RealWhisper } from '../real-whisper.ts';

/** Windows of very different lengths, so that lanes become free at different times; seconds. */
const CUTS = [
  [0, 18],
  [3, 5],
  [1, 12],
  [9, 11],
  [2, 17],
  [12, 19],
  [0, 4],
] as const;

let whisper: RealWhisper;
let checkpoint: Checkpoint;
let logMel: LogMel;
let windows: readonly Float32Array[];

beforeAll(async () => {
  whisper = await openRealWhisper('tiny.en', 'int8');
  ({ checkpoint, logMel } = whisper);
  const speech = await exampleSpeech('lighthouse-log.flac', 20);
  windows = CUTS.map(([from, to]) => speech.slice(from * 16_000, to * 16_000));
});
afterAll(async () => await whisper.close());

/** The text of every window, `lanes` of them at once. */
async function decodeAll(options: TranscribeOptions, lanes: number): Promise<readonly Hypothesis[]> {
  const { graphs, vocabulary } = checkpoint;
  const shared = graphs.lanes({ lanes, rows: options.beamSize ?? 1 }, textBias(vocabulary));
  const signal = new AbortController().signal;
  return await Promise.all(
    windows.map(async (samples, seed) => {
      const lane = await shared.take(async (encode) => await encode(await logMel.features(samples)));
      try {
        const window = await startWindow(checkpoint, lane, { before: [], seed });
        return await decodeWindow({ checkpoint, window, options, signal });
      } finally {
        lane.release();
      }
    }),
  );
}

describe('windows that are decoded at once', () => {
  // The second makes every attempt fail, so that each window goes on to draws, in rows of its own or in the beam's.
  it.each<[string, Partial<TranscribeOptions>]>([
    ['greedily', {}],
    [
      'with draws of its own after a first attempt',
      { logProbThreshold: 0, temperatures: [0, 0.6], bestOf: 2 },
    ],
    ['by beam search', { beamSize: 3 }],
    [
      'by beam search and draws in the same rows',
      { beamSize: 2, bestOf: 2, logProbThreshold: 0, temperatures: [0, 0.6] },
    ],
    ['under a rule that needs all logits', { noRepeatNgramSize: 3 }],
  ])('have the very texts and probabilities that each has alone, %s', async (_, some) => {
    const options = { ...DEFAULT_TRANSCRIBE_OPTIONS, ...some };
    const alone = await decodeAll(options, 1);
    expect(new Set(alone.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(3);
    expect(await decodeAll(options, 3)).toEqual(alone);
    expect(await decodeAll(options, 7)).toEqual(alone);
  });

  it('go on without one that fails', async () => {
    const { graphs, vocabulary } = checkpoint;
    const shared = graphs.lanes({ lanes: 2, rows: 1 }, textBias(vocabulary));
    const failing = await shared.take(async () => {});
    const mel = await logMel.features(windows[1] as Float32Array);
    const going = await shared.take(async (encode) => await encode(mel));
    const logits = startWindow(checkpoint, going, { before: [], seed: 0 });
    failing.release();
    expect((await logits).logits).toHaveLength(51_864);
    going.release();
  });

  it('tell who waits for one of a window that cannot be encoded, ahead or not, and go on', async () => {
    const { graphs, vocabulary } = checkpoint;
    const shared = graphs.lanes({ lanes: 1, rows: 1 }, textBias(vocabulary));
    const mel = await logMel.features(windows[1] as Float32Array);
    const encoded: number[] = [];
    const wait = async (turn: number): Promise<void> => {
      const lane = await shared.take(async (encode) => {
        await encode(mel);
        encoded.push(turn);
        if (turn % 2 === 1) throw new Error(`window ${turn}`);
      });
      const { logits } = await startWindow(checkpoint, lane, { before: [], seed: 0 });
      expect(logits).toHaveLength(51_864);
      lane.release();
    };
    const ends = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(wait));
    expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, false, true, false]);
    expect(encoded).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
