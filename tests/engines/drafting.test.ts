import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TRANSCRIBE_OPTIONS, type TranscribeOptions } from '../../src/engines/index.ts';
import { decodeWindow, type Hypothesis } from '../../src/engines/onnx/decode-window.ts';
import { Drafter } from '../../src/engines/onnx/draft.ts';
import type { LogMel } from '../../src/engines/onnx/log-mel.ts';
import {
  type Checkpoint,
  type Draft,
  feedPrompt,
  startWindow,
} from '../../src/engines/onnx/prompted-window.ts';
import { textBias } from '../../src/engines/onnx/vocabulary.ts';
import { exampleSpeech } from '../real-models.ts';
import { openRealWhisper, type RealWhisper } from '../real-whisper.ts';

/** Windows long and short, seconds. */
const CUTS = [
  [0, 9],
  [9, 11],
] as const;

let large: RealWhisper;
let small: RealWhisper;
let base: Checkpoint;
let tiny: Checkpoint;
let logMel: LogMel;
let windows: readonly Float32Array[];

beforeAll(async () => {
  large = await openRealWhisper('base', 'int8');
  small = await openRealWhisper('tiny.en', 'int8');
  [base, tiny] = [large.checkpoint, small.checkpoint];
  ({ logMel } = large);
  const speech = await exampleSpeech('lighthouse-log.flac', 20);
  windows = CUTS.map(([from, to]) => speech.slice(from * 16_000, to * 16_000));
});
afterAll(async () => {
  await large.close();
  await small.close();
});

/** Texts of all windows by `base`; `over` gives each its draft. */
async function decodeAll(
  some: Partial<TranscribeOptions>,
  over: (samples: Float32Array, work: (draft?: Draft) => Promise<Hypothesis>) => Promise<Hypothesis>,
): Promise<readonly Hypothesis[]> {
  const options = { ...DEFAULT_TRANSCRIBE_OPTIONS, temperatures: [0], ...some };
  const { graphs, vocabulary } = base;
  const lanes = graphs.lanes({ lanes: 1, rows: 1 }, textBias(vocabulary));
  const texts: Hypothesis[] = [];
  for (const [seed, samples] of windows.entries()) {
    const lane = await lanes.take(async (encode) => await encode(await logMel.features(samples)));
    const started = await startWindow(base, lane, { before: [], seed });
    const prompted = await feedPrompt(started, vocabulary.promptAfterStart('en', 'transcribe'));
    const signal = new AbortController().signal;
    const decode = async (draft?: Draft): Promise<Hypothesis> => {
      const window = draft === undefined ? prompted : { ...prompted, draft };
      return await decodeWindow({ checkpoint: base, window, options, signal });
    };
    texts.push(await over(samples, decode));
    lane.release();
  }
  return texts;
}

const known = new Map<string, Promise<readonly Hypothesis[]>>();

/** The texts without a draft. */
async function alone(some: Partial<TranscribeOptions>): Promise<readonly Hypothesis[]> {
  const key = JSON.stringify(some);
  const texts = known.get(key) ?? decodeAll(some, async (_, work) => await work());
  known.set(key, texts);
  return await texts;
}

function draftedBy(drafter: Drafter): Parameters<typeof decodeAll>[1] {
  const window = { language: 'en', task: 'transcribe', before: [] } as const;
  return async (samples, work) => await drafter.over({ ...window, samples }, work);
}

describe('a text that a smaller model drafts', () => {
  it.each<[string, Partial<TranscribeOptions>]>([
    ['greedily', {}],
    ['under a rule that needs all logits', { noRepeatNgramSize: 2, repetitionPenalty: 1.2 }],
    ['with draws after a first attempt', { logProbThreshold: 0, temperatures: [0, 0.6], bestOf: 2 }],
  ])('is the very one, with the same probability, as without a draft, %s', async (_, some) => {
    const drafter = new Drafter({ checkpoint: tiny, logMel }, base.vocabulary);
    expect(await decodeAll(some, draftedBy(drafter))).toEqual(await alone(some));
    expect(drafter.tally.accepted).toBeGreaterThan(0);
  });

  it('costs far fewer runs of the large model than it has tokens, of which over half are drafted', async () => {
    const drafter = new Drafter({ checkpoint: tiny, logMel }, base.vocabulary);
    const texts = await decodeAll({}, draftedBy(drafter));
    const tokens = texts.reduce((sum, text) => sum + text.tokens.length, 0);
    const { drafted, accepted, verifications } = drafter.tally;
    expect(verifications).toBeLessThan(tokens / 2);
    expect(accepted / drafted).toBeGreaterThan(0.5);
  });

  it('is accepted nearly whole where the large model drafts for itself', async () => {
    const drafter = new Drafter({ checkpoint: base, logMel }, base.vocabulary);
    expect(await decodeAll({}, draftedBy(drafter))).toEqual(await alone({}));
    // It catches up two tokens a run, whose roundings are others than one's.
    expect(drafter.tally.accepted / drafter.tally.drafted).toBeGreaterThan(0.9);
  });

  it.each([
    ['proposes one word over and over', (most: number) => new Array<number>(most).fill(1000)],
    ['proposes nothing', () => []],
    ['proposes end of text', (most: number) => new Array<number>(most).fill(50_257)],
  ])('is the same when the draft %s, and none of that is accepted', async (_, propose) => {
    let taken = 0;
    const draft: Draft = {
      propose: async (_text, most) => propose(most),
      note: (_proposed, accepted) => {
        taken += accepted;
      },
    };
    expect(await decodeAll({}, async (_samples, work) => await work(draft))).toEqual(await alone({}));
    expect(taken).toBe(0);
  });
});
