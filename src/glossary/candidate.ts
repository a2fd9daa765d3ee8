/**
 * Candidate: tokens that may have been meant to be a term.
 * @module
 */
import type { Key } from './term-index.ts';

/** How a term was recognised: by an alias, by its spelling, or by its sound. */
export type CorrectionRule = 'alias' | 'spelling' | 'sound';

/** Tokens `[from, to)` and the term that would take their place. */
export interface Candidate {
  readonly from: number;
  readonly to: number;
  readonly key: Key;
  readonly rule: CorrectionRule;
  /** The one with the most goes first. */
  readonly rank: number;
  readonly scores: Readonly<Record<string, number>>;
}
