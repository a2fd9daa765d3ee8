/**
 * Near names: the known names closest to a mistyped one.
 * @module
 */

/** Farther than this many edits is no longer a typo, unless one name holds the other. */
const MAX_EDITS = 2;
/** More would be a list to search, not an answer. */
const MAX_NAMES = 3;

/** Up to three of `known`, closest first; empty when nothing is close. Case does not count. */
export function nearNames(typed: string, known: readonly string[]): readonly string[] {
  const lower = typed.toLowerCase();
  const near = [...new Set(known)]
    .map((name) => ({ name, edits: editDistance(lower, name.toLowerCase()) }))
    .filter(({ name, edits }) => isNear(lower, name.toLowerCase(), edits))
    // Equal distances keep the order of the catalogue.
    .sort((left, right) => left.edits - right.edits);
  // A name that differs in case alone is the one that was meant.
  const count = near[0]?.edits === 0 ? 1 : MAX_NAMES;
  return near.slice(0, count).map(({ name }) => name);
}

function isNear(typed: string, known: string, edits: number): boolean {
  if (typed.length < 3) return typed !== '' && known.startsWith(typed);
  return edits <= MAX_EDITS || known.includes(typed) || typed.includes(known);
}

/** Fewest single-character edits between two strings (Levenshtein), row by row. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
