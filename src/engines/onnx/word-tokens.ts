/**
 * Word tokens: the tokens of a text, put together to words.
 *
 * A character that takes several tokens is never cut. Where a language puts spaces between words, a word begins at one;
 * elsewhere each character is a word. Punctuation goes to the word that it opens or closes.
 * Source  openai-whisper `tokenizer.py` (`split_to_word_tokens`), `timing.py` (`merge_punctuations`).
 * @module
 */
import type { Vocabulary } from './vocabulary.ts';

/** Languages written without spaces between words. */
const WITHOUT_SPACES = new Set(['zh', 'ja', 'th', 'lo', 'my', 'yue']);

/** What belongs to the word after it, and what to the word before it. */
const OPENING = '"\'“¿([{-';
const CLOSING = '"\'.。,，!！?？:：”)]}、';

/** The tokens of one word and what they spell, its space before it included. */
export interface WordTokens {
  readonly text: string;
  readonly tokens: readonly number[];
}

type Decode = Vocabulary['decode'];

/** The words of a text; all tokens are in exactly one word, in order. */
export function splitIntoWords(
  tokens: readonly number[],
  decode: Decode,
  language: string,
): readonly WordTokens[] {
  const pieces = splitAtCharacters(tokens, decode);
  return mergePunctuation(WITHOUT_SPACES.has(language) ? pieces : joinAtSpaces(pieces));
}

/** The shortest runs of tokens that spell whole characters. */
function splitAtCharacters(tokens: readonly number[], decode: Decode): WordTokens[] {
  const pieces: WordTokens[] = [];
  const whole = decode(tokens);
  let [from, told] = [0, 0];
  for (let end = 1; end <= tokens.length; end += 1) {
    const run = tokens.slice(from, end);
    const text = decode(run);
    const broken = text.indexOf('\uFFFD');
    // A replacement character that the whole text has there too was said by the model.
    const isWhole = broken < 0 || whole[told + broken] === '\uFFFD';
    if (!isWhole && end < tokens.length) continue;
    pieces.push({ text, tokens: run });
    told += text.length;
    from = end;
  }
  return pieces;
}

function joinAtSpaces(pieces: readonly WordTokens[]): WordTokens[] {
  const words: WordTokens[] = [];
  for (const piece of pieces) {
    const last = words.at(-1);
    const isAlone = piece.text.startsWith(' ') || isPunctuation(piece.text.trim());
    if (last === undefined || isAlone) words.push(piece);
    else words[words.length - 1] = join(last, piece);
  }
  return words;
}

/** Only ASCII punctuation stands alone, as in the reference: the rest is merged below or stays where it is. */
function isPunctuation(text: string): boolean {
  return /^[!-/:-@[-`{-~]$/.test(text);
}

function mergePunctuation(words: readonly WordTokens[]): readonly WordTokens[] {
  const opened: WordTokens[] = [];
  for (const word of [...words].reverse()) {
    const next = opened.at(-1);
    const opens = word.text.startsWith(' ') && isOneOf(word.text.trim(), OPENING);
    if (next !== undefined && opens) opened[opened.length - 1] = join(word, next);
    else opened.push(word);
  }
  const merged: WordTokens[] = [];
  for (const word of opened.reverse()) {
    const last = merged.at(-1);
    const closes = last !== undefined && !last.text.endsWith(' ') && isOneOf(word.text, CLOSING);
    if (closes) merged[merged.length - 1] = join(last, word);
    else merged.push(word);
  }
  return merged;
}

function isOneOf(text: string, marks: string): boolean {
  return text !== '' && marks.includes(text);
}

function join(left: WordTokens, right: WordTokens): WordTokens {
  return { text: left.text + right.text, tokens: [...left.tokens, ...right.tokens] };
}
