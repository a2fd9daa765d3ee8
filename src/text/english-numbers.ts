/**
 * English numbers: spoken and written numbers as digits, with signs, currencies, ordinals and per cent.
 *
 * "twenty five" -> "25", "two dollars and seven cents" -> "$2.07", "nineteen sixties" -> "1960s".
 * Source  openai-whisper `EnglishNumberNormalizer`, its oddities included: scores must equal the peer's.
 * @module
 */
import { NUMBER_WORDS, type NumberWord } from './english-number-words.data.ts';
import { NumberReader } from './number-reader.ts';
import { splitWords, unicodePattern } from './unicode-pattern.ts';

const AND_A_HALF = unicodePattern('\\band\\s+a\\s+half\\b');
const DIGITS_AND_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/([a-z])([0-9])/gu, '$1 $2'],
  [/([0-9])([a-z])/gu, '$1 $2'],
  [unicodePattern('([0-9])\\s+(st|nd|rd|th|s)\\b'), '$1$2'],
];
const MONEY_AND_CENTS = unicodePattern('([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})\\b');
/** The middle character may be any: the peer's pattern has an unescaped point. */
const ONLY_CENTS = unicodePattern('[€£$]0.([0-9]{1,2})\\b');
const ONE_OR_ONES = unicodePattern('\\b1(s?)\\b');

/** Writes the numbers of lower-case English text as digits; white space becomes single spaces. */
export function normaliseNumbers(text: string): string {
  const reader = new NumberReader();
  const words = splitWords(separateDigits(readHalves(text)));
  for (let at = 0; at < words.length; at += 1) {
    const current = words[at] ?? '';
    if (reader.read(current, words[at - 1], words[at + 1]) === 'took-next') at += 1;
  }
  return writeMoney(reader.finish().join(' '));
}

/** "two and a half" -> "two point five"; elsewhere "and a half" stays. */
function readHalves(text: string): string {
  const parts = text.split(AND_A_HALF);
  const read: string[] = [];
  parts.forEach((part, index) => {
    const lastWord = splitWords(part).at(-1);
    if (lastWord === undefined) return;
    read.push(part);
    if (index < parts.length - 1) read.push(canBeHalved(lastWord) ? 'point five' : 'and a half');
  });
  return read.join(' ');
}

function canBeHalved(word: string): boolean {
  const meaning: NumberWord | undefined = NUMBER_WORDS.get(word);
  if (meaning === undefined) return false;
  if (meaning.role === 'zero') return true;
  return 'amount' in meaning && meaning.suffix === undefined;
}

function separateDigits(text: string): string {
  return DIGITS_AND_LETTERS.reduce((current, [pattern, by]) => current.replace(pattern, by), text);
}

function writeMoney(text: string): string {
  return text
    .replace(MONEY_AND_CENTS, (_, sign: string, whole: string, cents: string) => {
      return `${sign}${whole}.${cents.padStart(2, '0')}`;
    })
    .replace(ONLY_CENTS, (_, cents: string) => `¢${Number(cents)}`)
    .replace(ONE_OR_ONES, 'one$1');
}
