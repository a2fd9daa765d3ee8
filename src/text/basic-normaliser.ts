/**
 * The basic normaliser: what Whisper's authors score every language but English with.
 *
 * Lower case, no brackets, no marks, symbols or punctuation, single spaces. It does not trim.
 * Source  openai-whisper `BasicTextNormalizer` with its defaults; checked against whisper-normalizer (tests/golden).
 * @module
 */
import { removeBracketed, removeSymbols } from './symbols.ts';
import { collapseSpaces } from './unicode-pattern.ts';

/** Text as it is compared when scoring. Scripts that write vowels as marks lose them; so they do in the papers. */
export function normaliseBasic(text: string): string {
  return collapseSpaces(removeSymbols(removeBracketed(text.toLowerCase())).toLowerCase());
}
