/**
 * Word diff: an alignment as stretches of units that stayed, went and came.
 * @module
 */
import { type AlignmentStep, alignUnits } from '../../text/index.ts';

/** A stretch of units; `removed` stands before the `added` that takes its place. */
export interface DiffSpan {
  readonly kind: 'same' | 'removed' | 'added';
  readonly units: readonly string[];
}

/** Units of context that are kept beside a change when a diff is shortened. */
const CONTEXT = 2;

/** The alignment of `before` with `after` as stretches, in order. */
export function diffSpans(
  before: readonly string[],
  after: readonly string[],
  steps: readonly AlignmentStep[],
): readonly DiffSpan[] {
  const spans: DiffSpan[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  let same: string[] = [];
  const flush = (): void => {
    if (same.length > 0) spans.push({ kind: 'same', units: same });
    if (removed.length > 0) spans.push({ kind: 'removed', units: removed });
    if (added.length > 0) spans.push({ kind: 'added', units: added });
    [same, removed, added] = [[], [], []];
  };
  let wasHit = true;
  for (const { kind, reference, hypothesis } of steps) {
    const isHit = kind === 'hit';
    if (isHit !== wasHit) flush();
    wasHit = isHit;
    if (isHit) same.push(before[reference] ?? '');
    else {
      if (reference >= 0) removed.push(before[reference] ?? '');
      if (hypothesis >= 0) added.push(after[hypothesis] ?? '');
    }
  }
  flush();
  return spans;
}

/** What changed from one text to another in wdiff's notation, `[-went-] {+came+}`, with a little of what stands beside. */
export function diffText(before: readonly string[], after: readonly string[], separator: string): string {
  const spans = diffSpans(before, after, alignUnits(before, after));
  const texts = spans.map(({ kind, units }, i) => {
    if (kind === 'removed') return `[-${units.join(separator)}-]`;
    if (kind === 'added') return `{+${units.join(separator)}+}`;
    const head = i === 0 ? [] : units.slice(0, CONTEXT);
    const tail = i === spans.length - 1 ? [] : units.slice(-CONTEXT);
    if (head.length + tail.length >= units.length) return units.join(separator);
    return [...head, '...', ...tail].join(separator);
  });
  return texts.join(' ');
}
