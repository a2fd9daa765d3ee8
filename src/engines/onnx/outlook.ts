/**
 * Outlook: what the decoder finds likely to come next in one text.
 *
 * Mostly the likeliest text tokens, the mass of all of them and the other tokens' logits are enough, and the decoder gives
 * no more: a whole vocabulary of floats for every token of every text would take longer to look through than to make.
 * @module
 */

/** How much of it is wanted: the `likeliest` text tokens, or `all` logits. */
export type Reading = 'likeliest' | 'all';

/** Some text tokens, best first, and what cannot be told from those alone. */
export interface Likeliest {
  readonly kind: 'likeliest';
  /** Suppressed ones are not among them. */
  readonly textIds: readonly number[];
  readonly textLogits: Float32Array;
  /** Log of the sum of exp over all text tokens that are not suppressed. */
  readonly textMass: number;
  /** Logits of all ids from the end of text on: specials and timestamps. */
  readonly special: Float32Array;
}

/** All logits [nVocab], suppressed tokens included. */
export interface All {
  readonly kind: 'all';
  readonly logits: Float32Array;
}

/** Either; whoever reads it may change its arrays. */
export type Outlook = Likeliest | All;

/** A token that may come next. */
export interface Way {
  readonly token: number;
  /** Natural log of its probability among all that are allowed. */
  readonly logprob: number;
}
