/**
 * Costs: what layout weighs against each other. One unit is about a tenth of a cue that need not be.
 *
 * Chosen by reading: what an editor would rather have of two layouts costs less. Their order matters, and hardly their size.
 * @module
 */
import type { BadSplit } from '../syntax/bad-split.ts';
import type { Joint } from '../syntax/clause.ts';

/** What may stand between two tokens. */
export type Break = Joint | Exclude<BadSplit, 'conjunction'> | 'after-conjunction' | 'phrase' | 'inside-word';

/** Of a break between two cues, and between two lines of one. */
export const BREAK_COSTS: Readonly<Record<Break, { readonly cue: number; readonly line: number }>> = {
  sentence: { cue: 0, line: 0 },
  clause: { cue: 8, line: 0 },
  phrase: { cue: 6, line: 0 },
  comma: { cue: 16, line: 1 },
  conjunction: { cue: 34, line: 4 },
  preposition: { cue: 80, line: 9 },
  none: { cue: 160, line: 24 },
  'adjective-noun': { cue: 210, line: 48 },
  'determiner-noun': { cue: 260, line: 90 },
  'pronoun-verb': { cue: 260, line: 70 },
  'after-conjunction': { cue: 280, line: 80 },
  'number-unit': { cue: 420, line: 200 },
  'article-noun': { cue: 420, line: 220 },
  'preposition-object': { cue: 420, line: 200 },
  'auxiliary-verb': { cue: 400, line: 180 },
  name: { cue: 420, line: 220 },
  clinging: { cue: 420, line: 220 },
  'inside-word': { cue: 900, line: 400 },
};
