/**
 * Fold: spellings that differ in case, accents and letter forms only, made equal.
 *
 * Marks are taken off Latin, Greek, Hebrew and Arabic letters alone: elsewhere they are vowels, or make another letter.
 * @module
 */

/** Letters that Unicode does not take apart. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

const PLAINLY_WRITTEN = /^[a-z0-9]*$/;
const NOT_PLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');
const MARKED = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}])\p{M}+/gu;
/** Katakana with a hiragana of the same sound. */
const KATAKANA = /[\u30a1-\u30f6]/g;
const KATAKANA_TO_HIRAGANA = 0x60;

/** The text in lower case, without accents, in plain letters; kana as hiragana. Folding twice changes nothing. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (PLAINLY_WRITTEN.test(lower)) return lower;
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKED, '$1')
    .replace(NOT_PLAIN, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFC')
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_TO_HIRAGANA));
}
