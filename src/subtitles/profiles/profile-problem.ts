/**
 * Profile problem: what is wrong with a house's own rules.
 * @module
 */

/** Why a text is no profile. */
export interface ProfileProblem {
  /** 1-based; absent where the fault is not in one line. */
  readonly line?: number;
  /** `limits.maxSpeed` for a figure. */
  readonly key?: string;
  /** A sentence. */
  readonly message: string;
  /** The base that nobody knows. */
  readonly unknownBase?: string;
}
