/**
 * Sound: how a word is said, as far as its spelling tells: Double Metaphone, for words in Latin letters.
 *
 * Source  L. Philips, "The Double Metaphone Search Algorithm", C/C++ Users Journal 18 (2000); the npm package
 *         double-metaphone.
 * @module
 */
import { doubleMetaphone } from 'double-metaphone';
import { distance } from 'fastest-levenshtein';

/** Codes of the likeliest way to say it and of another one; equal where there is one. */
export type Sound = readonly [string, string];

const LATIN = /^[a-z]+$/;

/** The sound of a folded word, undefined where it is not all Latin letters. */
export function soundOfWord(folded: string): Sound | undefined {
  return LATIN.test(folded) ? doubleMetaphone(folded) : undefined;
}

/** The sound of words said as one: a vowel is heard at the start only, a doubled consonant once. */
export function joinSounds(sounds: readonly (Sound | undefined)[]): Sound | undefined {
  let joined: [string, string] | undefined;
  for (const sound of sounds) {
    if (sound === undefined) return undefined;
    joined = joined === undefined ? [...sound] : [join(joined[0], sound[0]), join(joined[1], sound[1])];
  }
  return joined;
}

function join(left: string, right: string): string {
  const rest = right.startsWith('A') ? right.slice(1) : right;
  return left + (left !== '' && left.at(-1) === rest[0] ? rest.slice(1) : rest);
}

/** How alike two sounds are, in [0, 1]: 1 less the share of codes that differ, of the best pair. */
export function soundLikeness(left: Sound, right: Sound): number {
  let best = 0;
  for (const a of new Set(left)) {
    for (const b of new Set(right)) {
      const longest = Math.max(a.length, b.length);
      if (longest > 0) best = Math.max(best, 1 - distance(a, b) / longest);
    }
  }
  return best;
}

/** First sounds that are taken for each other: `th` and `t`, `j` and `sh`, a silent `h`. */
const FIRST: Readonly<Record<string, string>> = { '0': 'T', J: 'X', H: 'A' };

/** Classes of the first sound of a word; words in other letters have their first letter. */
export function firstSounds(folded: string, sound: Sound | undefined): readonly string[] {
  if (sound === undefined) return [String.fromCodePoint(folded.codePointAt(0) ?? 0)];
  const classes = sound.map((code) => FIRST[code.charAt(0)] ?? code.charAt(0));
  return [...new Set(classes)];
}
