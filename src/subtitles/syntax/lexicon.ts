/**
 * Lexicon: a language's function words, ready to be asked for.
 * @module
 */
import { FUNCTION_WORDS, type FunctionWords } from './function-words.data.ts';

/** Kinds of function words. */
export type WordKind = Exclude<keyof FunctionWords, 'hasCapitalNouns'>;

/** Asks what a word of one language is. */
export interface Lexicon {
  /** `word`: as `bareWord` gives it. */
  readonly is: (word: string, ...kinds: readonly WordKind[]) => boolean;
  readonly hasCapitalNouns: boolean;
}

/** What stands around a word and is no part of it. An apostrophe inside stays. */
const AROUND = /^[^\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}\u0e46\u0e2f]+$/gu;

const lexicons = new Map<string, Lexicon>();

/** Of a language by its code; region and script are left out of account, and an unknown one has no such words. */
export function lexiconOf(language: string): Lexicon {
  const code = language.toLowerCase().split(/[-_]/)[0] ?? '';
  let lexicon = lexicons.get(code);
  if (lexicon === undefined) {
    lexicon = compile(Object.hasOwn(FUNCTION_WORDS, code) ? (FUNCTION_WORDS[code] ?? {}) : {});
    lexicons.set(code, lexicon);
  }
  return lexicon;
}

/** A word without the punctuation around it, in lower case, apostrophes plain. */
export function bareWord(word: string): string {
  return word.replace(AROUND, '').replaceAll('\u2019', "'").toLowerCase().normalize('NFC');
}

function compile({ hasCapitalNouns = false, ...lists }: FunctionWords): Lexicon {
  const kindsOf = new Map<string, Set<string>>();
  for (const [kind, words] of Object.entries(lists)) {
    for (const word of words.split(' ')) {
      const kinds = kindsOf.get(word) ?? new Set();
      kindsOf.set(word, kinds.add(kind));
    }
  }
  return {
    is: (word, ...kinds) => {
      const known = kindsOf.get(word);
      return known !== undefined && kinds.some((kind) => known.has(kind));
    },
    hasCapitalNouns,
  };
}
