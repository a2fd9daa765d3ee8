/**
 * Catalogue: the shape of a model's row, and finding a row by name.
 *
 * Throws  UsageError E_MODEL_UNKNOWN, with the names that come closest.
 * @module
 */
import { UsageError } from '../kernel/index.ts';
import { CATALOGUE } from './catalogue.data.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/** The row of that name. */
export function findEntry(name: string): CatalogueEntry {
  const found = CATALOGUE.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const names = CATALOGUE.map((entry) => entry.name);
  const near = names.filter((known) => isNear(name.toLowerCase(), known));
  const guess = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Known: ${names.join(', ')}.`;
  throw new UsageError('E_MODEL_UNKNOWN', `There is no model called ${JSON.stringify(name)}. ${guess}`, {
    hint: 'offscribe models list',
    details: { name, near },
  });
}

function isNear(typed: string, known: string): boolean {
  if (typed.length < 3) return known.startsWith(typed) && typed !== '';
  return known.includes(typed) || typed.includes(known) || editDistance(typed, known) <= 2;
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
