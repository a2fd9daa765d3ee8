/**
 * Store benchmark: pulling, verifying and finding a model, beside `hf download`, the disk and the processor themselves.
 *
 * Every system pulls the same file from the same local server; the runs take turns, so that a slow minute of the
 * machine hits every one of them.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureHubClientEnvironment } from './hub-client-environment.mjs';
import { machineFacts } from './machine.mjs';
import { MODEL } from './noise-model.mjs';
import { formatStoreMarkdown } from './store-report.mjs';
import {
  BUILT_IN,
  download,
  hashRaw,
  killAndResume,
  makeProject,
  pull,
  pullBuiltIn,
  startHub,
  startUp,
  verify,
  writeRaw,
} from './store-runs.mjs';

/**
 * @typedef {import('./options.mjs').BenchOptions} BenchOptions
 * @typedef {import('./store-runs.mjs').Site} Site
 * @typedef {import('./store-report.mjs').StoreReport} StoreReport
 */

const FULL_BYTES = 1 << 30;
/** Above the size from which a download is spread over several connections. */
const QUICK_BYTES = 96 << 20;
const KILL_AT = 0.6;
/** Short commands vary by more than what is looked for: many runs, and the median. */
const START_UP_RUNS = { full: 21, quick: 5 };

/**
 * Runs it and writes the report; returns the page.
 * @param {BenchOptions} options
 * @param {string} path of the report, without the ending
 * @returns {Promise<string>}
 */
export async function benchStore(options, path) {
  const sizeBytes = options.quick ? QUICK_BYTES : FULL_BYTES;
  const { hf } = ensureHubClientEnvironment(options.python);
  mkdirSync(options.output, { recursive: true });
  // Beside the results rather than in the system's temporary folder, which may be memory.
  const folder = mkdtempSync(join(options.output, 'store-'));
  const hub = await startHub(sizeBytes);
  try {
    makeProject(folder);
    const report = await measureAll({ folder, hub, sizeBytes, hf }, options);
    const page = formatStoreMarkdown(report);
    writeFileSync(`${path}-store.json`, `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(`${path}-store.md`, page);
    return page;
  } finally {
    hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {Site} site
 * @param {BenchOptions} options
 * @returns {Promise<StoreReport>}
 */
async function measureAll(site, options) {
  /** @type {StoreReport['runs']} */
  const runs = {
    pull: [],
    download: [],
    writeRaw: [],
    verify: [],
    hashRaw: [],
    resume: [],
    version: [],
    path: [],
    ownPath: [],
  };
  for (let run = 1; run <= options.runs; run += 1) {
    say(`run ${run} of ${options.runs}: dd, hf download, models pull, models verify, sha256`);
    runs.writeRaw.push(writeRaw(site));
    // The two that are compared swap places, since the first of a pair has the colder machine.
    if (run % 2 === 0) runs.pull.push(await pull(site));
    runs.download.push(await download(site));
    if (run % 2 === 1) runs.pull.push(await pull(site));
    runs.verify.push(await verify(site));
    runs.hashRaw.push(hashRaw(site));
  }
  await pullBuiltIn(site);
  const before = await site.hub.counts();
  const startUps = options.quick ? START_UP_RUNS.quick : START_UP_RUNS.full;
  say(`${startUps} runs: --version, models path`);
  for (let run = 0; run < startUps; run += 1) {
    runs.version.push(startUp(site, ['--version'], 'plain'));
    runs.path.push(startUp(site, ['models', 'path', BUILT_IN], 'plain'));
    runs.ownPath.push(startUp(site, ['models', 'path', MODEL]));
  }
  const requestsOfPath = (await site.hub.counts()).requests - before.requests;
  for (let run = 1; run <= options.runs; run += 1) {
    say(`run ${run} of ${options.runs}: kill -9 at ${KILL_AT * 100} %, then again`);
    runs.resume.push(await killAndResume(site, KILL_AT));
  }
  return {
    schema: 'offscribe.store-benchmark/1',
    machine: machineFacts(),
    sizeBytes: site.sizeBytes,
    killAt: KILL_AT,
    requestsOfPath,
    runs,
  };
}

/** @param {string} what */
function say(what) {
  process.stderr.write(`store ${what}\n`);
}
