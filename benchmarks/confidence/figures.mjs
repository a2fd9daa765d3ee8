/**
 * Figures: whether a confidence means what it says, and whether it finds the words that are wrong.
 * @module
 */

const BINS = 10;
/** An editor is shown the words below one of these. */
export const MARKS = [0.5, 0.7, 0.8, 0.9, 0.95];
const LEAST = 1e-6;

/**
 * @typedef {{ confidence: number, isRight: boolean }} Judged
 * @typedef {object} Figures
 * @property {number} words
 * @property {number} right share of them
 * @property {number} mean confidence
 * @property {number} logLoss nats a word
 * @property {number} brier
 * @property {number} ece over ten bins of equal width, as `offscribe eval`
 * @property {number} auc how likely a right word has more confidence than a wrong one
 *
 * @typedef {object} Marking
 * @property {number} below
 * @property {number} marked share of words with less confidence
 * @property {number | null} precision share of the marked that are wrong
 * @property {number | null} recall share of the wrong that are marked
 */

/**
 * @param {readonly Judged[]} judged
 * @returns {Figures}
 */
export function figuresOf(judged) {
  return {
    words: judged.length,
    right: meanOf(judged, ({ isRight }) => Number(isRight)),
    mean: meanOf(judged, ({ confidence }) => confidence),
    logLoss: meanOf(
      judged,
      ({ confidence, isRight }) => -Math.log(Math.max(LEAST, isRight ? confidence : 1 - confidence)),
    ),
    brier: meanOf(judged, ({ confidence, isRight }) => (confidence - Number(isRight)) ** 2),
    ece: calibrationError(judged),
    auc: areaUnderCurve(judged),
  };
}

/**
 * What an editor gets who looks at all words below a confidence.
 * @param {readonly Judged[]} judged
 * @param {number} below
 * @returns {Marking}
 */
export function markingOf(judged, below) {
  const wrong = judged.filter(({ isRight }) => !isRight).length;
  const marked = judged.filter(({ confidence }) => confidence < below);
  const caught = marked.filter(({ isRight }) => !isRight).length;
  return {
    below,
    marked: marked.length / judged.length,
    precision: marked.length === 0 ? null : caught / marked.length,
    recall: wrong === 0 ? null : caught / wrong,
  };
}

/** @param {readonly Judged[]} judged */
function calibrationError(judged) {
  const gaps = new Array(BINS).fill(0);
  for (const { confidence, isRight } of judged)
    gaps[Math.min(BINS - 1, Math.floor(confidence * BINS))] += confidence - Number(isRight);
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / judged.length;
}

/** Mann and Whitney's count of pairs in order; equal confidences count half. @param {readonly Judged[]} judged */
function areaUnderCurve(judged) {
  const right = judged.filter(({ isRight }) => isRight);
  const wrong = judged.filter(({ isRight }) => !isRight);
  let inOrder = 0;
  for (const { confidence: low } of wrong)
    for (const { confidence: high } of right) inOrder += high > low ? 1 : high === low ? 0.5 : 0;
  return inOrder / (right.length * wrong.length);
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => number} pick
 */
function meanOf(items, pick) {
  return items.reduce((sum, item) => sum + pick(item), 0) / items.length;
}
