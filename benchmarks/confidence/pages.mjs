/**
 * Pages: the table of figures, and the weights as a file of the product.
 * @module
 */

/**
 * @typedef {import('./fit.mjs').Row} Row
 */

/** @param {readonly Row[]} rows */
export function formatTable(rows) {
  const share = (/** @type {number | null} */ value) =>
    value === null ? '-' : `${(100 * value).toFixed(1)} %`;
  const lines = rows.map(({ source, what, figures: f }) =>
    [
      source,
      what,
      f.words,
      share(f.right),
      share(f.mean),
      f.ece.toFixed(3),
      f.brier.toFixed(3),
      f.logLoss.toFixed(3),
      f.auc.toFixed(3),
      share(f.marked),
      share(f.precision),
      share(f.recall),
    ].join(' | '),
  );
  const heads = [
    'words of',
    'by',
    'words',
    'right',
    'mean',
    'ECE',
    'Brier',
    'log loss',
    'AUC',
    'below 0.5',
    'of these wrong',
    'of the wrong',
  ];
  return [heads.join(' | '), heads.map(() => '---').join(' | '), ...lines]
    .map((line) => `| ${line} |`)
    .join('\n');
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
