/**
 * Missed speech: reference words that no hypothesis word stands for, several in a row. A word here and there is
 * misheard; a run is a stretch of speech that was left out.
 * @module
 */
import type { AlignmentStep } from '../../text/index.ts';

/** A run of deletions at least this long counts. */
export const MISSED_RUN = 4;

/** Runs of at least four deletions, each as the indices of its first and its last reference unit. */
export function missedRuns(steps: readonly AlignmentStep[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  let open: [number, number] | undefined;
  for (const { kind, reference } of steps) {
    if (kind !== 'deletion') {
      open = undefined;
    } else if (open === undefined) {
      open = [reference, reference];
      runs.push(open);
    } else {
      open[1] = reference;
    }
  }
  return runs.filter(([first, last]) => last - first + 1 >= MISSED_RUN);
}

/** Reference units inside such runs. */
export function missedUnits(steps: readonly AlignmentStep[]): number {
  return missedRuns(steps).reduce((total, [first, last]) => total + last - first + 1, 0);
}
