/**
 * Whisper graphs: the encoder, the decoder with its lanes (`lanes.ts`), and those that most runs never need: where in a
 * window a known text is said, how likely its tokens are, and the decoder for several tokens of one text at a time.
 * @module
 */
import { giveBack } from '../../platform/index.ts';
import type { TokenEmbeddings, WhisperDims } from '../../weights/index.ts';
import type { Encoder } from './encoder.ts';
import { type LaneShape, Lanes } from './lanes.ts';
import { floatData, floats, type GraphSession, integers, type Tensor, type Tensors } from './session.ts';
import type { Attention } from './time-warp.ts';

/** Tokens whose likelihoods are asked for at once: each has a logit for every token there is. */
const FEW_TOKENS = 16;

/** A window that has been encoded. */
export interface EncodedWindow {
  /** What the decoder looks at: keys and values for each of its layers. */
  readonly audio: Tensors;
}

/** What is to be looked for in a window. */
export interface AlignmentQuestion {
  /** Start of transcript, prompt, `<|notimestamps|>`. */
  readonly before: readonly number[];
  /** Text tokens. */
  readonly tokens: readonly number[];
  /** Ids below this one are text. */
  readonly endOfText: number;
  /** Encoder positions that hold audio. */
  readonly frames: number;
}

/** The sessions of one checkpoint; all but two are opened when they are first needed. */
export interface WhisperSessions {
  readonly encoder: Encoder;
  readonly decoder: GraphSession;
  readonly embeddings: TokenEmbeddings;
  readonly openAlignment: () => Promise<GraphSession>;
  readonly openLikelihood: () => Promise<GraphSession>;
  readonly openVerifier: () => Promise<GraphSession>;
}

/** The graphs of one checkpoint. */
export class WhisperGraphs {
  readonly #encoder: Encoder;
  readonly #decoder: GraphSession;
  readonly #embeddings: TokenEmbeddings;
  readonly #dims: WhisperDims;
  readonly #alignment: LateSession;
  readonly #likelihood: LateSession;
  readonly #verifier: LateSession;

  constructor(sessions: WhisperSessions, dims: WhisperDims) {
    this.#encoder = sessions.encoder;
    this.#decoder = sessions.decoder;
    this.#embeddings = sessions.embeddings;
    this.#alignment = new LateSession(sessions.openAlignment);
    this.#likelihood = new LateSession(sessions.openLikelihood);
    this.#verifier = new LateSession(sessions.openVerifier);
    this.#dims = dims;
  }

  /** Encodes one window by itself, to look for a known text in it; `mel` is [1, nMels, frames]. */
  async encode(mel: Tensor): Promise<EncodedWindow> {
    return { audio: await this.#encoder.encode(mel) };
  }

  /** Lanes for one transcription. `textBias` as the decoder wants it. */
  lanes(shape: LaneShape, textBias: Float32Array): Lanes {
    const openVerifier = async (): Promise<GraphSession> => await this.#verifier.get();
    const [session, embeddings, dims] = [this.#decoder, this.#embeddings, this.#dims];
    const decoder = { session, openVerifier, dims, embeddings, textBias };
    return new Lanes({ encoder: this.#encoder, decoder }, shape);
  }

  /** Where the decoder looks while it says each token, those before and the end too; log probabilities of the text among all text. */
  async align(
    window: EncodedWindow,
    { before, tokens, endOfText, frames }: AlignmentQuestion,
  ): Promise<{ attention: Attention; logprobs: Float32Array }> {
    const session = await this.#alignment.get();
    const ids = [...before, ...tokens, endOfText];
    const out = await session.run({
      embedded: floats(this.#embeddings.rows(ids), [1, ids.length, this.#dims.nTextState]),
      frames: integers([frames], [1]),
      ...window.audio,
    });
    const data = floatData(out, 'attention');
    const heads = data.length / (ids.length * frames);
    const states = floatData(out, 'states');
    const saying = states.subarray((before.length - 1) * this.#dims.nTextState);
    const logprobs = await this.#likelihoods(saying, tokens, endOfText);
    giveBack(states);
    return { attention: { data, heads, tokens: ids.length, frames }, logprobs };
  }

  /** Of each id, all of them below `textIds`, from the states [ids, state] before them. */
  async #likelihoods(states: Float32Array, ids: readonly number[], textIds: number): Promise<Float32Array> {
    const session = await this.#likelihood.get();
    const size = this.#dims.nTextState;
    const logprobs = new Float32Array(ids.length);
    for (let from = 0; from < ids.length; from += FEW_TOKENS) {
      const some = ids.slice(from, from + FEW_TOKENS);
      const part = states.subarray(from * size, (from + some.length) * size);
      const out = await session.run({
        states: floats(part, [1, some.length, size]),
        ids: integers(some, [1, some.length]),
        text_ids: integers([textIds], [1]),
      });
      logprobs.set(floatData(out, 'logprobs'), from);
    }
    return logprobs;
  }

  /** Frees all graphs. */
  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
    await this.#alignment.release();
    await this.#likelihood.release();
    await this.#verifier.release();
    await this.#embeddings.close();
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
