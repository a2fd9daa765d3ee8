/**
 * Natural order: names as people sort them, `talk 2` before `talk 10`.
 * @module
 */

/** Made at the first two names: its tables take long to load. */
let collator: Intl.Collator | undefined;

/** Compares two names; those that read the same are told apart by their code units, so that the order is total. */
export function byNaturalOrder(left: string, right: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0);
}
