/**
 * Reliability: whether the confidence of words means what it says. Of the words with confidence 0.8, eight in ten
 * should be right.
 *
 * ECE     expected calibration error: the mean distance of confidence and share right over ten bins of equal width,
 *         weighted by their words. Source  Guo et al., "On calibration of modern neural networks", ICML 2017.
 * Brier   mean squared distance of confidence from 1 (right) or 0 (wrong). Source  Brier 1950.
 * @module
 */
import type { AlignmentStep } from '../../text/index.ts';
import { rounded } from './quantile.ts';
import type { Trace } from './traced-units.ts';

/** What a word's confidence is read from: the calibrated value where words have it, else the model's own. */
export type ConfidenceSource = 'confidence' | 'probability';

/** A word as far as it can be judged. */
export interface RatedWord {
  readonly probability?: number | undefined;
  readonly confidence?: number | undefined;
  readonly evidence?: Readonly<Record<string, number>>;
}

/** A word with its confidence, and whether it was right. */
export interface JudgedWord {
  /** The word itself, as the system gave it. */
  readonly word: RatedWord;
  readonly confidence: number;
  readonly source: ConfidenceSource;
  readonly isRight: boolean;
}

/** Words whose confidence lies in [from, to), the last bin with its end. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly words: number;
  readonly confidence: number | null;
  readonly right: number | null;
}

/** Reliability of an evaluation; shares in [0, 1]. */
export interface ReliabilityFigures {
  readonly source: ConfidenceSource;
  readonly words: number;
  readonly right: number;
  readonly confidence: number;
  readonly ece: number;
  readonly brier: number;
  readonly bins: readonly ReliabilityBin[];
}

const BINS = 10;

/** Judges the words of one hypothesis: a word is right when every unit of it is a hit. */
export function judgeWords<Spoken extends RatedWord>(
  steps: readonly AlignmentStep[],
  hypothesis: readonly (Trace<Spoken> | undefined)[],
): readonly JudgedWord[] {
  const right = new Map<Spoken, boolean>();
  for (const { kind, hypothesis: index } of steps) {
    const word = hypothesis[index]?.word;
    if (word === undefined) continue;
    right.set(word, (right.get(word) ?? true) && kind === 'hit');
  }
  return [...right].flatMap(([word, isRight]) => {
    const { confidence, probability } = word;
    const value = confidence ?? probability;
    if (value === undefined || !(value >= 0 && value <= 1)) return [];
    const source = confidence === undefined ? 'probability' : 'confidence';
    return [{ word, confidence: value, source, isRight }];
  });
}

/** The curve of all judged words of one source; null when there are none. */
export function reliabilityFigures(judged: readonly JudgedWord[]): ReliabilityFigures | null {
  const source = judged.some((word) => word.source === 'confidence') ? 'confidence' : 'probability';
  const words = judged.filter((word) => word.source === source);
  if (words.length === 0) return null;
  const bins = Array.from({ length: BINS }, (_, bin) => binOf(words, bin));
  const gaps = bins.map(
    ({ words: count, confidence, right }) => count * Math.abs((confidence ?? 0) - (right ?? 0)),
  );
  return {
    source,
    words: words.length,
    right: share(words.map(({ isRight }) => Number(isRight))) ?? 0,
    confidence: share(words.map(({ confidence }) => confidence)) ?? 0,
    ece: rounded(gaps.reduce((total, gap) => total + gap, 0) / words.length, 4) ?? 0,
    brier: share(words.map(({ confidence, isRight }) => (confidence - Number(isRight)) ** 2)) ?? 0,
    bins: bins.map((bin) => ({
      ...bin,
      confidence: rounded(bin.confidence, 4),
      right: rounded(bin.right, 4),
    })),
  };
}

function binOf(words: readonly JudgedWord[], bin: number): ReliabilityBin {
  const inside = words.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin);
  return {
    from: bin / BINS,
    to: (bin + 1) / BINS,
    words: inside.length,
    confidence: mean(inside.map(({ confidence }) => confidence)),
    right: mean(inside.map(({ isRight }) => Number(isRight))),
  };
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function share(values: readonly number[]): number | null {
  return rounded(mean(values), 4);
}
