/**
 * Pipeline part: what it costs to keep every stage, and what it saves. The same command on the long file with nothing kept,
 * with everything kept from nothing, and once more when all is there.
 *
 * Each run has the home that it would have, but for `state.db` and `artifacts`, which are its own: derived weights are shared.
 * @module
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { measure } from '../measure.mjs';
import { CLI } from './hear-files.mjs';

/**
 * @typedef {import('./part.mjs').PartJob} PartJob
 * @typedef {import('./process-part.mjs').ProcessRow} ProcessRow
 */

/** Names of what is run here, as they stand on the page. */
export const NOTHING_KEPT = 'offscribe transcribe --no-remember';
export const ALL_KEPT = 'offscribe transcribe, all kept';
export const ALL_THERE = 'offscribe transcribe, all there already';

/** What belongs to a run, and is not shared. */
const OWN = ['state.db', 'state.db-wal', 'state.db-shm', 'artifacts', 'runs', 'locks'];

/**
 * @param {PartJob} job
 * @returns {Promise<ProcessRow[]>}
 */
export async function measurePipeline({ bench, audio, runs, say, attempt }) {
  const { model, threads, scratch } = bench;
  const { path, seconds } = audio.long;
  const flags = ['-m', model.name, '-l', 'en', '--engine', 'onnx', '--threads', String(threads), '--offline'];
  /** @type {ProcessRow[]} */
  const rows = [NOTHING_KEPT, ALL_KEPT, ALL_THERE].map((system) => ({
    model: model.name,
    system,
    seconds,
    wallSec: [],
    peakRssMb: [],
  }));
  // Run 0 warms the caches.
  for (let run = 0; run <= runs; run += 1) {
    const home = freshHome(scratch);
    for (const [at, { system }] of rows.entries()) {
      say(`${system}, run ${run} of ${runs}`);
      await attempt(system, async () => {
        const output = ['-f', 'srt', '-o', join(home, 'subtitles')];
        const keeps =
          system === NOTHING_KEPT ? ['--no-remember', '--overwrite'] : ['--remember', '--overwrite'];
        const { wallSec, peakRssMb } = await measure(
          process.execPath,
          [CLI, 'transcribe', path, ...output, ...flags, ...keeps],
          { env: { ...process.env, OFFSCRIBE_HOME: home } },
        );
        if (run === 0) return;
        rows[at]?.wallSec.push(wallSec);
        if (peakRssMb !== undefined) rows[at]?.peakRssMb.push(peakRssMb);
      });
    }
    rmSync(home, { recursive: true, force: true });
  }
  return rows;
}

/** A home that remembers nothing. @param {string} scratch */
function freshHome(scratch) {
  const home = mkdtempSync(join(scratch, 'home-'));
  mkdirSync(join(home, 'subtitles'));
  const real = process.env['OFFSCRIBE_HOME'] ?? join(dataHome(), 'offscribe');
  for (const name of readdirSync(real))
    if (!OWN.includes(name)) symlinkSync(join(real, name), join(home, name));
  return home;
}

function dataHome() {
  return process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share');
}
