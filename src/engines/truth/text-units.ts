/**
 * Text units: a text's tokens grouped into what repeats in a loop: words, or single pieces in scripts without spaces.
 *
 * Promise the units' tokens, joined, are the tokens given, in order. No unit cuts a character whose bytes are spread over
 *         several tokens.
 * @module
 */

/** Spells token ids as text; a character that is cut off is U+FFFD. */
export type Spell = (tokens: readonly number[]) => string;

/** Some tokens that belong together. */
export interface TextUnit {
  /** Letters and digits in lower case: what two units are compared by; empty only where a text has none at all. */
  readonly key: string;
  readonly text: string;
  readonly tokens: readonly number[];
}

/** The longest character takes four bytes, and a token holds at least one. */
const MOST_TOKENS_A_CHARACTER = 4;

/** A longer word is cut, so that a loop inside one ("hahaha...") becomes a loop of units. */
const LONGEST_KEY = 24;

const CUT_OFF = '�';
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Groups tokens into units. */
export function textUnits(tokens: readonly number[], spell: Spell): TextUnit[] {
  const units: TextUnit[] = [];
  for (const piece of wholePieces(tokens, spell)) {
    const last = units.at(-1);
    if (last === undefined || startsUnit(last, piece)) units.push(piece);
    else units[units.length - 1] = joined(last, piece);
  }
  return units;
}

/** Letters and digits of a text, in lower case. */
export function keyOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

function wholePieces(tokens: readonly number[], spell: Spell): TextUnit[] {
  const pieces: TextUnit[] = [];
  let open: number[] = [];
  for (const token of tokens) {
    open.push(token);
    const text = spell(open);
    if (text.includes(CUT_OFF) && open.length < MOST_TOKENS_A_CHARACTER) continue;
    pieces.push({ key: keyOf(text), text, tokens: open });
    open = [];
  }
  if (open.length > 0) pieces.push({ key: '', text: spell(open), tokens: open });
  return pieces;
}

/** Punctuation stays with what it follows; a leading mark waits for its word. */
function startsUnit(last: TextUnit, piece: TextUnit): boolean {
  if (piece.key === '' || last.key === '') return false;
  if (last.key.length >= LONGEST_KEY) return true;
  return /^\s/u.test(piece.text) || UNSPACED.test(piece.text) || UNSPACED.test(last.text);
}

function joined(left: TextUnit, right: TextUnit): TextUnit {
  return {
    key: left.key + right.key,
    text: left.text + right.text,
    tokens: [...left.tokens, ...right.tokens],
  };
}
