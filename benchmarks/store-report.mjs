/**
 * Store report: the store benchmark's figures as one Markdown page.
 * @module
 */

/**
 * @typedef {{ wallSec: number }} Timed
 * @typedef {{ wallSec: number, peakRssMb: number | undefined }} Sized
 *
 * @typedef {object} StoreReport
 * @property {'offscribe.store-benchmark/1'} schema
 * @property {Record<string, string | number>} machine
 * @property {number} sizeBytes of the model
 * @property {number} killAt share of the bytes
 * @property {number} requestsOfPath how many requests all runs of `models path` made
 * @property {{ pull: Sized[], download: (Sized & { durableSec: number })[], writeRaw: Timed[], verify: Timed[],
 *   hashRaw: Timed[], version: Timed[], path: Timed[], ownPath: Timed[],
 *   resume: (Timed & { sentBeforeKill: number, sentAfterKill: number })[] }} runs
 */

/** Size of the model that the goals are about. */
const GOAL_BYTES = 1 << 30;

/**
 * @param {StoreReport} report
 * @returns {string}
 */
export function formatStoreMarkdown(report) {
  const { runs, sizeBytes } = report;
  /** @param {Timed[]} timed */
  const rate = (timed) => sizeBytes / 1e6 / median(timed.map(({ wallSec }) => wallSec));
  const [pull, dd, verify, hash] = [runs.pull, runs.writeRaw, runs.verify, runs.hashRaw].map(rate);
  const version = median(runs.version.map(({ wallSec }) => wallSec));
  const path = median(runs.path.map(({ wallSec }) => wallSec));
  const ownPath = median(runs.ownPath.map(({ wallSec }) => wallSec));
  const durable = rate(runs.download.map(({ durableSec }) => ({ wallSec: durableSec })));
  const resumed = Math.max(...runs.resume.map(({ sentAfterKill }) => sentAfterKill));
  const facts = Object.entries(report.machine).map(([name, value]) => `${name} ${value}`);
  return [
    '# Model store',
    '',
    `Machine: ${facts.join('; ')}.`,
    '',
    `A model of ${Math.round(sizeBytes / (1 << 20)).toLocaleString('en-US')} MiB from a server on this machine; medians of ${runs.pull.length}, the lowest and highest in brackets.${sizeBytes < GOAL_BYTES ? ' The goals are for 1 GiB: starting up and what is in flight count for too much here.' : ''}`,
    '',
    '| what | figure | goal |',
    '|---|---|---|',
    `| \`dd conv=fdatasync\` | ${rateCell(report, runs.writeRaw)} | |`,
    `| \`models pull\`: hashed while it comes, synced to disk | ${rateCell(report, runs.pull)}${memory(runs.pull)} | ${goal(ratio(pull, dd), 0.8, 'of dd')} |`,
    `| \`hf download\`: not hashed, not synced | ${rateCell(report, runs.download)}${memory(runs.download)} | pull: ${goal(ratio(pull, rate(runs.download)), 1, 'of it')} |`,
    `| \`hf download\` and \`sync\` | ${durable.toFixed(0)} MB/s | pull: ${ratio(pull, durable).toFixed(2)} of it |`,
    `| sha256 of as many bytes in memory, one core | ${rateCell(report, runs.hashRaw)} | |`,
    `| \`models verify\`, whole process | ${rateCell(report, runs.verify)} | ${goal(ratio(verify, hash), 0.8, 'of sha256')} |`,
    `| \`models verify\` without the start of the program | ${rateWithout(report, version).toFixed(0)} MB/s | ${ratio(rateWithout(report, version), hash).toFixed(2)} of sha256 |`,
    `| \`offscribe --version\` | ${milliseconds(version)} | |`,
    `| \`models path\`, model here | ${milliseconds(path)}, ${report.requestsOfPath} requests | ${path - version < 0.02 ? 'met' : 'missed'}: ${milliseconds(path - version)} more, below 20 ms |`,
    `| \`models path\` of a model of the project's offscribe.toml, which is read and checked | ${milliseconds(ownPath)} | ${milliseconds(ownPath - version)} more |`,
    `| \`kill -9\` at ${percent(report.killAt)}: bytes of the second run | ${percent(resumed)} at most | ${resumed <= 0.45 ? 'met' : 'missed'}: at most 45 % |`,
    '',
  ].join('\n');
}

/** @param {StoreReport} report @param {Timed[]} timed */
function rateCell({ sizeBytes }, timed) {
  const rates = timed.map(({ wallSec }) => sizeBytes / 1e6 / wallSec);
  return `${median(rates).toFixed(0)} MB/s (${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)})`;
}

/** @param {StoreReport} report @param {number} startSec */
function rateWithout({ sizeBytes, runs }, startSec) {
  return sizeBytes / 1e6 / (median(runs.verify.map(({ wallSec }) => wallSec)) - startSec);
}

/** @param {Sized[]} sized */
function memory(sized) {
  const peaks = sized.flatMap(({ peakRssMb }) => (peakRssMb === undefined ? [] : [peakRssMb]));
  return peaks.length === 0 ? '' : `, ${median(peaks).toFixed(0)} MB of memory`;
}

/** @param {number} value @param {number} least @param {string} of */
function goal(value, least, of) {
  return `${value >= least ? 'met' : 'missed'}: ${value.toFixed(2)} ${of}, at least ${least}`;
}

/** @param {number | undefined} value @param {number | undefined} other */
function ratio(value = 0, other = 0) {
  return value / other;
}

/** @param {number} seconds */
function milliseconds(seconds) {
  return `${(seconds * 1000).toFixed(0)} ms`;
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(0)} %`;
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
