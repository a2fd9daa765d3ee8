/**
 * Find similar: spans of words that are like a term in spelling or sound.
 * @module
 */
import type { Candidate } from './candidate.ts';
import type { Comparer, Likeness } from './compare.ts';
import { textOf } from './find-exact.ts';
import { type Evidence, likeness, requiredLikeness } from './gate.ts';
import { confidenceOf, type Passage } from './passage.ts';
import { isPossessive } from './term-index.ts';

/** Tokens `[from, to)`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is looked for. */
export interface SimilarSearch {
  readonly compare: Comparer;
  /** Tokens of the longest term. */
  readonly mostTokens: number;
}

/** Candidates among the tokens that are not right already. */
export function findSimilar(
  passage: Passage,
  isRight: readonly boolean[],
  { compare, mostTokens }: SimilarSearch,
): readonly Candidate[] {
  if (mostTokens === 0) return [];
  // One more than the longest term: "Kubernetes" is heard as "cooper netties".
  return spansOf(passage, isRight, mostTokens + 1).flatMap((span) => {
    const words = passage.tokens.slice(span.from, span.to).map(({ folded }) => folded);
    return compare(words).flatMap((like) => judge(like, passage, span) ?? []);
  });
}

/** Spans of at most `most` words with nothing but spaces and hyphens between them. */
function spansOf(passage: Passage, isRight: readonly boolean[], most: number): readonly Span[] {
  const { tokens, boundaries } = passage;
  const spans: Span[] = [];
  for (let from = 0; from < tokens.length; from += 1) {
    if (isRemnant(passage, from)) continue;
    for (let to = from + 1; to <= Math.min(tokens.length, from + most); to += 1) {
      if (isRight[to - 1] === true || tokens[to - 1]?.isCharacter === true) break;
      if (to - from > 1 && boundaries[to - 2] !== 'none') break;
      spans.push({ from, to });
    }
  }
  return spans;
}

/** The "s", "ll" or "re" behind an apostrophe begins no name. */
function isRemnant({ text, tokens }: Passage, at: number): boolean {
  const token = tokens[at];
  return token !== undefined && token.to - token.from <= 2 && /['’]/.test(text.charAt(token.from - 1));
}

function judge(
  { key, spelling, sound }: Likeness,
  passage: Passage,
  { from, to }: Span,
): Candidate | undefined {
  if (isPossessive(passage.text, passage.tokens[to - 1]) !== key.isPossessive) return undefined;
  const confidence = confidenceOf(passage, from, to);
  const evidence: Evidence = {
    spelling,
    sound,
    confidence,
    isPlainWord: /\p{Lu}/u.test(key.term.term) && !/\p{Lu}/u.test(textOf(passage, from, to)),
    isSplit: to - from !== key.tokens.length,
  };
  const like = likeness(evidence);
  if (spelling < 1 && like < requiredLikeness(evidence)) return undefined;
  return {
    from,
    to,
    key,
    rule: sound !== undefined && sound > spelling ? 'sound' : 'spelling',
    rank: like,
    scores: {
      spelling,
      ...(sound === undefined ? {} : { sound }),
      ...(confidence === undefined ? {} : { confidence }),
    },
  };
}
