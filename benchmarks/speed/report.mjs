/**
 * Speed report: everything that was measured as one Markdown page, with the charts beside it.
 * @module
 */
import { writeFileSync } from 'node:fs';
import { drawCharts } from './charts.mjs';
import { formatBlocks } from './tables.mjs';

/**
 * @typedef {import('./bars.mjs').SpeedReport} SpeedReport
 */

const TITLES = {
  bars: 'Bars',
  speed: 'Speed',
  process: 'Whole processes',
  length: 'Length',
  cores: 'Cores',
  roofline: 'Roofline',
  products: 'Products',
  memory: 'Memory',
  settings: 'How',
};

/**
 * @param {SpeedReport} report
 * @returns {string}
 */
export function formatSpeedMarkdown(report) {
  const blocks = formatBlocks(report);
  const parts = Object.entries(TITLES).flatMap(([name, title]) => [
    `## ${title}`,
    '',
    ...(blocks.get(name) ?? []),
  ]);
  const failures = report.failures.map(
    ({ part, model, what, message }) =>
      `- ${part}, ${model}, ${what}: ${message.trim().replaceAll(/\s+/g, ' ').slice(0, 300)}`,
  );
  return [
    '# Speed',
    '',
    ...(blocks.get('machine') ?? []),
    ...parts,
    ...(failures.length === 0 ? [] : ['## Could not be run', '', ...failures, '']),
  ].join('\n');
}

/**
 * Writes the JSON, the page and the charts.
 * @param {SpeedReport} report
 * @param {string} path without the ending
 */
export function writeSpeedReport(report, path) {
  writeFileSync(`${path}-speed.json`, `${JSON.stringify(report, null, 1)}\n`);
  writeFileSync(`${path}-speed.md`, formatSpeedMarkdown(report));
  for (const [name, svg] of drawCharts(report))
    writeFileSync(`${path}-${name.replace('performance-', 'speed-')}.svg`, svg);
}
