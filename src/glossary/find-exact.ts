/**
 * Find exact: where a term stands already, and where one of its aliases does.
 * @module
 */
import type { Candidate } from './candidate.ts';
import type { Term } from './glossary.ts';
import { confidenceOf, type Passage } from './passage.ts';
import type { Key, TermIndex } from './term-index.ts';
import { tokenise } from './tokens.ts';

/** What a passage holds of the glossary, letter by letter. */
export interface ExactFinds {
  /** Whether each token is part of a term that is written as it should be. */
  readonly isRight: readonly boolean[];
  readonly candidates: readonly Candidate[];
}

/** Aliases go before everything that is merely alike. */
const ALIAS_RANK = 10;
/** The same letters, with other accents, hyphens or spaces. */
const SAME_LETTERS_RANK = 5;

/** Finds terms and aliases: case, accents and punctuation aside. Aliases do not cross the end of a sentence. */
export function findExact(passage: Passage, index: TermIndex): ExactFinds {
  const { tokens, boundaries } = passage;
  const isRight = tokens.map(() => false);
  const candidates: Candidate[] = [];
  for (const [from, token] of tokens.entries()) {
    for (const key of index.byToken.get(token.folded) ?? []) {
      const to = from + key.tokens.length;
      if (!key.tokens.every((folded, i) => tokens[from + i]?.folded === folded)) continue;
      if (!key.isAlias && isWritten(key.term, textOf(passage, from, to))) {
        isRight.fill(true, from, to);
        continue;
      }
      if (boundaries.slice(from, to - 1).includes('stop')) continue;
      candidates.push(exactCandidate(passage, key, from));
    }
  }
  return { isRight, candidates };
}

function exactCandidate(passage: Passage, key: Key, from: number): Candidate {
  const to = from + key.tokens.length;
  const confidence = confidenceOf(passage, from, to);
  return {
    from,
    to,
    key,
    rule: key.isAlias ? 'alias' : 'spelling',
    rank: key.isAlias ? ALIAS_RANK : SAME_LETTERS_RANK,
    scores: { spelling: 1, ...(confidence === undefined ? {} : { confidence }) },
  };
}

/** The text of the tokens `[from, to)`, with what stands between them. */
export function textOf({ text, tokens }: Passage, from: number, to: number): string {
  return text.slice(tokens[from]?.from, tokens[to - 1]?.to);
}

/** Whether a text is the term as it should be written: in other letters of the same name only where case tells nothing. */
export function isWritten(term: Term, text: string): boolean {
  const [is, should] = [plainText(text), plainText(coreOf(term.term))];
  return keepsCase(term) ? is === should : is.toLowerCase() === should.toLowerCase();
}

/** Whether the case of its letters is a term's own, so that no sentence changes it: "iPhone". */
export function keepsCase({ term, caseSensitive }: Term): boolean {
  return caseSensitive || /\p{Ll}\p{Lu}/u.test(term);
}

/** From the first token to the last: signs around a name are not looked at. */
function coreOf(term: string): string {
  const tokens = tokenise(term);
  return term.slice(tokens[0]?.from, tokens.at(-1)?.to);
}

function plainText(text: string): string {
  return text.normalize('NFC').replace(/’/g, "'");
}
