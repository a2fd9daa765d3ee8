/**
 * Subtitles report: everybody's breaches by rule as tables, ours beside the bars.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../options.mjs';

/**
 * @typedef {object} WriterRow
 * @property {string} model whose words they are
 * @property {string} label
 * @property {number} [cues]
 * @property {number} [errors] breaches of hard rules
 * @property {Record<string, number>} [counts] breaches of each rule
 * @property {boolean} [isWhole] whether the file holds every letter that was heard, in order
 * @property {string} [failure] why there is no file
 *
 * @typedef {object} SubtitlesReport
 * @property {'offscribe.subtitles-benchmark/1'} schema
 * @property {Record<string, string | number>} machine
 * @property {string} profile
 * @property {string} audio
 * @property {WriterRow[]} rows
 */

const PAGE = join(ROOT, 'docs', 'subtitles.md');
/** Rules that no cue may break. */
const NEVER = ['line-length', 'line-count', 'overlap', 'order', 'min-gap'];
/** Rules that few may, where what was said leaves no room, in 100 cues. */
const SELDOM = ['reading-speed', 'min-duration', 'max-duration'];
const SELDOM_GOAL = 2;
/** Breaks that a reader stumbles over, together in 100 cues. */
const BREAKS = ['bad-line-split', 'mid-clause-end'];
const BREAKS_GOAL = 2;

/**
 * @param {SubtitlesReport} report
 * @returns {string}
 */
export function formatSubtitlesMarkdown(report) {
  return ['# Subtitles', '', ...tablesOf(report), ''].join('\n');
}

/** Puts the tables into docs/subtitles.md. @param {SubtitlesReport} report */
export function writePeersTable(report) {
  const page = readFileSync(PAGE, 'utf8');
  const [open, close] = ['<!-- peers -->\n', '<!-- /peers -->'];
  const [start, end] = [page.indexOf(open), page.indexOf(close)];
  if (start < 0 || end < 0) throw new Error('docs/subtitles.md has no place for the table.');
  const block = `\n${tablesOf(report).join('\n')}\n\n`;
  writeFileSync(PAGE, `${page.slice(0, start + open.length)}${block}${page.slice(end)}`);
}

/** @param {SubtitlesReport} report */
function tablesOf({ profile, audio, rows }) {
  return [
    `${audio}; held to \`${profile}\`. Breaches in 100 cues; \`whole\`: every letter that was heard is there, in order.`,
    '',
    '| words of | laid out by | cues | hard rules | line length, count | overlap, order, gap | reading speed | too short, too long | bad line splits | ends inside a clause | whole |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map(writerRow),
    '',
    '| bar | model | figure | goal | |',
    '|---|---|---|---|---|',
    ...rows.filter(({ label }) => label === 'Offscribe').flatMap(barRows),
  ];
}

/** @param {WriterRow} row */
function writerRow(row) {
  const { model, label, cues = 0, errors = 0, isWhole, failure } = row;
  if (failure !== undefined) return `| ${model} | ${label} | - | ${failure} | | | | | | | |`;
  const cells = [
    ['line-length', 'line-count'],
    ['overlap', 'order', 'min-gap'],
    ['reading-speed'],
    ['min-duration', 'max-duration'],
    ['bad-line-split'],
    ['mid-clause-end'],
  ].map((rules) => inHundred(sumOf(row, rules), cues));
  return `| ${model} | ${label} | ${cues} | ${inHundred(errors, cues)} | ${cells.join(' | ')} | ${isWhole ? 'yes' : 'no'} |`;
}

/** @param {WriterRow} row */
function barRows(row) {
  const { model, cues = 0 } = row;
  const never = sumOf(row, NEVER);
  const bars = [
    ['lines too long or too many, overlap, order, gap', never, String(never), 'none', never === 0],
    ...[SELDOM.map((rule) => [rule]), [BREAKS]].flatMap((group, index) =>
      group.map((rules) => {
        const [count, goal] = [sumOf(row, rules), index === 0 ? SELDOM_GOAL : BREAKS_GOAL];
        const name = rules.join(' and ');
        return [
          name,
          count,
          `${inHundred(count, cues)} in 100 (${count})`,
          `at most ${goal}`,
          (100 * count) / cues <= goal,
        ];
      }),
    ),
  ];
  return bars.map(
    ([name, , figure, goal, isMet]) =>
      `| ${name} | ${model} | ${figure} | ${goal} | ${isMet ? 'met' : 'missed'} |`,
  );
}

/** @param {WriterRow} row @param {readonly string[]} rules */
function sumOf({ counts = {} }, rules) {
  return rules.reduce((sum, rule) => sum + (counts[rule] ?? 0), 0);
}

/** @param {number} count @param {number} cues */
function inHundred(count, cues) {
  const share = cues === 0 ? 0 : (100 * count) / cues;
  return share === 0 ? '0' : share.toFixed(1);
}
