/**
 * Measure terms: how many of the terms that were said are in a text, and how many corrections were wrong.
 *
 * Term recall        share of the occurrences of terms in the reference that the text has in their place.
 * False corrections  changes whose text is not in the reference in their place.
 * Place              texts are compared as tokens (case, accents and punctuation aside), aligned with the fewest edits.
 * @module
 */
import type { Segment } from '../kernel/index.ts';
import { matchUnits } from '../text/index.ts';
import type { CorrectedTerms } from './correct-terms.ts';
import { type Glossary, isUsedIn } from './glossary.ts';
import { tokenise } from './tokens.ts';

/** A recording's text, its corrections if there were any, and what was said. */
export interface MeasuredText extends Pick<CorrectedTerms, 'changes' | 'places'> {
  readonly segments: readonly Pick<Segment, 'text'>[];
  readonly reference: string;
  readonly language: string;
}

/** Counts over one recording or several. */
export interface TermCounts {
  /** Occurrences of terms in the reference. */
  readonly said: number;
  /** Those that the text has. */
  readonly found: number;
  /** Corrections. */
  readonly changes: number;
  /** Those whose text was not said there. */
  readonly falseChanges: number;
}

/** What became of one recording. */
export interface MeasuredTerms extends TermCounts {
  /** The term of each occurrence that the text does not have. */
  readonly missed: readonly string[];
  /** For each change, whether its text was said there. */
  readonly isTrue: readonly boolean[];
}

/** Counts of one recording. */
export function measureTerms(text: MeasuredText, glossary: Glossary): MeasuredTerms {
  const { segments, reference, language, changes, places } = text;
  const said = tokenise(reference).map(({ folded }) => folded);
  const heard = segments.flatMap((segment, index) =>
    tokenise(segment.text).map(({ folded, from, to }) => ({ folded, from, to, index })),
  );
  const pairs = matchUnits(
    said,
    heard.map(({ folded }) => folded),
  );
  const partner = new Map(pairs);
  const isHit = new Set(pairs.map(([, right]) => right));
  const occurrences = findTerms(said, glossary, language);
  const missed = occurrences.filter(({ from, to }) => !isTogether(from, to, partner)).map(({ term }) => term);
  const isTrue = places.map(({ segment, from, to }) =>
    heard.every(
      (token, i) => token.index !== segment || token.to <= from || token.from >= to || isHit.has(i),
    ),
  );
  return {
    said: occurrences.length,
    found: occurrences.length - missed.length,
    changes: changes.length,
    falseChanges: isTrue.filter((each) => !each).length,
    missed,
    isTrue,
  };
}

/** The counts of several recordings together. */
export function addCounts(all: readonly TermCounts[]): TermCounts {
  const sum = (count: (each: TermCounts) => number): number =>
    all.reduce((total, each) => total + count(each), 0);
  return {
    said: sum(({ said }) => said),
    found: sum(({ found }) => found),
    changes: sum(({ changes }) => changes),
    falseChanges: sum(({ falseChanges }) => falseChanges),
  };
}

interface Occurrence {
  readonly term: string;
  readonly from: number;
  readonly to: number;
}

/** Every place where a term is said; of two that overlap both count. */
function findTerms(said: readonly string[], { terms }: Glossary, language: string): readonly Occurrence[] {
  const byFirst = new Map<string, Map<string, readonly string[]>>();
  for (const term of terms) {
    const tokens = tokenise(term.term).map(({ folded }) => folded);
    const [first] = tokens;
    if (first === undefined || !isUsedIn(term, language)) continue;
    const names = byFirst.get(first) ?? new Map<string, readonly string[]>();
    byFirst.set(first, names.set(tokens.join(' '), tokens));
  }
  return said.flatMap((token, from) =>
    [...(byFirst.get(token)?.entries() ?? [])]
      .filter(([, tokens]) => tokens.every((each, i) => said[from + i] === each))
      .map(([term, tokens]) => ({ term, from, to: from + tokens.length })),
  );
}

/** Whether the reference's tokens `[from, to)` stand side by side in the text. */
function isTogether(from: number, to: number, partner: ReadonlyMap<number, number>): boolean {
  const start = partner.get(from);
  if (start === undefined) return false;
  for (let i = from; i < to; i += 1) if (partner.get(i) !== start + i - from) return false;
  return true;
}
