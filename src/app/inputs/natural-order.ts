/**
 * Natural order: names as people sort them, `talk 2` before `talk 10`.
 * @module
 */

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Compares two names; those that read the same are told apart by their code units, so that the order is total. */
export function byNaturalOrder(left: string, right: string): number {
  return COLLATOR.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0);
}
