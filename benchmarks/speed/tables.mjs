/**
 * Tables: the speed benchmark's figures in Markdown, one block a part, for its own page and for docs/performance.md.
 * @module
 */
import { pythonArguments } from '../systems.mjs';
import { judgeSpeed } from './bars.mjs';
import { duration } from './charts.mjs';
import { median } from './median.mjs';
import { SPEED_SETTINGS } from './settings.mjs';

/**
 * @typedef {import('./bars.mjs').SpeedReport} SpeedReport
 */

/** More than this and somebody else is at work. */
const QUIET_SHARE = 0.1;

/**
 * Lines of every block by its name. A block without figures says so.
 * @param {SpeedReport} report
 * @returns {Map<string, string[]>}
 */
export function formatBlocks(report) {
  return new Map([
    ['machine', machineLines(report)],
    ['bars', barLines(report)],
    ['speed', speedLines(report)],
    ['process', processLines(report)],
    ['length', lengthLines(report)],
    ['cores', coresLines(report)],
    ['roofline', rooflineLines(report)],
    ['products', productLines(report)],
    ['memory', memoryLines(report)],
    ['settings', settingLines(report)],
  ]);
}

/** @param {SpeedReport} report */
function machineLines({ machine, threads, runs, joinedFrom, busyShare, audio, isQuick, speed }) {
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  const versions = [...new Set(speed.map(({ version }) => version))];
  return [
    `${facts.join('; ')}; threads ${threads}; medians, at most ${runs} ${runs === 1 ? 'run' : 'runs'} a figure, in turns${versions.length > 0 ? `; ${versions.join('; ')}` : ''}.`,
    `Heard: ${audio}.${isQuick ? ' Quick: this shows that the machinery works; the figures mean nothing.' : ''}`,
    ...(joinedFrom === undefined
      ? []
      : ['', `Put together from ${joinedFrom} results: rows of different ones did not take turns.`]),
    ...(busyShare > QUIET_SHARE
      ? [
          '',
          `Other work went on meanwhile (up to ${(100 * busyShare).toFixed(0)} % of the machine before a part): take nothing from these figures.`,
        ]
      : []),
    '',
  ];
}

/** @param {SpeedReport} report */
function barLines(report) {
  const rows = judgeSpeed(report).map(({ what, model, figure, goal, verdict }) => [
    what,
    model,
    figure,
    goal,
    verdict,
  ]);
  return table(['what', 'model', 'figure', 'goal', ''], rows);
}

/** @param {SpeedReport} report */
function speedLines({ speed }) {
  const models = [...new Set(speed.map(({ model }) => model))];
  const place = (/** @type {SpeedReport['speed'][number]} */ { model, setting }) =>
    models.indexOf(model) * SPEED_SETTINGS.length + SPEED_SETTINGS.findIndex(({ id }) => id === setting);
  const ordered = speed.toSorted((a, b) => place(a) - place(b));
  const rows = ordered.map(({ model, setting, seconds, sec, peakRssMb, wer, edits, isSteady }) => [
    model,
    labelOf(setting),
    `${(seconds / median(sec)).toFixed(1)}x`,
    `${median(sec).toFixed(1)} s${sec.length > 1 ? ` (${Math.min(...sec).toFixed(1)} to ${Math.max(...sec).toFixed(1)})` : ''}`,
    megabytes(peakRssMb),
    `${wer.toFixed(2)} % (${edits.join(' + ')})`,
    sec.length === 1 ? 'one run' : isSteady ? 'yes' : 'no',
  ]);
  return table(
    [
      'model',
      'system',
      'speed, model loaded',
      'time',
      'peak memory',
      'WER (sub + del + ins)',
      'same text every run',
    ],
    rows,
  );
}

/** @param {SpeedReport} report */
function processLines({ process, first, pipeline = [] }) {
  const whole = [...process, ...pipeline]
    .filter(({ wallSec }) => wallSec.length > 0)
    .map(({ model, system, seconds, wallSec, peakRssMb }) => [
      model,
      system,
      `${seconds < 60 ? `${seconds.toFixed(1)} s` : duration(Math.round(seconds))} of audio, start to exit`,
      `${median(wallSec).toFixed(2)} s`,
      megabytes(peakRssMb.length === 0 ? undefined : median(peakRssMb)),
    ]);
  const starts = first
    .filter(({ firstSec }) => firstSec.length > 0)
    .map(({ model, system, seconds, firstSec }) => [
      model,
      system,
      `${duration(Math.round(seconds))} of audio, start to first segment`,
      `${median(firstSec).toFixed(2)} s`,
      '',
    ]);
  return table(['model', 'program', 'what', 'time', 'peak memory'], [...whole, ...starts]);
}

/** @param {SpeedReport} report */
function lengthLines({ length }) {
  const lengths = [...new Set(length.map(({ seconds }) => seconds))].toSorted((a, b) => a - b);
  return sideBySide(length, {
    columns: lengths.map(duration),
    of: ({ seconds }) => lengths.indexOf(seconds),
  });
}

/** @param {SpeedReport} report */
function coresLines({ cores }) {
  const columns = [...new Set(cores.map((row) => row.cores))];
  return sideBySide(cores, { columns, of: (row) => columns.indexOf(row.cores) });
}

/**
 * @template {{ model: string, setting: string, seconds: number, sec: number }} Row
 * @param {readonly Row[]} rows
 * @param {{ columns: string[], of: (row: Row) => number }} layout
 */
function sideBySide(rows, { columns, of }) {
  const names = [...new Set(rows.map(({ model, setting }) => `${model}\n${setting}`))];
  const lines = names.map((name) => {
    const [model = '', setting = ''] = name.split('\n');
    const own = rows.filter((row) => row.model === model && row.setting === setting);
    const cells = columns.map((_, at) => {
      const row = own.find((one) => of(one) === at);
      return row === undefined ? '' : `${(row.seconds / row.sec).toFixed(1)}x`;
    });
    return [model, labelOf(setting), ...cells];
  });
  return table(['model', 'system', ...columns], lines);
}

/** @param {SpeedReport} report */
function rooflineLines({ roofline }) {
  const rows = roofline.flatMap(({ model, rows: parts }) =>
    parts.map(({ what, realMs, rooflineMs, gflops, gbytes }) => [
      model,
      what,
      `${realMs.toFixed(2)} ms`,
      `${rooflineMs.toFixed(2)} ms`,
      `${((100 * rooflineMs) / realMs).toFixed(0)} %`,
      gflops.toFixed(0),
      gbytes.toFixed(1),
    ]),
  );
  const copies = roofline[0];
  const copied =
    copies === undefined
      ? []
      : [
          `A plain copy of memory reads and writes ${copies.copyGbytes.toFixed(1)} GB/s with ${copies.threads} threads, ${copies.copyGbytesOne.toFixed(1)} with one.`,
          '',
        ];
  const head = ['model', 'what', 'time', 'its products alone', 'share', 'GFLOP/s', 'GB/s read'];
  return [...table(head, rows), ...copied];
}

/** @param {SpeedReport} report */
function productLines({ roofline }) {
  const rows = roofline.flatMap(({ model, rows: parts }) =>
    parts.flatMap(({ what, pieces }) =>
      pieces.map(({ name, count, ways, bestMs }) => [
        model,
        what.split(',').slice(0, 2).join(','),
        `${name}, ${count} times`,
        ways.map(({ way, ms, gops }) => `${way} ${ms.toFixed(3)} ms (${gops.toFixed(0)})`).join('; '),
        `${bestMs.toFixed(2)} ms`,
      ]),
    ),
  );
  return table(
    ['model', 'of', 'product', 'each way: time of one (thousand million operations a second)', 'best of all'],
    rows,
  );
}

/** @param {SpeedReport} report */
function memoryLines({ memory }) {
  const rows = memory.map(({ model, system, hours, wallSec, peakRssMb, hourPeaksMb }) => [
    model,
    system,
    `${hours} h`,
    `${wallSec.toFixed(0)} s`,
    megabytes(peakRssMb),
    hourPeaksMb.map((mb) => mb.toFixed(0)).join(', '),
  ]);
  return table(['model', 'program', 'audio', 'time', 'peak memory', 'peak in each hour, MB'], rows);
}

/** @param {SpeedReport} report */
function settingLines({ speed }) {
  const used = SPEED_SETTINGS.filter(({ id }) => speed.some(({ setting }) => setting === id));
  return [
    ...used.map(({ label, system, flags, options, batchSize }) =>
      system === 'offscribe'
        ? `- ${label}: \`offscribe eval${flags.map((flag) => ` ${flag}`).join('')}\`; the rest default.`
        : `- ${label}: \`${batchSize > 0 ? 'BatchedInferencePipeline' : 'WhisperModel'}.transcribe(${pythonArguments({ ...options, ...(batchSize > 0 ? { batch_size: batchSize } : {}) })})\`, \`compute_type='int8'\`; the rest default.`,
    ),
    '',
  ];
}

/** @param {string} setting */
function labelOf(setting) {
  return SPEED_SETTINGS.find(({ id }) => id === setting)?.label ?? setting;
}

/** @param {number | undefined} mb */
function megabytes(mb) {
  return mb === undefined ? 'not measured' : `${mb.toFixed(0)} MB`;
}

/** @param {string[]} head @param {string[][]} rows */
function table(head, rows) {
  if (rows.length === 0) return ['Not measured.', ''];
  const line = (/** @type {string[]} */ row) => `| ${row.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line), ''];
}
