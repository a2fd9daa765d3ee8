/**
 * Whisper graphs: encoder and decoder as two calls. The decoder keeps its own key/value cache per hypothesis, so
 * that several can go on from one prompt, and all share the cross-attention keys and values of their window.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import { floatData, floats, type GraphSession, integers, type Tensor, type Tensors } from './session.ts';

const HEAD_WIDTH = 64;

/** What the encoder makes of one window: cross-attention keys and values for each decoder layer. */
export type EncodedWindow = Tensors;

/** Decoder state after some tokens; immutable, so it can be kept and gone on from more than once. */
export interface DecoderState {
  /** Tokens in the cache. */
  readonly length: number;
  readonly past: Tensors;
}

/** Encoder and decoder of one checkpoint. */
export class WhisperGraphs {
  readonly #encoder: GraphSession;
  readonly #decoder: GraphSession;
  readonly #dims: WhisperDims;

  constructor(sessions: { encoder: GraphSession; decoder: GraphSession }, dims: WhisperDims) {
    this.#encoder = sessions.encoder;
    this.#decoder = sessions.decoder;
    this.#dims = dims;
  }

  /** Encodes one window; `mel` is [1, nMels, 3000]. One window a call: a batch gains nothing and would couple rows. */
  async encode(mel: Tensor): Promise<EncodedWindow> {
    return await this.#encoder.run({ mel });
  }

  /** The state before any token. */
  emptyState(): DecoderState {
    const past: Record<string, Tensor> = {};
    for (let layer = 0; layer < this.#dims.nTextLayer; layer += 1) {
      past[`past_key_${layer}`] = floats(new Float32Array(0), [1, this.#dims.nTextHead, 0, HEAD_WIDTH]);
      past[`past_value_${layer}`] = floats(new Float32Array(0), [1, this.#dims.nTextHead, 0, HEAD_WIDTH]);
    }
    return { length: 0, past };
  }

  /** Feeds tokens after a state; gives the logits [nVocab] of the position after the last, and the new state. */
  async step(
    window: EncodedWindow,
    state: DecoderState,
    tokens: readonly number[],
  ): Promise<{ logits: Float32Array; state: DecoderState }> {
    const out = await this.#decoder.run({
      ids: integers(tokens, [1, tokens.length]),
      offset: integers([state.length], []),
      ...window,
      ...state.past,
    });
    const past: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(out)) {
      if (name.startsWith('present_')) past[name.replace('present_', 'past_')] = tensor;
    }
    return { logits: floatData(out, 'logits'), state: { length: state.length + tokens.length, past } };
  }

  /** Frees both graphs. */
  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
  }
}
