/**
 * Word confidence: how likely a word is right, from what is known when its times are.
 *
 * The model's own probability is no such figure: it says how likely the word is if all before it is right. A logistic
 * regression over a few pieces of evidence, fitted to words whose rightness is known, is.
 * Promise in [0, 1] for any input; never falls where a probability rises.
 * Source  docs/measuring.md, "What confidence means"; Platt, "Probabilistic outputs for support vector machines", 1999,
 *         with more than one input.
 * @module
 */
import { CONFIDENCE_BIAS, CONFIDENCE_WEIGHTS } from './confidence.data.ts';

/** What is looked at of a word. */
export interface HeardWord {
  /** Mean over its tokens. */
  readonly probability: number;
  readonly tokens: readonly number[];
}

/**
 * What confidence is made of: log odds of the word; their mean over the words beside it, since errors come together; log
 * of the number of tokens, since a word that the vocabulary has no token for is a rare one; mean log probability of the
 * window.
 */
export type WordEvidence = Readonly<Record<'logit' | 'nearLogit' | 'tokens' | 'avgLogprob', number>>;

/** 8-bit weights say nothing finer than this, and a logit needs an end. */
const LEAST_PROBABILITY = 0.001;
/** Windows with less are decoded again, or not kept: there was nothing to fit to. */
const LEAST_LOGPROB = -1.5;
/** Hardly a word has more; what has, is a loop without spaces. */
const MOST_TOKENS = 10;

/** The evidence for each of a window's words, in order; finite whatever the model says. */
export function evidenceFor(words: readonly HeardWord[], avgLogprob: number): WordEvidence[] {
  const logits = words.map(({ probability }) => logit(probability));
  return words.map(({ tokens }, i) => {
    const own = logits[i] as number;
    const near = [logits[i - 1], logits[i + 1]].filter((value) => value !== undefined);
    return {
      logit: own,
      nearLogit: near.length === 0 ? own : near.reduce((sum, value) => sum + value, 0) / near.length,
      tokens: Math.log(within(tokens.length, 1, MOST_TOKENS)),
      avgLogprob: within(avgLogprob, LEAST_LOGPROB, 0),
    };
  });
}

/** How likely a word with this evidence is right. */
export function confidenceOf({ logit: own, nearLogit, tokens, avgLogprob }: WordEvidence): number {
  const logOdds =
    CONFIDENCE_BIAS +
    CONFIDENCE_WEIGHTS.logit * own +
    CONFIDENCE_WEIGHTS.nearLogit * nearLogit +
    CONFIDENCE_WEIGHTS.tokens * tokens +
    CONFIDENCE_WEIGHTS.avgLogprob * avgLogprob;
  return 1 / (1 + Math.exp(-logOdds));
}

function logit(probability: number): number {
  const p = within(probability, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY);
  return Math.log(p / (1 - p));
}

/** The nearest value in the range; what is no number is its low end. */
function within(value: number, least: number, most: number): number {
  return value > least ? Math.min(most, value) : least;
}
