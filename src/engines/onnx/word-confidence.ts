/**
 * Word confidence: how likely a word is right, from what is known when its times are.
 *
 * The model's own probability is no such figure: it says how likely the text is if the model is right about speech.
 * A logistic regression over a few pieces of evidence, fitted to words whose rightness is known, is.
 * Promise in [0, 1] for any input; never falls where a probability rises.
 * Source  docs/measuring.md, "Confidence"; Guo et al., "On calibration of modern neural networks", ICML 2017, 4.2
 *         (Platt scaling), with more than one input.
 * @module
 */
import { CONFIDENCE_BIAS, CONFIDENCE_WEIGHTS } from './confidence.data.ts';

/** What is looked at. */
export interface HeardWord {
  readonly text: string;
  /** Of its tokens, in order. */
  readonly probabilities: readonly number[];
  /** Mean natural-log probability of its window. */
  readonly avgLogprob: number;
}

/**
 * What confidence is made of: log odds of the first token, which decides on the word; log of the number of letters
 * and digits, plus 1; mean log probability of the window.
 */
export type WordEvidence = Readonly<Record<'firstLogit' | 'letters' | 'avgLogprob', number>>;

/** 8-bit weights say nothing finer than this, and a logit needs an end. */
const LEAST_PROBABILITY = 0.001;
/** Windows with less are decoded again, or not kept: there was nothing to fit to. */
const LEAST_LOGPROB = -1.5;
/** No word is longer; what is, is a loop without spaces. */
const MOST_LETTERS = 30;

/** The evidence for a word; finite whatever the model says. */
export function evidenceFor({ text, probabilities, avgLogprob }: HeardWord): WordEvidence {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return {
    firstLogit: logit(probabilities[0] ?? 0),
    letters: Math.log(1 + Math.min(MOST_LETTERS, letters)),
    avgLogprob: within(avgLogprob, LEAST_LOGPROB, 0),
  };
}

/** How likely a word with this evidence is right. */
export function confidenceOf(evidence: WordEvidence): number {
  const { firstLogit, letters, avgLogprob } = CONFIDENCE_WEIGHTS;
  const logOdds =
    CONFIDENCE_BIAS +
    firstLogit * evidence.firstLogit +
    letters * evidence.letters +
    avgLogprob * evidence.avgLogprob;
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
