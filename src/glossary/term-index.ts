/**
 * Term index: the spellings of a glossary's terms, found by their first token, and by first sound and length.
 * @module
 */
import { type Glossary, isUsedIn, type Term } from './glossary.ts';
import { firstSounds, joinSounds, type Sound, soundOfWord } from './sound.ts';
import { type Token, tokenise } from './tokens.ts';

/** A term or one of its aliases. */
export interface Key {
  readonly term: Term;
  readonly isAlias: boolean;
  /** Folded tokens. */
  readonly tokens: readonly string[];
  /** The tokens as one word. */
  readonly joined: string;
  readonly sound: Sound | undefined;
  /** Which letters it has: see `letterSet`. */
  readonly letters: number;
  /** Ends as a possessive does: "McDonald's". */
  readonly isPossessive: boolean;
  /** Whether words that are like it may be it: it is long enough, and made of words. */
  readonly isComparable: boolean;
}

/** What there is to be found. */
export interface TermIndex {
  /** By the first token; the longest first. */
  readonly byToken: ReadonlyMap<string, readonly Key[]>;
  /** Keys that may be recognised by likeness: by class of the first sound, then by length of the joined tokens. */
  readonly bySound: ReadonlyMap<string, readonly (readonly Key[])[]>;
  /** Tokens of the longest of these. */
  readonly mostTokens: number;
}

/** Shorter words are like too many others. */
export const LEAST_LETTERS = 4;

/** The terms of one language, indexed. */
export function indexTerms({ terms }: Glossary, language: string): TermIndex {
  const byToken = new Map<string, Key[]>();
  const bySound = new Map<string, Key[][]>();
  let mostTokens = 0;
  for (const key of keysOf(terms.filter((term) => isUsedIn(term, language)))) {
    const first = key.tokens[0] ?? '';
    listAt(byToken, first).push(key);
    if (!key.isComparable) continue;
    mostTokens = Math.max(mostTokens, key.tokens.length);
    for (const sound of firstSounds(first, soundOfWord(first))) {
      const lengths = listAt(bySound, sound);
      while (lengths.length <= key.joined.length) lengths.push([]);
      lengths[key.joined.length]?.push(key);
    }
  }
  for (const keys of byToken.values()) keys.sort((left, right) => right.tokens.length - left.tokens.length);
  return { byToken, bySound, mostTokens };
}

function keysOf(terms: readonly Term[]): readonly Key[] {
  return terms.flatMap((term) => [
    ...keyOf(term, term.term, false),
    ...term.spoken.flatMap((alias) => keyOf(term, alias, true)),
  ]);
}

function keyOf(term: Term, text: string, isAlias: boolean): readonly Key[] {
  const tokens = tokenise(text);
  if (tokens.length === 0) return [];
  const folded = tokens.map((token) => token.folded);
  const joined = folded.join('');
  return [
    {
      term,
      isAlias,
      tokens: folded,
      joined,
      sound: joinSounds(folded.map(soundOfWord)),
      letters: letterSet(joined),
      isPossessive: isPossessive(text, tokens.at(-1)),
      isComparable: joined.length >= LEAST_LETTERS && !tokens.some(({ isCharacter }) => isCharacter),
    },
  ];
}

/** Whether a token is the "s" of a possessive. */
export function isPossessive(text: string, token: Token | undefined): boolean {
  return token?.folded === 's' && /['’]/.test(text.charAt(token.from - 1));
}

/** A bit for each of 32 classes of letters; words an edit apart differ in at most two of them. */
export function letterSet(folded: string): number {
  let set = 0;
  for (let i = 0; i < folded.length; i += 1) set |= 1 << (folded.charCodeAt(i) & 31);
  return set;
}

function listAt<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
