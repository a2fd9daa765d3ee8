/**
 * Find similar: spans of words that are like a term in spelling or sound.
 * @module
 */
import type { Candidate } from './candidate.ts';
import type { Comparer, Likeness } from './compare.ts';
import { textOf } from './find-exact.ts';
import { isLikely, likeness, type Writing } from './gate.ts';
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
  /** Whisper's code. */
  readonly language: string;
}

/** Languages that write every noun large, so that a name is not told by it. */
const LARGE_NOUNS: readonly string[] = ['de', 'lb'];

/** Candidates among the tokens that are not right already. */
export function findSimilar(
  passage: Passage,
  isRight: readonly boolean[],
  search: SimilarSearch,
): readonly Candidate[] {
  const { compare, mostTokens } = search;
  if (mostTokens === 0) return [];
  // One more than the longest term: "Kubernetes" is heard as "cooper netties".
  return spansOf(passage, isRight, mostTokens + 1).flatMap((span) => {
    const words = passage.tokens.slice(span.from, span.to).map(({ folded }) => folded);
    return compare(words).flatMap((like) => judge(like, passage, { span, search }) ?? []);
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
  { span, search }: { readonly span: Span; readonly search: SimilarSearch },
): Candidate | undefined {
  const { from, to } = span;
  if (isPossessive(passage.text, passage.tokens[to - 1]) !== key.isPossessive) return undefined;
  const confidence = confidenceOf(passage, from, to);
  const letters = passage.tokens.slice(from, to).reduce((sum, { folded }) => sum + folded.length, 0);
  const isAccepted = isLikely({
    spelling,
    sound,
    confidence,
    letters: Math.min(letters, key.joined.length),
    writing: writingOf(passage, span, { term: key.term.term, language: search.language }),
    isSplit: to - from !== key.tokens.length,
  });
  if (!isAccepted) return undefined;
  return {
    from,
    to,
    key,
    rule: sound !== undefined && sound > spelling ? 'sound' : 'spelling',
    rank: likeness({ spelling, sound }),
    scores: {
      spelling,
      ...(sound === undefined ? {} : { sound }),
      ...(confidence === undefined ? {} : { confidence }),
    },
  };
}

/** The capital that begins a sentence tells nothing. */
function writingOf(
  passage: Passage,
  { from, to }: Span,
  { term, language }: { readonly term: string; readonly language: string },
): Writing {
  if (!/\p{Lu}/u.test(term)) return 'unknown';
  const text = textOf(passage, from, to);
  const isStart = passage.starts[from] === true;
  if (/\p{Lu}/u.test(isStart ? text.slice(1) : text))
    return LARGE_NOUNS.includes(language) ? 'unknown' : 'name';
  return isStart && /^\p{Lu}/u.test(text) ? 'unknown' : 'small';
}
