/**
 * Write docs: puts measured figures between the marks of docs/performance.md, and the charts beside it.
 *
 * `node benchmarks/speed/write-docs.mjs RESULT-speed.json...` does it for what was measured before; of several results the
 * later one's rows take the place of the same rows of those before. A table that nobody measured stays as it was.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../options.mjs';
import { drawCharts } from './charts.mjs';
import { formatBlocks } from './tables.mjs';

/**
 * @typedef {import('./bars.mjs').SpeedReport} SpeedReport
 */

const DOCS = join(ROOT, 'docs');
const PAGE = join(DOCS, 'performance.md');

/** Tables that take long, and what they are made of. @type {Record<string, 'length' | 'cores' | 'roofline' | 'memory'>} */
const PARTS = {
  length: 'length',
  cores: 'cores',
  roofline: 'roofline',
  products: 'roofline',
  memory: 'memory',
};

/** @param {SpeedReport} report */
export function writeDocs(report) {
  let page = readFileSync(PAGE, 'utf8');
  const charts = drawCharts(report);
  for (const [name, lines] of formatBlocks(report)) {
    const part = PARTS[name];
    if (part !== undefined && report[part].length === 0) continue;
    const chart = imageOf(`performance-${name}`, charts);
    const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const [start, end] = [page.indexOf(open), page.indexOf(close)];
    if (start < 0 || end < 0) throw new Error(`docs/performance.md has no place for "${name}".`);
    page = `${page.slice(0, start + open.length)}\n${[...chart, ...lines].join('\n')}\n${page.slice(end)}`;
  }
  writeFileSync(PAGE, page.replaceAll(/\n{3,}/g, '\n\n'));
  for (const [name, svg] of charts) writeFileSync(join(DOCS, `${name}.svg`), svg);
}

/** @param {string} name @param {Map<string, string>} charts */
function imageOf(name, charts) {
  const svg = charts.get(name);
  return svg === undefined ? [] : [`![${/aria-label="([^"]*)"/.exec(svg)?.[1] ?? ''}](${name}.svg)`, ''];
}

/**
 * One report of several: rows of the same model, setting and place are the last one's.
 * @param {readonly SpeedReport[]} reports
 * @returns {SpeedReport}
 */
export function joinReports(reports) {
  const last = reports.at(-1);
  if (last === undefined) throw new Error('Name at least one result.');
  /** @template {object} Row @param {(report: SpeedReport) => readonly Row[]} part @returns {Row[]} */
  const rows = (part) => [...new Map(reports.flatMap(part).map((row) => [identity(row), row])).values()];
  return {
    ...last,
    // Where settings were left out in one, the others still say how often they were measured.
    ...(reports.length > 1 ? { joinedFrom: reports.length } : {}),
    audio: [...new Set(reports.map(({ audio }) => audio))].join('; '),
    runs: Math.max(...reports.map(({ runs }) => runs)),
    busyShare: Math.max(...reports.map((report) => report.busyShare ?? 0)),
    speed: rows(({ speed }) => speed),
    process: rows(({ process }) => process),
    first: rows(({ first }) => first),
    pipeline: rows(({ pipeline = [] }) => pipeline),
    length: rows(({ length }) => length),
    cores: rows(({ cores }) => cores),
    roofline: rows(({ roofline }) => roofline),
    memory: rows(({ memory }) => memory),
    failures: reports.flatMap(({ failures }) => failures),
  };
}

/** What a row is about, apart from its figures. @param {object} row */
function identity(row) {
  const { model, setting, system, cores, seconds } = /** @type {Record<string, unknown>} */ (row);
  return JSON.stringify([model, setting, system, cores, Number.isInteger(seconds) ? seconds : undefined]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeDocs(joinReports(process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')))));
