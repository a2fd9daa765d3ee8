/**
 * Compare: how like words are to the terms of a glossary, in spelling and sound.
 *
 * Time  words are compared with the terms of about their length that begin with their first sound; what was compared
 *       once is remembered, since most words of a text come again.
 * @module
 */
import { distance } from 'fastest-levenshtein';
import { functionWords } from './function-words.data.ts';
import { LEAST_SPELLING } from './gate.ts';
import { differInEnding } from './inflection.ts';
import { firstSounds, joinSounds, type Sound, soundLikeness, soundOfWord } from './sound.ts';
import { type Key, LEAST_LETTERS, letterSet, type TermIndex } from './term-index.ts';

/** A key that words are like. */
export interface Likeness {
  readonly key: Key;
  /** In [0, 1]: 1 less the share of letters that differ. */
  readonly spelling: number;
  /** The same for sounds; undefined where they are not known. */
  readonly sound: number | undefined;
}

/** Compares folded words, said as one, with all keys. */
export type Comparer = (words: readonly string[]) => readonly Likeness[];

/** A comparer for the terms of one language. */
export function comparerFor(index: TermIndex, language: string): Comparer {
  const sounds = new Map<string, Sound | undefined>();
  const compared = new Map<string, readonly Likeness[]>();
  const small = functionWords(language);
  const soundOf = (word: string): Sound | undefined => {
    if (!sounds.has(word)) sounds.set(word, soundOfWord(word));
    return sounds.get(word);
  };
  return (words) => {
    const name = words.join(' ');
    const known = compared.get(name);
    if (known !== undefined) return known;
    const joined = words.join('');
    const found = likeKeys({ words, joined, soundOf }, index).filter(
      ({ key }) => !differInEnding(joined, key.joined, language) && keepsSmallWords(words, key, small),
    );
    compared.set(name, found);
    return found;
  };
}

interface Heard {
  readonly words: readonly string[];
  readonly joined: string;
  readonly soundOf: (word: string) => Sound | undefined;
}

function likeKeys({ words, joined, soundOf }: Heard, index: TermIndex): readonly Likeness[] {
  if (joined.length < LEAST_LETTERS) return [];
  const found = new Map<Key, number>();
  const [first = ''] = words;
  for (const start of firstSounds(first, soundOf(first))) {
    for (const [key, spelling] of spellingsLike(joined, index.bySound.get(start) ?? []))
      found.set(key, spelling);
  }
  if (found.size === 0) return [];
  const sound = joinSounds(words.map(soundOf));
  return [...found].map(([key, spelling]) => ({ key, spelling, sound: soundsLike(sound, key.sound) }));
}

/** Keys by their length whose spelling is like that of a word, and how much. */
function spellingsLike(
  joined: string,
  byLength: readonly (readonly Key[])[],
): readonly (readonly [Key, number])[] {
  const { length } = joined;
  const letters = letterSet(joined);
  const shortest = Math.ceil(length * LEAST_SPELLING);
  const longest = Math.floor(length / LEAST_SPELLING);
  return byLength.slice(shortest, longest + 1).flatMap((keys, i) => {
    const most = Math.max(shortest + i, length);
    const allowed = Math.floor((1 - LEAST_SPELLING) * most);
    return keys.flatMap((key) => {
      if (bitCount(key.letters ^ letters) > 2 * allowed) return [];
      const edits = distance(joined, key.joined);
      if (edits > allowed || digitsOf(joined) !== digitsOf(key.joined)) return [];
      return [[key, 1 - edits / most] as const];
    });
  });
}

function soundsLike(left: Sound | undefined, right: Sound | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : soundLikeness(left, right);
}

/** A small word is no part of a misheard name, unless the name has it at the same end. */
function keepsSmallWords(words: readonly string[], { tokens }: Key, small: ReadonlySet<string>): boolean {
  const isKept = (word: string | undefined, own: string | undefined): boolean =>
    word === undefined || word === own || !small.has(word);
  return isKept(words[0], tokens[0]) && isKept(words.at(-1), tokens.at(-1));
}

/** A number is never a misheard other number. */
function digitsOf(text: string): string {
  return text.replace(/\P{N}+/gu, '');
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
