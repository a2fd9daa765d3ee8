/**
 * Engines report: the engines benchmark's figures as one Markdown page.
 * @module
 */

/**
 * @typedef {object} EnginesReport
 * @property {'offscribe.engines-benchmark/1'} schema
 * @property {Record<string, string | number>} machine
 * @property {{ engine: string, wallSec: number[], sizeBytes: number }[]} environments made from a warm package cache
 * @property {{ model: string, clips: number, seconds: number, isOffline: boolean,
 *   pairs: { one: string, other: string, wer: number, words: number }[],
 *   against?: { engine: string, wer: number, words: number }[] }} agreement
 */

/** Only MLX has bars: its environment is the one that grows to gigabytes when nobody looks. */
const GOALS = { bytes: 500e6, seconds: 30, wer: 2 };

/**
 * @param {EnginesReport} report
 * @returns {string}
 */
export function formatEnginesMarkdown({ machine, environments, agreement }) {
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  const { model, clips, seconds, isOffline, pairs, against = [] } = agreement;
  return [
    '# Engines',
    '',
    `Machine: ${facts.join('; ')}.`,
    '',
    'Environments, made from a warm package cache: medians, the lowest and highest in brackets. Goals are for mlx.',
    '',
    '| environment | size | time to ready |',
    '|---|---|---|',
    ...environments.map(environmentRow),
    '',
    `Texts of ${clips} clips (${seconds.toFixed(0)} s) by ${model} in f32, temperature 0, same regions, from one download${isOffline ? ', in an empty network namespace' : ''}:`,
    '',
    '| engines | word errors of one against the other |',
    '|---|---|',
    ...pairs.map(
      ({ one, other, wer, words }) =>
        `| ${one}, ${other} | ${wer.toFixed(2)} % of ${words}: ${wer <= GOALS.wer ? 'met' : 'missed'}, at most ${GOALS.wer} % |`,
    ),
    ...against.map(
      ({ engine, wer, words }) => `| ${engine}, the reference | ${wer.toFixed(2)} % of ${words} |`,
    ),
    '',
  ].join('\n');
}

/** @param {EnginesReport['environments'][number]} environment */
function environmentRow({ engine, wallSec, sizeBytes }) {
  const sorted = wallSec.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const time = `${median.toFixed(1)} s (${low.toFixed(1)} to ${high.toFixed(1)})`;
  const size = `${(sizeBytes / 1e6).toFixed(0)} MB`;
  if (engine !== 'mlx') return `| ${engine} | ${size} | ${time} |`;
  const isSmall = sizeBytes <= GOALS.bytes;
  const isQuick = median <= GOALS.seconds;
  return `| ${engine} | ${size}: ${isSmall ? 'met' : 'missed'}, at most 500 MB | ${time}: ${isQuick ? 'met' : 'missed'}, at most ${GOALS.seconds} s |`;
}
