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
import type { Outlook } from './outlook.ts';
import { type Candidate, mostTokens, rankOf, rulesOf, type Search } from './search.ts';
import { readingFor, waysOn } from './ways.ts';

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
  const { window, options, signal } = search;
  const { beamSize = 1 } = options;
  const most = mostTokens(search);
  const ended = new EndedTexts(search);
  const hypotheses = window.lane.hypotheses(beamSize);
  let beams: readonly Candidate[] = [{ tokens: [], logprob: 0 }];
  let outlooks: readonly Outlook[] = [{ kind: 'all', logits: window.logits.slice() }];
  for (let length = 1; ; length += 1) {
    throwIfCancelled(signal);
    const ways = likeliestWays(beams, outlooks, { count: 2 * beamSize, search });
    const chosen = seated(ended.collect(ways, beams, length === most));
    if (chosen.length === 0) return ended.best;
    beams = chosen.map((way) => extended(beams, way));
    hypotheses.reseat(chosen.map(({ from }) => from));
    outlooks = await hypotheses.step(
      chosen.map(({ token }) => token),
      readingFor(options),
    );
  }
}

/** The ways in an order in which each hypothesis that is gone on with keeps its row, so that the fewest rows are copied. */
function seated(ways: readonly Extension[]): readonly Extension[] {
  const seats: (Extension | undefined)[] = ways.map(() => undefined);
  const others: Extension[] = [];
  for (const way of ways) {
    if (way.from < seats.length && seats[way.from] === undefined) seats[way.from] = way;
    else others.push(way);
  }
  return seats.map((way) => way ?? (others.shift() as Extension));
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
  outlooks: readonly Outlook[],
  { count, search }: { readonly count: number; readonly search: Search },
): readonly Extension[] {
  const rules = rulesOf(search);
  const ways = beams.flatMap(({ tokens, logprob }, from) =>
    waysOn(outlooks[from] as Outlook, tokens, { count, rules }).map((way) => ({
      from,
      token: way.token,
      logprob: logprob + way.logprob,
    })),
  );
  // A stable order: of equals, that of the earlier hypothesis comes first.
  return ways.sort((left, right) => right.logprob - left.logprob).slice(0, count);
}

function extended(beams: readonly Candidate[], { from, token, logprob }: Extension): Candidate {
  return { tokens: [...(beams[from]?.tokens ?? []), token], logprob };
}
