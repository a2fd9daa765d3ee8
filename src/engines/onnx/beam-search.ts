/**
 * Beam search: the likeliest texts so far are all gone on with, a token at a time, in one batch.
 *
 * Each step takes the 2 * beamSize likeliest ways to go on. Of the first beamSize, those that end the text are put aside,
 * and the next ones that do not end it take their places, so that as many hypotheses stay in the race.
 * Ends    when round(beamSize * patience) texts have ended, or at the longest; with a length penalty of 0, as soon as
 *         the likeliest way of a step ends its text.
 * Memory  beamSize caches of at most one context each; of the texts put aside only the best one is kept.
 * Source  CTranslate2 `src/decoding.cc`, BeamSearch::search, which faster-whisper runs. openai-whisper (`decoding.py`,
 *         BeamSearchDecoder) takes beamSize + 1 ways from each hypothesis, does not refill places, and stops adding to
 *         what has ended at its limit. Patience: Kasai et al. 2022, arXiv 2204.05424.
 * Throws  CancelledError.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import { applyRules } from './logit-rules.ts';
import { logOfMass } from './sampling.ts';
import { type Candidate, mostTokens, rankOf, type Search } from './search.ts';
import { selectHypotheses } from './whisper-graphs.ts';

/** A way to go on. */
interface Extension {
  /** Which hypothesis goes on. */
  readonly from: number;
  readonly token: number;
  /** Of the whole text with this token. */
  readonly logprob: number;
}

/** The likeliest text that a beam finds. */
export async function searchBeam(search: Search): Promise<Candidate> {
  const { checkpoint, window, options, signal } = search;
  const { beamSize = 1 } = options;
  const most = mostTokens(search);
  const ended = new EndedTexts(search);
  let beams: readonly Candidate[] = [{ tokens: [], logprob: 0 }];
  let logits: readonly Float32Array[] = [window.logits.slice()];
  let state = window.state;
  for (let length = 1; ; length += 1) {
    throwIfCancelled(signal);
    const ways = likeliestWays(beams, logits, { count: 2 * beamSize, search });
    const chosen = ended.collect(ways, beams, length === most);
    if (chosen.length === 0) return ended.best;
    beams = chosen.map((way) => extended(beams, way));
    state = selectHypotheses(
      state,
      chosen.map(({ from }) => from),
    );
    const next = chosen.map(({ token }) => [token]);
    ({ logits, state } = await checkpoint.graphs.step(window.encoded, state, next));
  }
}

/** Texts that have ended: how many, and the best. */
class EndedTexts {
  readonly #beamSize: number;
  readonly #enough: number;
  readonly #lengthPenalty: number;
  readonly #endOfText: number;
  #count = 0;
  #isTopEnded = false;
  #best: Candidate = { tokens: [], logprob: -Infinity };

  constructor({ checkpoint, options: { beamSize = 1, patience = 1, lengthPenalty = 1 } }: Search) {
    this.#beamSize = beamSize;
    this.#enough = Math.max(1, Math.round(beamSize * patience));
    this.#lengthPenalty = lengthPenalty;
    this.#endOfText = checkpoint.vocabulary.endOfText;
  }

  get best(): Candidate {
    return this.#best;
  }

  /** Puts the texts aside that end with one of the ways; what is left to go on with, nothing when the search is over. */
  collect(ways: readonly Extension[], beams: readonly Candidate[], isLast: boolean): readonly Extension[] {
    const ends = ({ token }: Extension): boolean => token === this.#endOfText;
    const spare = ways.slice(this.#beamSize).filter((way) => !ends(way));
    const chosen: Extension[] = [];
    for (const [place, way] of ways.slice(0, this.#beamSize).entries()) {
      if (!ends(way) && !isLast) {
        chosen.push(way);
        continue;
      }
      this.#isTopEnded ||= place === 0;
      const { tokens } = beams[way.from] as Candidate;
      this.#add({ tokens: ends(way) ? tokens : [...tokens, way.token], logprob: way.logprob });
      const instead = spare.shift();
      if (instead !== undefined) chosen.push(instead);
    }
    return isLast || this.#isOver() ? [] : chosen;
  }

  #add(text: Candidate): void {
    this.#count += 1;
    if (this.#count === 1 || rankOf(text, this.#lengthPenalty) > rankOf(this.#best, this.#lengthPenalty))
      this.#best = text;
  }

  #isOver(): boolean {
    return this.#lengthPenalty === 0 ? this.#isTopEnded : this.#count >= this.#enough;
  }
}

/** The likeliest ways to go on with any of the hypotheses, best first. */
function likeliestWays(
  beams: readonly Candidate[],
  logits: readonly Float32Array[],
  { count, search }: { readonly count: number; readonly search: Search },
): readonly Extension[] {
  const rules = { vocabulary: search.checkpoint.vocabulary, options: search.options };
  const best: Extension[] = [];
  for (const [from, { tokens, logprob }] of beams.entries()) {
    const row = logits[from] as Float32Array;
    applyRules(row, tokens, rules);
    const base = logprob - logOfMass(row);
    let least = best.length < count ? -Infinity : (best[count - 1] as Extension).logprob;
    for (let token = 0; token < row.length; token += 1) {
      const sum = base + (row[token] as number);
      if (!(sum > least)) continue;
      let place = best.length;
      while (place > 0 && (best[place - 1] as Extension).logprob < sum) place -= 1;
      best.splice(place, 0, { from, token, logprob: sum });
      if (best.length > count) best.pop();
      if (best.length === count) least = (best[count - 1] as Extension).logprob;
    }
  }
  return best;
}

function extended(beams: readonly Candidate[], { from, token, logprob }: Extension): Candidate {
  return { tokens: [...(beams[from]?.tokens ?? []), token], logprob };
}
