/**
 * Truth report: bars and figures of the truth benchmark as one Markdown page.
 * @module
 */
import { WITHIN_SEC } from './figures.mjs';
import { SETTINGS } from './settings.mjs';

/**
 * @typedef {import('./bars.mjs').TruthRow} TruthRow
 * @typedef {import('./bars.mjs').Bar} Bar
 * @typedef {object} TruthReport
 * @property {'offscribe.truth-benchmark/1'} schema
 * @property {Record<string, string | number>} machine
 * @property {number} threads
 * @property {string} normaliser
 * @property {boolean} isQuick
 * @property {TruthRow[]} rows
 * @property {Bar[]} bars
 * @property {{ model: string, set: string, setting: string, message: string }[]} failures
 */

/**
 * @param {TruthReport} report
 * @returns {string}
 */
export function formatTruthMarkdown({ machine, threads, normaliser, isQuick, rows, bars, failures }) {
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  const spoken = rows.filter(({ figure }) => figure.words > 0);
  const timed = rows.filter(({ figure }) => figure.timing !== undefined);
  const silent = rows.filter(({ set }) => set === 'quiet' || set === 'sounds');
  return [
    '# Truth',
    '',
    `Machine: ${facts.join('; ')}; threads ${threads}.${isQuick ? ' Quick: this shows that the machinery works; the figures mean nothing.' : ''}`,
    '',
    ...table(
      ['what', 'model', 'figure', 'goal', ''],
      bars.map(({ what, model, figure, goal, verdict }) => [what, model, figure, goal, verdict]),
    ),
    '## Words',
    '',
    ...table(
      [
        'model',
        'set',
        'setting',
        'words',
        'word errors',
        'sub + del + ins',
        'letter errors',
        'missed in 1,000',
        'longest loop',
      ],
      spoken.map(({ model, set, setting, figure }) => [
        model,
        set,
        setting,
        `${figure.words}`,
        `${figure.wer.toFixed(2)} %`,
        `${figure.substitutions} + ${figure.deletions} + ${figure.insertions}`,
        `${figure.cer.toFixed(2)} %`,
        figure.missed.toFixed(1),
        loop(figure),
      ]),
    ),
    '## Times',
    '',
    ...table(
      [
        'model',
        'set',
        'setting',
        'heard right',
        'median',
        'p95',
        ...WITHIN_SEC.map((sec) => `within ${milliseconds(sec)}`),
        'starts',
        'ends',
      ],
      timed.map(timingCells),
    ),
    '## Inventions',
    '',
    ...table(
      ['model', 'set', 'setting', 'minutes', 'words', 'a minute', 'items with words', 'longest loop'],
      silent.map(({ model, set, setting, figure, items }) => [
        model,
        set,
        setting,
        figure.minutes.toFixed(1),
        `${figure.spoken}`,
        figure.spokenPerMinute.toFixed(2),
        `${items.filter(({ judgement }) => judgement.spoken > 0).length} of ${items.length}`,
        loop(figure),
      ]),
    ),
    ...(failures.length === 0 ? [] : ['## Could not be run', '', ...failures.map(failureLine), '']),
    '## How',
    '',
    ...SETTINGS.filter(({ id }) => rows.some(({ setting }) => setting === id)).map(settingLine),
    `- Versions: ${[...new Set(rows.map(({ version }) => version))].join('; ')}.`,
    `- One judge for all: ${normaliser}. Differences have 95 % intervals by drawing items anew, in pairs.`,
    '- Times: errors of starts and ends together, of the words that were heard right; `starts` and `ends` are medians with sign, below 0 is early.',
    '',
  ].join('\n');
}

/** @param {TruthRow} row */
function timingCells({ model, set, setting, figure: { timing } }) {
  if (timing === undefined) return [];
  return [
    model,
    set,
    setting,
    `${timing.heard} of ${timing.words}`,
    milliseconds(timing.medianSec),
    milliseconds(timing.p95Sec),
    ...timing.within.map((share) => `${(share * 100).toFixed(0)} %`),
    milliseconds(timing.startSec),
    milliseconds(timing.endSec),
  ];
}

/** @param {TruthReport['failures'][number]} failure */
function failureLine({ model, set, setting, message }) {
  return `- ${setting}, ${model}, ${set}: ${message.trim().replaceAll(/\s+/g, ' ').slice(0, 300)}`;
}

/** @param {import('./settings.mjs').Setting} setting */
function settingLine({ id, system, precision, flags, options, threads }) {
  const how =
    system === 'offscribe'
      ? `\`offscribe transcribe --engine onnx --precision ${precision === 'int8' ? 'int8' : 'f32'}${flags.map((flag) => ` ${flag}`).join('')}\``
      : `\`WhisperModel(compute_type='${precision}').transcribe(${JSON.stringify(options)})\``;
  return `- ${id}: ${how}${threads === undefined ? '' : `, threads: ${threads}`}; the rest default.`;
}

/** @param {string[]} head @param {string[][]} cells */
function table(head, cells) {
  if (cells.length === 0) return ['Nothing measured.', ''];
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...cells.map(line), ''];
}

/** @param {TruthRow['figure']} figure */
function loop({ loop: { repeats, text } }) {
  return repeats < 3 ? `${repeats}` : `${repeats} x "${text.slice(0, 24)}"`;
}

/** @param {number} sec */
function milliseconds(sec) {
  return `${(sec * 1000).toFixed(0)} ms`;
}
