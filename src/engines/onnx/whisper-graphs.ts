/**
 * Whisper graphs: encoder and decoder as two calls. The decoder keeps its own key/value cache per hypothesis, so
 * that several can go on from one prompt, and all share the cross-attention keys and values of their window.
 * A third, which most runs never need, looks where in a window a known text is said.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import { floatData, floats, type GraphSession, integers, type Tensor, type Tensors } from './session.ts';
import type { Attention } from './time-warp.ts';

const HEAD_WIDTH = 64;

/** What the encoder makes of one window: cross-attention keys and values for each decoder layer. */
export type EncodedWindow = Tensors;

/** Decoder state of some hypotheses after some tokens; immutable, so it can be kept and gone on from more than once. */
export interface DecoderState {
  /** Tokens in the cache of each hypothesis. */
  readonly length: number;
  /** Keys and values of every layer, [hypotheses, heads, length, 64]. */
  readonly past: Tensors;
}

/** What is to be looked for in a window. */
export interface AlignmentQuestion {
  /** Start of transcript, prompt, `<|notimestamps|>`, text, end of text. */
  readonly ids: readonly number[];
  /** Encoder positions that hold audio. */
  readonly frames: number;
  /** Ids below this one are text. */
  readonly textIds: number;
}

/** Encoder and decoder of one checkpoint. */
export class WhisperGraphs {
  readonly #encoder: GraphSession;
  readonly #decoder: GraphSession;
  readonly #dims: WhisperDims;
  readonly #openAlignment: () => Promise<GraphSession>;
  #alignment: Promise<GraphSession> | undefined;

  constructor(
    sessions: { encoder: GraphSession; decoder: GraphSession; openAlignment: () => Promise<GraphSession> },
    dims: WhisperDims,
  ) {
    this.#encoder = sessions.encoder;
    this.#decoder = sessions.decoder;
    this.#openAlignment = sessions.openAlignment;
    this.#dims = dims;
  }

  /** Encodes one window; `mel` is [1, nMels, 3000]. One window a call: a batch gains nothing and would couple rows. */
  async encode(mel: Tensor): Promise<EncodedWindow> {
    return await this.#encoder.run({ mel });
  }

  /** The state of one hypothesis before any token. */
  emptyState(): DecoderState {
    const past: Record<string, Tensor> = {};
    for (let layer = 0; layer < this.#dims.nTextLayer; layer += 1) {
      past[`past_key_${layer}`] = floats(new Float32Array(0), [1, this.#dims.nTextHead, 0, HEAD_WIDTH]);
      past[`past_value_${layer}`] = floats(new Float32Array(0), [1, this.#dims.nTextHead, 0, HEAD_WIDTH]);
    }
    return { length: 0, past };
  }

  /**
   * Feeds every hypothesis of a window its tokens, as many to each; gives, for each, the logits [nVocab] of the position
   * after its last token, and the new state.
   */
  async step(
    window: EncodedWindow,
    state: DecoderState,
    tokens: readonly (readonly number[])[],
  ): Promise<{ logits: readonly Float32Array[]; state: DecoderState }> {
    const count = tokens[0]?.length ?? 0;
    const out = await this.#decoder.run({
      ids: integers(tokens.flat(), [tokens.length, count]),
      offset: integers([state.length], []),
      ...window,
      ...state.past,
    });
    const past: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(out)) {
      if (name.startsWith('present_')) past[name.replace('present_', 'past_')] = tensor;
    }
    const all = floatData(out, 'logits');
    const { nVocab } = this.#dims;
    const logits = tokens.map((_, row) => all.subarray(row * nVocab, (row + 1) * nVocab));
    return { logits, state: { length: state.length + count, past } };
  }

  /** Where each of the ids is said, and the log probability of each but the first among all text. */
  async align(
    window: EncodedWindow,
    { ids, frames, textIds }: AlignmentQuestion,
  ): Promise<{ attention: Attention; logprobs: Float32Array }> {
    this.#alignment ??= this.#openAlignment();
    const session = await this.#alignment;
    const out = await session.run({
      ids: integers(ids, [1, ids.length]),
      frames: integers([frames], [1]),
      text_ids: integers([textIds], [1]),
      ...window,
    });
    const data = floatData(out, 'attention');
    const tokens = ids.length;
    const heads = data.length / (tokens * frames);
    return { attention: { data, heads, tokens, frames }, logprobs: floatData(out, 'logprobs') };
  }

  /** Frees all graphs. */
  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
    await (await this.#alignment)?.release();
  }
}

/**
 * The state with these hypotheses, in this order: one may come several times, or not at all. Copies in memory, in this
 * process, and only when something changes: greedy search never pays for it, as it would for a gathering in the graph.
 */
export function selectHypotheses(state: DecoderState, rows: readonly number[]): DecoderState {
  const count = Object.values(state.past)[0]?.dims[0] ?? 0;
  if (rows.length === count && rows.every((row, place) => row === place)) return state;
  const past: Record<string, Tensor> = {};
  for (const name of Object.keys(state.past)) {
    const from = floatData(state.past, name);
    const size = from.length / count;
    const to = new Float32Array(size * rows.length);
    for (const [place, row] of rows.entries())
      to.set(from.subarray(row * size, (row + 1) * size), place * size);
    past[name] = floats(to, [rows.length, ...(state.past[name]?.dims.slice(1) ?? [])]);
  }
  return { length: state.length, past };
}
