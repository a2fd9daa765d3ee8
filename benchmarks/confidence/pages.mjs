/**
 * Pages: the table of figures, and the weights as a file of the product.
 * @module
 */

/**
 * @typedef {import('./fit.mjs').Row} Row
 */

/** @param {readonly Row[]} rows */
export function formatFigures(rows) {
  const heads = ['words of', 'by', 'words', 'right', 'mean', 'ECE', 'Brier', 'log loss', 'AUC'];
  const lines = rows.map(({ source, what, figures: { words, right, mean, ece, brier, logLoss, auc } }) => {
    const decimals = [ece, brier, logLoss, auc].map((value) => value.toFixed(3));
    return [source, what, words, share(right), share(mean), ...decimals];
  });
  return table(heads, lines);
}

/** @param {readonly import('./figures.mjs').Marking[]} markings */
export function formatMarkings(markings) {
  const heads = ['below', 'marked', 'of these wrong', 'of the wrong'];
  const lines = markings.map(({ below, marked, precision, recall }) => [
    below,
    share(marked),
    share(precision),
    share(recall),
  ]);
  return table(heads, lines);
}

/** @param {readonly string[]} heads @param {readonly (readonly (string | number)[])[]} lines */
function table(heads, lines) {
  const rule = heads.map(() => '---');
  return [heads, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {number | null} value */
function share(value) {
  return value === null ? '-' : `${(100 * value).toFixed(1)} %`;
}

/**
 * @param {{ bias: number, weights: Record<string, number>, rows: readonly Row[], groups: number }} fitted
 */
export function formatDataFile({ bias, weights, rows, groups }) {
  const figures = rows.map(
    ({ source, what, figures: f }) =>
      ` *   ${`${source}, ${what}`.padEnd(34)} ${`${f.words} words`.padEnd(11)} ECE ${f.ece.toFixed(3)}, Brier ${f.brier.toFixed(3)}`,
  );
  return `/**
 * Confidence weights: what each piece of evidence adds to the log odds that a word is right.
 *
 * Made by \`benchmarks/confidence/fit.mjs\` from ${groups} groups of recordings (speakers, where known); each figure is of words
 * whose speaker the weights had not seen:
${figures.join('\n')}
 * @module
 */

/** Log odds of a word without evidence. */
export const CONFIDENCE_BIAS = ${bias.toFixed(4)};

/** Log odds for one unit of each. */
export const CONFIDENCE_WEIGHTS = {
${Object.entries(weights)
  .map(([name, weight]) => `  ${name}: ${weight.toFixed(4)},`)
  .join('\n')}
} as const;
`;
}
