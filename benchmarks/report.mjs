/**
 * Report: the measured figures as one JSON document and one Markdown page.
 * @module
 */

/**
 * @typedef {object} Row
 * @property {string} model
 * @property {string} set
 * @property {string} system the system's id
 * @property {string} label
 * @property {string} version
 * @property {number} runs
 * @property {number} rtfx audio seconds per second of transcribing, model loaded; median
 * @property {number[]} rtfxOfRuns
 * @property {number} wholeSec whole process, start to exit; median
 * @property {number | undefined} peakRssMb whole process with its children; median
 * @property {number} wer percent, of the first run
 * @property {number} words scored reference words
 * @property {number[]} edits substitutions, deletions, insertions
 * @property {string[]} texts what the first run heard, one a clip
 * @property {boolean} steady whether every run gave the same text
 */

/**
 * @typedef {object} Report
 * @property {'offscribe.benchmark/1'} schema
 * @property {Record<string, string | number>} machine
 * @property {number} threads
 * @property {string} normaliser
 * @property {{ name: string, description: string, seconds: number }[]} sets
 * @property {{ id: string, label: string, options: string }[]} systems
 * @property {Row[]} rows
 * @property {{ system: string, model: string, set: string, message: string }[]} failures
 */

/**
 * @param {Report} report
 * @returns {string}
 */
export function formatMarkdown(report) {
  const facts = Object.entries(report.machine).map(([name, value]) => `${name} ${value}`);
  const page = ['# Benchmark', '', `Machine: ${facts.join('; ')}; threads ${report.threads}.`, ''];
  for (const set of report.sets) {
    page.push(`## ${set.name}: ${set.seconds.toFixed(0)} s`, '', `${capital(set.description)}.`, '');
    page.push(
      '| model | system | speed, model loaded | whole process | peak memory | WER | same text every run |',
      '|---|---|---|---|---|---|---|',
    );
    const rows = report.rows.filter((row) => row.set === set.name);
    page.push(...rows.map((row) => tableLine(row, rows)), '');
  }
  if (report.failures.length > 0) {
    page.push('## Could not be run', '');
    page.push(
      ...report.failures.map((one) => `- ${one.system}, ${one.model}, ${one.set}: ${one.message}`),
      '',
    );
  }
  page.push('## How', '', ...report.systems.map((system) => `- ${system.label}: ${system.options}.`));
  page.push(
    `- Versions: ${[...new Set(report.rows.map((row) => row.version))].join('; ')}.`,
    `- One scorer for all: ${report.normaliser}, pooled errors over pooled reference words; in brackets substitutions + deletions + insertions.`,
    '- Medians; the systems take turns. In brackets: this row relative to Offscribe on the same model and audio; above 1 means',
    '  faster, longer or larger than Offscribe. Both sides decode the audio file within the measured time.',
    '- Memory is the largest resident size of the process tree. Offscribe runs voice activity detection by default.',
    '',
  );
  return page.join('\n');
}

/**
 * @param {Row} row
 * @param {Row[]} rows
 */
function tableLine(row, rows) {
  const own = rows.find((other) => other.system === 'offscribe' && other.model === row.model);
  const beside = own === row ? undefined : own;
  const cells = [
    row.model,
    row.label,
    `${row.rtfx.toFixed(1)}x${ratio(row.rtfx, beside?.rtfx)}`,
    `${row.wholeSec.toFixed(2)} s${ratio(row.wholeSec, beside?.wholeSec)}`,
    row.peakRssMb === undefined
      ? 'not measured'
      : `${row.peakRssMb.toFixed(0)} MB${ratio(row.peakRssMb, beside?.peakRssMb)}`,
    `${row.wer.toFixed(2)} % (${row.edits.join(' + ')})`,
    row.runs === 1 ? 'one run' : row.steady ? 'yes' : 'no',
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * @param {number} value
 * @param {number | undefined} own
 */
function ratio(value, own) {
  return own === undefined ? '' : ` (${(value / own).toFixed(2)})`;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
