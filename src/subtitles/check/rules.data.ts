/**
 * Rules: what `check` holds a file to, each with how bad a breach is, and where the rule is from.
 * @module
 */

/** An error makes a file fail; a warning is for somebody to look at. */
export type Severity = 'error' | 'warning';

/** One rule. */
export interface RuleFacts {
  readonly severity: Severity;
  /** What a breach is, in a few words. */
  readonly title: string;
}

/** All rules, in the order in which they are reported. The id is API. */
export const RULES = {
  unreadable: { severity: 'error', title: 'part of the file is no subtitle' },
  order: { severity: 'error', title: 'cues out of order' },
  overlap: { severity: 'error', title: 'cues overlap' },
  'empty-cue': { severity: 'error', title: 'cue without text' },
  'line-count': { severity: 'error', title: 'too many lines' },
  'line-length': { severity: 'error', title: 'line too long' },
  'reading-speed': { severity: 'error', title: 'too fast to read' },
  'min-duration': { severity: 'error', title: 'shown too briefly' },
  'max-duration': { severity: 'error', title: 'shown too long' },
  'min-gap': { severity: 'error', title: 'gap too small' },
  'control-character': { severity: 'error', title: 'characters that nobody can read' },
  'gap-to-chain': { severity: 'warning', title: 'gap that should be closed' },
  'bad-line-split': { severity: 'warning', title: 'line break tears words apart' },
  'mid-clause-end': { severity: 'warning', title: 'cue ends inside a clause' },
  'unbalanced-lines': { severity: 'warning', title: 'lines of very unequal length' },
  'unpaired-bracket': { severity: 'warning', title: 'bracket without its other half' },
  'unpaired-quote': { severity: 'warning', title: 'quotation mark without its other half' },
  'stray-tag': { severity: 'warning', title: 'markup shown as text' },
  'in-time': { severity: 'warning', title: 'begins away from the speech' },
  'out-time': { severity: 'warning', title: 'stays long after the speech' },
  'shot-change': { severity: 'warning', title: 'begins or ends beside a shot change' },
} as const satisfies Readonly<Record<string, RuleFacts>>;

/** Name of a rule. */
export type RuleId = keyof typeof RULES;
