/**
 * Draft: what a small model thinks that comes next in a window, for a large one to verify.
 *
 * It hears the window with an encoder of its own, and follows the text that the large model has settled on. Only its tokens'
 * names matter: a token that the large model does not have ends a proposal.
 * Source  Leviathan, Kalman, Matias 2023, "Fast Inference from Transformers via Speculative Decoding" (arXiv 2211.17192).
 * @module
 */
import type { TranscribeOptions } from '../engine.ts';
import type { Lane, LaneText } from './lane.ts';
import type { Lanes } from './lanes.ts';
import type { LogMel } from './log-mel.ts';
import type { Checkpoint, Draft } from './prompted-window.ts';
import { TokenMap } from './token-map.ts';
import { textBias, type Vocabulary } from './vocabulary.ts';
import { waysOn } from './ways.ts';

/** A window as a draft needs to know it. */
export interface DraftedWindow {
  readonly samples: Float32Array;
  readonly language: string;
  readonly task: TranscribeOptions['task'];
  /** The large model's tokens before `<|startoftranscript|>`. */
  readonly before: readonly number[];
}

/** What drafts have come to. */
export interface DraftTally {
  readonly drafted: number;
  readonly accepted: number;
  /** Runs of the large model. */
  readonly verifications: number;
}

/** A small model at the service of a large one. */
export class Drafter {
  readonly #model: { readonly checkpoint: Checkpoint; readonly logMel: LogMel };
  readonly #lanes: Lanes;
  readonly #toOwn: (token: number) => readonly number[];
  readonly #toLarge: TokenMap;
  #tally: DraftTally = { drafted: 0, accepted: 0, verifications: 0 };

  /** `large`: the vocabulary of the model that verifies. */
  constructor(model: { readonly checkpoint: Checkpoint; readonly logMel: LogMel }, large: Vocabulary) {
    const { graphs, vocabulary } = model.checkpoint;
    this.#model = model;
    this.#lanes = graphs.lanes({ lanes: 1, rows: 1 }, textBias(vocabulary));
    const known = new TokenMap(large, vocabulary);
    this.#toLarge = new TokenMap(vocabulary, large);
    this.#toOwn = (token) => {
      const own = known.of(token);
      return own === undefined ? vocabulary.encode(large.decode([token])) : [own];
    };
  }

  /** Since the drafter was made. */
  get tally(): DraftTally {
    return this.#tally;
  }

  /** Does some work with a draft of a window; the window is heard when the first proposal is wanted. */
  async over<T>(window: DraftedWindow, work: (draft: Draft) => Promise<T>): Promise<T> {
    let open: Promise<WindowDraft> | undefined;
    try {
      return await work({
        propose: async (text, most) => {
          open ??= this.#hear(window);
          const own = text.flatMap((token) => [...this.#toOwn(token)]);
          return await (await open).propose(own, most);
        },
        note: (proposed, accepted) => {
          const { drafted, accepted: before, verifications } = this.#tally;
          this.#tally = {
            drafted: drafted + proposed,
            accepted: before + accepted,
            verifications: verifications + 1,
          };
        },
      });
    } finally {
      (await open?.catch(() => undefined))?.lane.release();
    }
  }

  async #hear({ samples, language, task, before }: DraftedWindow): Promise<WindowDraft> {
    const { checkpoint, logMel } = this.#model;
    const { startOfTranscript, promptAfterStart } = checkpoint.vocabulary;
    const prior = before.flatMap((token) => [...this.#toOwn(token)]);
    // It may be longer in its tokens than in the large model's; a draft without it is a draft all the same.
    const told = prior.length <= checkpoint.nTextCtx / 2 ? prior : [];
    const lane = await this.#lanes.take(async (encode) => await encode(await logMel.features(samples)));
    try {
      await lane.feed([...told, startOfTranscript, ...promptAfterStart(language, task)]);
      return new WindowDraft(lane, checkpoint, this.#toLarge);
    } catch (error) {
      lane.release();
      throw error;
    }
  }
}

/** A window that the small model has heard. */
class WindowDraft {
  readonly lane: Lane;
  readonly #checkpoint: Checkpoint;
  readonly #toLarge: TokenMap;
  readonly #text: LaneText;
  /** What its decoder was fed after the prompt. */
  #fed: number[] = [];

  constructor(lane: Lane, checkpoint: Checkpoint, toLarge: TokenMap) {
    this.lane = lane;
    this.#checkpoint = checkpoint;
    this.#toLarge = toLarge;
    this.#text = lane.text();
  }

  /** `text` in its own tokens, the proposal in the large model's. */
  async propose(text: readonly number[], most: number): Promise<readonly number[]> {
    const { vocabulary, nTextCtx } = this.#checkpoint;
    const said = [...text];
    const proposal: number[] = [];
    this.#goBack(said);
    while (proposal.length < most && said.length > this.#fed.length) {
      if (this.lane.length + said.length > nTextCtx) break;
      const fresh = said.slice(this.#fed.length);
      const outlook = await this.#text.feed(fresh, 'likeliest');
      this.#fed.push(...fresh);
      const [way] = waysOn(outlook, said, { count: 1, rules: { vocabulary, options: {} } });
      if (way === undefined || way.token === vocabulary.endOfText) break;
      const token = this.#toLarge.of(way.token);
      if (token === undefined) break;
      said.push(way.token);
      proposal.push(token);
    }
    return proposal;
  }

  /** Forgets what was fed and not said; also the last token said, since what comes after it is to be told. */
  #goBack(said: readonly number[]): void {
    const parting = this.#fed.findIndex((token, at) => token !== said[at]);
    const kept = Math.min(parting === -1 ? this.#fed.length : parting, said.length - 1);
    this.#fed = this.#fed.slice(0, Math.max(0, kept));
    this.#text.keep(this.#fed.length);
  }
}
