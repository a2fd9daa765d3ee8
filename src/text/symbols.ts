/**
 * Symbols: remove brackets, marks, symbols and punctuation before scoring.
 * Source  openai-whisper's normalisers, appendix C of the Whisper paper (arXiv 2212.04356).
 * @module
 */

/** Letters that no Unicode decomposition takes apart. */
const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map([
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['ß', 'ss'],
  ['ẞ', 'SS'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['þ', 'th'],
  ['Þ', 'th'],
  ['ł', 'l'],
  ['Ł', 'L'],
]);

const ANGLED_OR_SQUARE = /[<[][^>\]]*[>\]]/gu;
const ROUND = /\([^)]+?\)/gu;
const NOT_A_WORD = /[\p{M}\p{S}\p{P}]/gu;
const TO_SIMPLIFY = /[\p{M}\p{S}\p{P}œŒøØæÆßẞđĐðÐþÞłŁ]/gu;
const NONSPACING = /^\p{Mn}$/u;

/** Drops what stands in brackets or parentheses: sound descriptions, not speech. */
export function removeBracketed(text: string): string {
  return text.replace(ANGLED_OR_SQUARE, '').replace(ROUND, '');
}

/** Marks, symbols and punctuation become spaces; compatibility forms become plain ones (NFKC). */
export function removeSymbols(text: string): string {
  return text.normalize('NFKC').replace(NOT_A_WORD, ' ');
}

/** As `removeSymbols`, but letters lose their diacritics, and the characters of `keep` stay. */
export function removeSymbolsAndDiacritics(text: string, keep: string): string {
  return text.normalize('NFKD').replace(TO_SIMPLIFY, (character) => {
    if (keep.includes(character)) return character;
    return PLAIN_LETTERS.get(character) ?? (NONSPACING.test(character) ? '' : ' ');
  });
}
