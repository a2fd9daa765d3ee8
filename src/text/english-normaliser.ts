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

/** Kept until numbers have been read: `2.5`, `50%`, `$3`. */
const NUMERIC_SYMBOLS = '.%$¢€£';

/** Applied in order, before symbols are removed. */
const SPELLED_OUT: readonly (readonly [RegExp, string])[] = [
  [unicodePattern(`\\b(?:${FILLERS.join('|')})\\b`), ''],
  [unicodePattern("\\s+'"), "'"],
  ...WHOLE_WORDS.map(([short, long]) => [unicodePattern(`\\b${short}\\b`), long] as const),
  ...ENDINGS.map(([short, long]) => [unicodePattern(`${short}\\b`), long] as const),
  [unicodePattern('(\\d),(\\d)'), '$1$2'],
  [unicodePattern('\\.([^0-9]|$)'), ' $1'],
];

/** Applied in order at the end: signs that belong to no number. */
const STRAY_SIGNS: readonly (readonly [RegExp, string])[] = [
  [unicodePattern('[.$¢€£]([^0-9])'), ' $1'],
  [unicodePattern('([^0-9])%'), '$1 '],
];

/** English text as it is compared when scoring. */
export function normaliseEnglish(text: string): string {
  const spoken = replaceAll(removeBracketed(text.toLowerCase()), SPELLED_OUT);
  const plain = normaliseNumbers(removeSymbolsAndDiacritics(spoken, NUMERIC_SYMBOLS));
  return collapseSpaces(replaceAll(americanise(plain), STRAY_SIGNS));
}

function americanise(text: string): string {
  return splitWords(text)
    .map((word) => (Object.hasOwn(ENGLISH_SPELLINGS, word) ? (ENGLISH_SPELLINGS[word] ?? word) : word))
    .join(' ');
}

function replaceAll(text: string, rules: readonly (readonly [RegExp, string])[]): string {
  return rules.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text);
}
