/**
 * Whisper graphs: the encoder, the decoder with its lanes (`lanes.ts`), and two that most runs never need: one that looks
 * where in a window a known text is said, and the decoder for several tokens of one text at a time.
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

/** The sessions of one checkpoint; two of them are opened when they are first needed. */
export interface WhisperSessions {
  readonly encoder: GraphSession;
  readonly decoder: GraphSession;
  readonly openAlignment: () => Promise<GraphSession>;
  readonly openVerifier: () => Promise<GraphSession>;
}

/** The graphs of one checkpoint. */
export class WhisperGraphs {
  readonly #encoder: GraphSession;
  readonly #decoder: GraphSession;
  readonly #dims: WhisperDims;
  readonly #alignment: LateSession;
  readonly #verifier: LateSession;

  constructor(sessions: WhisperSessions, dims: WhisperDims) {
    this.#encoder = sessions.encoder;
    this.#decoder = sessions.decoder;
    this.#alignment = new LateSession(sessions.openAlignment);
    this.#verifier = new LateSession(sessions.openVerifier);
    this.#dims = dims;
  }

  /** Encodes one window by itself, to look for a known text in it; `mel` is [1, nMels, 3000]. */
  async encode(mel: Tensor): Promise<EncodedWindow> {
    return { audio: await this.#encoder.run({ mel }) };
  }

  /** Lanes for one transcription. `textBias` as the decoder wants it. */
  lanes(shape: LaneShape, textBias: Float32Array): Lanes {
    const openVerifier = async (): Promise<GraphSession> => await this.#verifier.get();
    const decoder = { session: this.#decoder, openVerifier, dims: this.#dims, textBias };
    return new Lanes({ encoder: this.#encoder, decoder }, shape);
  }

  /** Where each of the ids is said, and the log probability of each but the first among all text. */
  async align(
    window: EncodedWindow,
    { ids, frames, textIds }: AlignmentQuestion,
  ): Promise<{ attention: Attention; logprobs: Float32Array }> {
    const session = await this.#alignment.get();
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
    await this.#alignment.release();
    await this.#verifier.release();
  }
}

/** A session that most runs never need: opened when it is first asked for. */
class LateSession {
  readonly #open: () => Promise<GraphSession>;
  #session: Promise<GraphSession> | undefined;

  constructor(open: () => Promise<GraphSession>) {
    this.#open = open;
  }

  async get(): Promise<GraphSession> {
    this.#session ??= this.#open().catch((error: unknown) => {
      // Where memory was short there may be some later.
      this.#session = undefined;
      throw error;
    });
    return await this.#session;
  }

  async release(): Promise<void> {
    await (await this.#session)?.release();
  }
}
