/**
 * Change: what was done to the words after they were heard, and why (promise P6).
 * @module
 */

/** Words that a stage removed or replaced; everything a person needs to judge it, and to undo it. */
export interface Change {
  /** Stage of the pipeline that did it, for example `glossary`. */
  readonly stage: string;
  /** Name of the rule, for example `loop` or `term`. */
  readonly rule: string;
  /** Seconds on the media clock, half-open. */
  readonly start: number;
  readonly end: number;
  /** The words before, as they stood in the text. */
  readonly before: string;
  /** The words that took their place; empty for a removal. */
  readonly after: string;
  /** The figures the rule looked at. */
  readonly scores: Readonly<Record<string, number>>;
}
