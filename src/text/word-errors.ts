/**
 * Word errors: the steps of an alignment, counted.
 *
 * Source  the usual definition of WER; the counts are jiwer's (tests/golden).
 * @module
 */
import { type AlignmentStep, alignUnits } from './alignment.ts';
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

/** Counts the steps of an alignment. */
export function countSteps(steps: readonly AlignmentStep[]): WordErrors {
  const counts = { hit: 0, substitution: 0, deletion: 0, insertion: 0 };
  for (const { kind } of steps) counts[kind] += 1;
  const { hit, substitution, deletion, insertion } = counts;
  return {
    hits: hit,
    substitutions: substitution,
    deletions: deletion,
    insertions: insertion,
    words: hit + substitution + deletion,
    errors: substitution + deletion + insertion,
  };
}

/** Fewest edits that turn `reference` into `hypothesis`, by kind. */
export function wordErrors(reference: readonly string[], hypothesis: readonly string[]): WordErrors {
  return countSteps(alignUnits(reference, hypothesis));
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
