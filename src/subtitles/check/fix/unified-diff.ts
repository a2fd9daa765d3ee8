/**
 * Unified diff: what changes between two texts, as `diff -u` and `git apply` know it.
 * @module
 */
import { createTwoFilesPatch } from 'diff';

/** Differences beyond so many take minutes to find, and nobody reads them. */
const MAX_CHANGES = 20_000;

/** The diff of a file; undefined where the texts differ in too much. */
export function unifiedDiff(name: string, before: string, after: string): string | undefined {
  if (before === after) return '';
  const label = name.replace(/\p{Cc}/gu, '?');
  return createTwoFilesPatch(`a/${label}`, `b/${label}`, before, after, undefined, undefined, {
    context: 2,
    maxEditLength: MAX_CHANGES,
    headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
  });
}
