/**
 * The English normaliser: two transcripts that say the same thing become the same string.
 *
 * Contractions and titles are spelled out, numbers and money become digits, British spellings American; fillers,
 * brackets, punctuation and diacritics go. It does not trim.
 * Source  openai-whisper `EnglishTextNormalizer`; checked against whisper-normalizer (tests/golden).
 * @module
 */
import { ENDINGS, FILLERS, WHOLE_WORDS } from './english-contractions.data.ts';
import { normaliseNumbers } from './english-numbers.ts';
import { ENGLISH_SPELLINGS } from './english-spellings.data.ts';
import { removeBracketed, removeSymbolsAndDiacritics } from './symbols.ts';
import { collapseSpaces, splitWords, unicodePattern } from './unicode-pattern.ts';

/** Patterns and what takes their place, in order. */
type Rules = readonly (readonly [RegExp, string])[];

/** Kept until numbers have been read: `2.5`, `50%`, `$3`. */
const NUMERIC_SYMBOLS = '.%$¢€£';

/** Applied in order, before symbols are removed. */
const spelledOut = (): Rules => [
  [unicodePattern(`\\b(?:${FILLERS.join('|')})\\b`), ''],
  [unicodePattern("\\s+'"), "'"],
  ...WHOLE_WORDS.map(([short, long]) => [unicodePattern(`\\b${short}\\b`), long] as const),
  ...ENDINGS.map(([short, long]) => [unicodePattern(`${short}\\b`), long] as const),
  [unicodePattern('(\\d),(\\d)'), '$1$2'],
  [unicodePattern('\\.([^0-9]|$)'), ' $1'],
];

/** Applied in order at the end: signs that belong to no number. */
const straySigns = (): Rules => [
  [unicodePattern('[.$¢€£]([^0-9])'), ' $1'],
  [unicodePattern('([^0-9])%'), '$1 '],
];

/** Made at the first text: a transcription loads this file, and compares nothing. */
let rules: { readonly spelledOut: Rules; readonly straySigns: Rules } | undefined;

/** English text as it is compared when scoring. */
export function normaliseEnglish(text: string): string {
  rules ??= { spelledOut: spelledOut(), straySigns: straySigns() };
  const spoken = replaceAll(removeBracketed(text.toLowerCase()), rules.spelledOut);
  const plain = normaliseNumbers(removeSymbolsAndDiacritics(spoken, NUMERIC_SYMBOLS));
  return collapseSpaces(replaceAll(americanise(plain), rules.straySigns));
}

function americanise(text: string): string {
  return splitWords(text)
    .map((word) => (Object.hasOwn(ENGLISH_SPELLINGS, word) ? (ENGLISH_SPELLINGS[word] ?? word) : word))
    .join(' ');
}

function replaceAll(text: string, rules: Rules): string {
  return rules.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text);
}
