/**
 * Replacement: how a term is written in the place of the words that were heard.
 * @module
 */
import type { Candidate } from './candidate.ts';
import { keepsCase } from './find-exact.ts';
import type { Passage } from './passage.ts';
import type { Edit } from './rewrite.ts';

const LETTER = /[\p{L}\p{N}]/u;
/** Scripts that are written without spaces. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The edit of a candidate. A term in small letters is written large where the words before were, as a sentence begins. */
export function editOf({ from, to, key }: Candidate, { text, tokens }: Passage): Edit {
  const start = tokens[from]?.from ?? 0;
  const end = tokens[to - 1]?.to ?? text.length;
  const { term } = key;
  const wasLarge = /^\p{Lu}/u.test(text.slice(start, end));
  const isSmall = !/\p{Lu}/u.test(term.term) && !keepsCase(term);
  const written = wasLarge && isSmall ? capitalise(term.term) : term.term;
  const before = needsSpace(text.slice(0, start).at(-1), written.at(0)) ? ' ' : '';
  const after = needsSpace(written.at(-1), text.slice(end).at(0)) ? ' ' : '';
  return { from: start, to: end, after: before + written + after };
}

function capitalise(term: string): string {
  const [first = ''] = term;
  return first.toUpperCase() + term.slice(first.length);
}

/** Letters that would run into each other, as where a Latin term replaces Chinese characters beside another. */
function needsSpace(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return [left, right].every((each) => LETTER.test(each) && !UNSPACED.test(each));
}
