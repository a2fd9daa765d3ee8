/**
 * Nearest: the known names closest to a mistyped one, for hints.
 * @module
 */
import { distance } from 'fastest-levenshtein';

/** Farther than this many edits is no longer a typo. */
const MAX_EDITS = 2;

/** Up to `limit` of `known`, closest first; empty when nothing is close. Case does not count. */
export function nearestNames(name: string, known: readonly string[], limit = 3): readonly string[] {
  const typed = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, edits: distance(candidate.toLowerCase(), typed) }))
    .filter(({ candidate, edits }) => edits <= MAX_EDITS && edits < candidate.length)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}
