/**
 * Whisper graphs: the encoder, the decoder with its lanes (`lanes.ts`), and a third graph, which most runs never need,
 * that looks where in a window a known text is said.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import { type LaneShape, Lanes } from './lanes.ts';
import { floatData, type GraphSession, integers, type Tensor, type Tensors } from './session.ts';
import type { Attention } from './time-warp.ts';

/** A window that has been encoded. */
export interface EncodedWindow {
  /** What the decoder looks at: keys and values for each of its layers. */
  readonly audio: Tensors;
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

/** The graphs of one checkpoint. */
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

  /** Encodes one window by itself, to look for a known text in it; `mel` is [1, nMels, 3000]. */
  async encode(mel: Tensor): Promise<EncodedWindow> {
    return { audio: await this.#encoder.run({ mel }) };
  }

  /** Lanes for one transcription. `textBias` as the decoder wants it. */
  lanes(shape: LaneShape, textBias: Float32Array): Lanes {
    const decoder = { session: this.#decoder, dims: this.#dims, textBias };
    return new Lanes({ encoder: this.#encoder, decoder }, shape);
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
      ...window.audio,
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
