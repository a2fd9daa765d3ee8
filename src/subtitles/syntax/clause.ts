/**
 * Clauses: whether a text may pause between two words.
 * @module
 */
import { findBadSplit } from './bad-split.ts';
import { bareWord, lexiconOf } from './lexicon.ts';
import { closingOf } from './punctuation.ts';

/** How good a place to break is, from the end of a sentence to the middle of a phrase. */
export type Joint = 'sentence' | 'clause' | 'comma' | 'conjunction' | 'preposition' | 'none';

/** Prepositions that bind what follows them to the word before: no phrase begins with them. */
const BINDING = new Set(['of', 'de', 'du', 'des', 'di', 'del', 'do', 'da', 'von', 'van', 'av', 'که', 'של']);

/** What a text does between `left` and `right`: the last signs of the one, then the kind of the other. */
export function jointOf(left: string, right: string, language: string): Joint {
  const closing = closingOf(left);
  if (closing !== 'none') return closing;
  const lexicon = lexiconOf(language);
  const after = bareWord(right);
  if (/^[\p{Ps}\p{Pi}"\u2013\u2014]/u.test(right)) return 'clause';
  // Between the words of "as if" and "and when" no clause begins.
  if (lexicon.is(after, 'conjunctions')) {
    return findBadSplit(left, right, language) === undefined ? 'conjunction' : 'none';
  }
  if (!lexicon.is(after, 'prepositions') || BINDING.has(after)) return 'none';
  return findBadSplit(left, right, language) === undefined ? 'preposition' : 'none';
}

/**
 * Whether a cue that ends with `left`, before `right`, ends inside a clause: behind no punctuation, and before no word
 * that opens a clause or phrase (conjunction, relative, preposition).
 */
export function endsMidClause(left: string, right: string, language: string): boolean {
  return jointOf(left, right, language) === 'none';
}
