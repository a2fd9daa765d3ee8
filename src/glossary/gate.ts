/**
 * Gate: whether words that are like a term are that term, misheard.
 *
 * The more sure the model is of what it heard, the more alike the two must be.
 * @module
 */

/** What is known of a span and a term. */
export interface Evidence {
  /** Likeness of the spellings in [0, 1]. */
  readonly spelling: number;
  /** Likeness of the sounds; undefined where they are not known. */
  readonly sound: number | undefined;
  /** How likely the span is right; undefined: nobody knows. */
  readonly confidence: number | undefined;
  /** The span is written small, and the term is a name. */
  readonly isPlainWord: boolean;
  /** The span has another number of words than the term. */
  readonly isSplit: boolean;
}

/** Least likeness of spans that are worth a look. */
export const LEAST_SPELLING = 0.5;

/** How alike the two are, in [0, 1]. */
export function likeness({ spelling, sound }: Pick<Evidence, 'spelling' | 'sound'>): number {
  return sound === undefined ? spelling : (spelling + sound) / 2;
}

/** How alike the two must be. */
export function requiredLikeness({ confidence = 0.8, isPlainWord, isSplit }: Evidence): number {
  return 0.7 + 0.2 * confidence + (isPlainWord ? 0.05 : 0) + (isSplit ? 0.05 : 0);
}
