/**
 * Word errors: Levenshtein alignment of a hypothesis with its reference, counted.
 *
 * Time O(n*m), memory O(m): two rows of counts, no back-pointers, so an hour-long text can be scored.
 * Source  the usual definition of WER; totals equal jiwer's (tests/golden).
 * @module
 */
import { normaliserFor, splitUnits } from './normaliser.ts';

/** Counts of one alignment; `words` is the number of reference units (words, or characters). */
export interface WordErrors {
  readonly hits: number;
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
  readonly words: number;
  /** substitutions + deletions + insertions */
  readonly errors: number;
}

/** Cost and hits of the best path to each column; the other counts follow from the lengths. */
interface Row {
  readonly cost: Uint32Array;
  readonly hits: Uint32Array;
}

/**
 * Fewest edits that turn `reference` into `hypothesis`. Among equal paths the one with most hits is counted, so the
 * counts do not depend on the order of comparisons.
 */
export function wordErrors(reference: readonly string[], hypothesis: readonly string[]): WordErrors {
  const numbers = new Map<string, number>();
  const rows = numberUnits(reference, numbers);
  const columns = numberUnits(hypothesis, numbers);
  let above = makeRow(columns.length);
  above.cost.forEach((_, column) => {
    above.cost[column] = column;
  });
  let row = makeRow(columns.length);
  for (let index = 0; index < rows.length; index += 1) {
    fillRow(row, above, { unit: rows[index] ?? 0, index, columns });
    [above, row] = [row, above];
  }
  return countsFrom(above.cost.at(-1) ?? 0, above.hits.at(-1) ?? 0, [rows.length, columns.length]);
}

/** Normalises both texts as the language asks and counts the errors. */
export function scoreText(reference: string, hypothesis: string, language: string): WordErrors {
  const { normalise, units } = normaliserFor(language);
  return wordErrors(splitUnits(normalise(reference), units), splitUnits(normalise(hypothesis), units));
}

/** The sum of many counts: long texts weigh more than short ones, as a pooled rate wants it. */
export function poolErrors(counts: Iterable<WordErrors>): WordErrors {
  const sum = { hits: 0, substitutions: 0, deletions: 0, insertions: 0, words: 0, errors: 0 };
  for (const count of counts) {
    sum.hits += count.hits;
    sum.substitutions += count.substitutions;
    sum.deletions += count.deletions;
    sum.insertions += count.insertions;
    sum.words += count.words;
    sum.errors += count.errors;
  }
  return sum;
}

/** Errors over reference units, in percent (above 100 when much was invented); null when nothing was there to hear. */
export function errorRate(counts: WordErrors): number | null {
  return counts.words === 0 ? null : (100 * counts.errors) / counts.words;
}

/** Units as small integers, equal where the strings are equal: comparing them is what the inner loop does. */
function numberUnits(units: readonly string[], numbers: Map<string, number>): Uint32Array {
  return Uint32Array.from(units, (unit) => {
    const known = numbers.get(unit) ?? numbers.size;
    numbers.set(unit, known);
    return known;
  });
}

function makeRow(columns: number): Row {
  return { cost: new Uint32Array(columns + 1), hits: new Uint32Array(columns + 1) };
}

interface RowInput {
  readonly unit: number;
  readonly index: number;
  readonly columns: Uint32Array;
}

function fillRow(row: Row, above: Row, { unit, index, columns }: RowInput): void {
  row.cost[0] = index + 1;
  row.hits[0] = 0;
  for (let column = 1; column <= columns.length; column += 1) {
    const isHit = columns[column - 1] === unit ? 1 : 0;
    let cost = at(above.cost, column - 1) + 1 - isHit;
    let hits = at(above.hits, column - 1) + isHit;
    const deletion = at(above.cost, column) + 1;
    if (deletion < cost || (deletion === cost && at(above.hits, column) > hits)) {
      cost = deletion;
      hits = at(above.hits, column);
    }
    const insertion = at(row.cost, column - 1) + 1;
    if (insertion < cost || (insertion === cost && at(row.hits, column - 1) > hits)) {
      cost = insertion;
      hits = at(row.hits, column - 1);
    }
    row.cost[column] = cost;
    row.hits[column] = hits;
  }
}

function at(values: Uint32Array, index: number): number {
  return values[index] ?? 0;
}

/**
 * The other counts follow: with h hits, s substitutions, d deletions, i insertions, n = h + s + d reference units and
 * m = h + s + i hypothesis units, cost = s + d + i gives s = n + m - 2h - cost.
 */
function countsFrom(errors: number, hits: number, [words, heard]: readonly [number, number]): WordErrors {
  const substitutions = words + heard - 2 * hits - errors;
  const deletions = words - hits - substitutions;
  return { hits, substitutions, deletions, insertions: heard - hits - substitutions, words, errors };
}
