/**
 * Punctuation: what a word's last signs say about the text behind it.
 * @module
 */

const CLOSERS = '[\\p{Pe}\\p{Pf}"\'\u2019\u201d]*$';
const SENTENCE_END = new RegExp(
  `[.?!\u2026\u3002\uff0e\uff01\uff1f\uff61\u061f\u06d4\u0964\u0965\u104b\u17d4]${CLOSERS}`,
  'u',
);
const CLAUSE_END = new RegExp(
  `([,;:\u2013\u2014\u3001\uff0c\uff1b\uff1a\uff64\u060c\u061b\u104a]${CLOSERS})|[\\p{Pe}\\p{Pf}\u201d"]$`,
  'u',
);
const ENDS_WEAKLY = new RegExp(`[,\u3001\uff0c\uff64\u060c]${CLOSERS}`, 'u');
/** A full stop behind these does not end a sentence: titles, initials, and the like. */
const ABBREVIATION =
  /^[\p{Ps}\p{Pi}"']*(?:\p{Lu}|mrs?|ms|mx|dr|st|prof|jr|sra?|vs|no|vol|fig|gen|col|sgt|capt|lt|rev|hon|approx|e\.g|i\.e|z\.b|bzw|hr|fr|sig|dott|mme|mlle)\.$/iu;

/** How a text goes on behind a word, by its last signs. */
export type Closing = 'sentence' | 'clause' | 'comma' | 'none';

/** What the last signs of `word` close; quotes and brackets around them are looked through. */
export function closingOf(word: string): Closing {
  if (SENTENCE_END.test(word) && !ABBREVIATION.test(word)) return 'sentence';
  if (!CLAUSE_END.test(word)) return 'none';
  return ENDS_WEAKLY.test(word) ? 'comma' : 'clause';
}
