/**
 * Finding: one breach of one rule.
 * @module
 */
import { RULES, type RuleId, type Severity } from './rules.data.ts';
import type { CheckedCue } from './subject.ts';

/** What a rule found, before anybody asked whether it can be mended. */
export interface Breach {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** Place among the cues of the file, counted from 1; absent for what is no cue. */
  readonly cue?: number;
  /** Line of the file, counted from 1, where it is known. */
  readonly line?: number;
  readonly startMs?: number;
  /** As measured, in the unit that `limit` has; absent where nothing is measured. */
  readonly measured?: number | string;
  readonly limit?: number;
  /** A sentence. */
  readonly message: string;
}

/** A breach, and what can be done about it. */
export interface Finding extends Breach {
  /** Whether `--fix` mends it. */
  readonly fixable: boolean;
  /** Why it does not. */
  readonly whyNot?: string;
}

/** What a rule measured. */
export type Measure = Pick<Breach, 'measured' | 'limit' | 'message'>;

/** A breach by a cue. */
export function breach(rule: RuleId, cue: CheckedCue, measure: Measure): Breach {
  return {
    rule,
    severity: RULES[rule].severity,
    cue: cue.number,
    ...(cue.line === undefined ? {} : { line: cue.line }),
    startMs: cue.startMs,
    ...measure,
  };
}

/** `1 line`, `2 lines`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Milliseconds as seconds: `0.83 s`. */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}
