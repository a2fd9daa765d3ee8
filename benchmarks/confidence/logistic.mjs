/**
 * Logistic regression: the weights under which the answers seen are likeliest, found by Newton's method.
 * Source  Hastie, Tibshirani, Friedman, "The elements of statistical learning", 4.4.1.
 * @module
 */

/** Pulls the weights of standardised features to 0: worth as much as a few words, and no weight can run away. */
const RIDGE = 1;
const MOST_STEPS = 100;
const STEADY = 1e-10;

/**
 * @typedef {{ bias: number, weights: number[] }} Weights
 * @typedef {{ features: readonly number[], isRight: boolean }} Example
 */

/**
 * @param {readonly number[]} features
 * @param {Weights} fitted
 */
export function likelihood(features, { bias, weights }) {
  const sum = features.reduce((total, value, i) => total + value * (weights[i] ?? 0), bias);
  return 1 / (1 + Math.exp(-sum));
}

/**
 * Weights for features as they come; the same examples give the same weights.
 * @param {readonly Example[]} examples
 * @returns {Weights}
 */
export function fitLogistic(examples) {
  const width = examples[0]?.features.length ?? 0;
  const scales = Array.from({ length: width }, (_, i) =>
    scaleOf(examples.map(({ features }) => features[i] ?? 0)),
  );
  const rows = examples.map(({ features, isRight }) => ({
    x: [1, ...scales.map(({ mean, deviation }, i) => ((features[i] ?? 0) - mean) / deviation)],
    y: Number(isRight),
  }));
  let beta = new Array(width + 1).fill(0);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const move = newtonStep(rows, beta);
    beta = beta.map((value, i) => value + (move[i] ?? 0));
    if (move.every((by) => Math.abs(by) < STEADY)) break;
  }
  const weights = scales.map(({ deviation }, i) => beta[i + 1] / deviation);
  return {
    bias: beta[0] - weights.reduce((sum, weight, i) => sum + weight * (scales[i]?.mean ?? 0), 0),
    weights,
  };
}

/**
 * @param {readonly { x: readonly number[], y: number }[]} rows
 * @param {readonly number[]} beta
 * @returns {number[]}
 */
function newtonStep(rows, beta) {
  const size = beta.length;
  /** @type {number[]} */
  const slope = beta.map((value, i) => (i === 0 ? 0 : -RIDGE * value));
  /** @type {number[][]} */
  const curve = beta.map((_, i) => beta.map((_other, j) => (i === j && i > 0 ? RIDGE : 0)));
  for (const { x, y } of rows) {
    const p = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * (beta[i] ?? 0), 0)));
    for (let i = 0; i < size; i += 1) {
      slope[i] = (slope[i] ?? 0) + (x[i] ?? 0) * (y - p);
      const line = curve[i] ?? [];
      for (let j = 0; j < size; j += 1) line[j] = (line[j] ?? 0) + p * (1 - p) * (x[i] ?? 0) * (x[j] ?? 0);
    }
  }
  return solve(curve, slope);
}

/**
 * Gauss and Jordan, with the largest pivot of the column.
 * @param {readonly (readonly number[])[]} matrix
 * @param {readonly number[]} right
 * @returns {number[]}
 */
function solve(matrix, right) {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    const below = rows.slice(column).map((row) => Math.abs(row[column] ?? 0));
    const pivot = column + below.indexOf(Math.max(...below));
    [rows[column], rows[pivot]] = [rows[pivot] ?? [], rows[column] ?? []];
    const top = rows[column] ?? [];
    const scale = top[column] ?? 1;
    for (let j = column; j <= size; j += 1) top[j] = (top[j] ?? 0) / scale;
    for (const [i, row] of rows.entries()) {
      const by = row[column] ?? 0;
      if (i === column || by === 0) continue;
      for (let j = column; j <= size; j += 1) row[j] = (row[j] ?? 0) - by * (top[j] ?? 0);
    }
  }
  return rows.map((row) => row[size] ?? 0);
}

/** @param {readonly number[]} values */
function scaleOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}
