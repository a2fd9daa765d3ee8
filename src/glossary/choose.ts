/**
 * Choose: of candidates that claim the same words, the one that is likeliest.
 * @module
 */
import type { Candidate } from './candidate.ts';

/**
 * Candidates that touch neither each other nor a token that is right, in the order of the text. No other could be added,
 * so that nothing is left for a second look.
 */
export function chooseCandidates(
  candidates: readonly Candidate[],
  isRight: readonly boolean[],
): readonly Candidate[] {
  const isTaken = [...isRight];
  const chosen: Candidate[] = [];
  for (const candidate of [...candidates].sort(byRank)) {
    const { from, to } = candidate;
    if (isTaken.slice(from, to).includes(true)) continue;
    isTaken.fill(true, from, to);
    chosen.push(candidate);
  }
  return chosen.sort((left, right) => left.from - right.from);
}

/** Of equally likely ones the longer, then the earlier, then the one that stands first in the glossary. */
function byRank(left: Candidate, right: Candidate): number {
  return (
    right.rank - left.rank ||
    right.to - right.from - (left.to - left.from) ||
    left.from - right.from ||
    left.key.term.line - right.key.term.line
  );
}
