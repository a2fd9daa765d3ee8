/**
 * Gate: whether words that are like a term are that term, misheard.
 *
 * The surer the model is of what it heard, the more alike the two must be; the more so for short words, which many others
 * are like, and for words that are not written as names are.
 * Source  chosen on 73 English recordings, heard with `tiny.en` and `base`: docs/glossary.md.
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
  /** Letters of the shorter of the two. */
  readonly letters: number;
  /** How the span is written beside the term: as a name is, small, or where that tells nothing. */
  readonly writing: Writing;
  /** The span has another number of words than the term. */
  readonly isSplit: boolean;
}

/** What the case of letters tells of a word. */
export type Writing = 'name' | 'unknown' | 'small';

/** Least likeness of spellings that are worth a look. */
export const LEAST_SPELLING = 0.5;

/** A word of which nobody knows how sure the model was counts as fairly sure. */
const UNKNOWN_CONFIDENCE = 0.8;

/** Words of so many letters are long enough to be told apart. */
const LONG = 8;

/** What is asked of a long name that the model is not sure of at all, and what is added to it. */
const REQUIRED = {
  least: 0.62,
  perConfidence: 0.2,
  perMissingLetter: 0.04,
  split: 0.05,
  writing: { name: 0, unknown: 0.1, small: 0.2 },
} as const;

/** How alike the two are, in [0, 1]. */
export function likeness({ spelling, sound }: Pick<Evidence, 'spelling' | 'sound'>): number {
  return sound === undefined ? spelling : (spelling + sound) / 2;
}

/** How alike the two must be. */
export function requiredLikeness(evidence: Omit<Evidence, 'spelling' | 'sound'>): number {
  const { confidence = UNKNOWN_CONFIDENCE, letters, writing, isSplit } = evidence;
  return (
    REQUIRED.least +
    REQUIRED.perConfidence * confidence +
    REQUIRED.perMissingLetter * Math.max(0, LONG - letters) +
    REQUIRED.writing[writing] +
    (isSplit ? REQUIRED.split : 0)
  );
}

/** Whether a span may be taken for the term. The same letters always may, whatever stands between them. */
export function isLikely(evidence: Evidence): boolean {
  return evidence.spelling === 1 || likeness(evidence) >= requiredLikeness(evidence);
}
