/**
 * Canonical JSON: one text for one value, so that equal values have equal digests.
 * @module
 */

/** JSON with sorted keys and no blanks; what JSON leaves out (`undefined`, functions) is left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
