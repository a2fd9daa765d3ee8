/**
 * Traced units: which spoken word each normalised unit of a text comes from.
 *
 * A normaliser sees the whole text ("twenty five" becomes "25"), words with times come one by one. So each word is
 * normalised alone, and the two lists of units are aligned: a unit that comes out the same has its word's times.
 * @module
 */
import { alignUnits, type Normaliser, splitUnits } from '../../text/index.ts';

/** A unit's word, and where in the word it stands. */
export interface Trace<Spoken> {
  readonly word: Spoken;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Whether the word alone gives this very unit; only then are its times the unit's. */
  readonly isExact: boolean;
}

/** A trace for each of `units`, which are those of the whole text; undefined where no word stands for it. */
export function traceUnits<Spoken extends { readonly text: string }>(
  units: readonly string[],
  words: readonly Spoken[],
  { normalise, units: kind }: Normaliser,
): readonly (Trace<Spoken> | undefined)[] {
  const spoken = words.flatMap((word) => {
    const parts = splitUnits(normalise(word.text), kind);
    return parts.map((unit, i) => ({ unit, word, isFirst: i === 0, isLast: i === parts.length - 1 }));
  });
  const traces: (Trace<Spoken> | undefined)[] = units.map(() => undefined);
  const steps = alignUnits(
    units,
    spoken.map(({ unit }) => unit),
  );
  for (const { kind: step, reference, hypothesis } of steps) {
    const found = spoken[hypothesis];
    if (found === undefined || reference < 0) continue;
    const { word, isFirst, isLast } = found;
    traces[reference] = { word, isFirst, isLast, isExact: step === 'hit' };
  }
  return traces;
}
