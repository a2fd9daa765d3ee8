/**
 * Inflection: a name with an ending is the name, not a misheard other word.
 * @module
 */

/** Endings that an English name takes. */
const ENGLISH = /^(s|es|d|ed|ing|er|ers|n|an|ian|ians|ish)$/;

/** Letters of an ending in other languages. */
const LONGEST_ENDING = 2;
/** Letters that must be left of a word without its ending. */
const SHORTEST_STEM = 3;

/**
 * Whether two folded words differ in nothing but what may be an ending. English has a few; elsewhere any last two letters
 * may be one, so that less is corrected and no case is lost.
 */
export function differInEnding(left: string, right: string, language: string): boolean {
  if (left === right) return false;
  let stem = 0;
  while (stem < left.length && stem < right.length && left[stem] === right[stem]) stem += 1;
  if (stem < SHORTEST_STEM) return false;
  const [one, other] = [left.slice(stem), right.slice(stem)];
  if (language === 'en') return (one === '' && ENGLISH.test(other)) || (other === '' && ENGLISH.test(one));
  return one.length <= LONGEST_ENDING && other.length <= LONGEST_ENDING;
}
