/**
 * Clauses: whether a text may pause between two words.
 * @module
 */
import { joinsWithoutSpace } from '../scripts.ts';
import { findBadSplit } from './bad-split.ts';
import { closedByEnding } from './endings.ts';
import { bareWord, type Lexicon, lexiconOf } from './lexicon.ts';
import { closingOf } from './punctuation.ts';

/** How good a place to break is, from the end of a sentence to the middle of a phrase. */
export type Joint = 'sentence' | 'clause' | 'comma' | 'conjunction' | 'preposition' | 'none';

/** Prepositions that bind what follows them to the word before: no phrase begins with them. */
const BINDING = new Set(['of', 'de', 'du', 'des', 'di', 'del', 'do', 'da', 'von', 'van', 'av', 'که', 'של']);

/** What a text does between `left` and `right`: the last signs of the one, then the kind of the other. */
export function jointOf(left: string, right: string, language: string): Joint {
  // Between the words of "as if" and "and when" no clause begins.
  return findBadSplit(left, right, language) === undefined ? freeJointOf(left, right, language) : 'none';
}

/** The same of two words that nothing holds together: `findBadSplit` has nothing to say of them. */
export function freeJointOf(left: string, right: string, language: string): Joint {
  const closing = closingOf(left);
  if (closing !== 'none') return closing;
  const byEnding = closedByEnding(left, language);
  if (byEnding !== undefined) return byEnding;
  const lexicon = lexiconOf(language);
  const after = bareWord(right);
  if (/^[\p{Ps}\p{Pi}"\u2013\u2014]/u.test(right)) return 'clause';
  if (startsSentence(right, after, lexicon)) return 'clause';
  if (lexicon.is(after, 'conjunctions')) return 'conjunction';
  return lexicon.is(after, 'prepositions') && !BINDING.has(after) ? 'preposition' : 'none';
}

/** A small word with a capital begins a sentence, though the one before it was left without its stop. */
function startsSentence(right: string, after: string, lexicon: Lexicon): boolean {
  const isSmall = lexicon.is(after, 'articles', 'determiners', 'prepositions', 'pronouns', 'conjunctions');
  return isSmall && after !== 'i' && /^\p{Lu}/u.test(right);
}

/**
 * Whether a cue that ends with `left`, before `right`, ends inside a clause: behind no punctuation, and before no word
 * that opens a clause or phrase (conjunction, relative, preposition).
 */
export function endsMidClause(left: string, right: string, language: string): boolean {
  // Writing without spaces seldom shows where a phrase ends; Japanese does.
  if (joinsWithoutSpace(left, right) && !language.startsWith('ja')) return false;
  return jointOf(left, right, language) === 'none';
}
