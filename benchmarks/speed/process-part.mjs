/**
 * Process part: whole processes. From start to exit on a short clip with their memory, and from start to the first
 * segment of the long file, caches warm.
 * @module
 */
import { join } from 'node:path';
import { measure } from '../measure.mjs';
import { ROOT } from '../options.mjs';
import { CLI } from './hear-files.mjs';
import { watch } from './watch.mjs';

/**
 * @typedef {import('./part.mjs').PartJob} PartJob
 * @typedef {{ model: string, system: string, seconds: number, wallSec: number[], peakRssMb: number[] }} ProcessRow
 * @typedef {{ model: string, system: string, seconds: number, firstSec: number[] }} FirstRow
 */

const OURS = join(ROOT, 'benchmarks', 'speed', 'segments.mjs');
const PEERS = join(ROOT, 'benchmarks', 'peer', 'segments.py');

/** Names of what is run here, as they stand on the page. */
export const OWN_PROGRAM = 'offscribe transcribe';
export const OWN_LIBRARY = 'Offscribe, library';
export const PEER_SCRIPT = 'faster-whisper, shortest script';
export const PEER_BATCHED_SCRIPT = 'faster-whisper, shortest script, batched';

/**
 * @param {PartJob} job
 * @returns {Promise<ProcessRow[]>}
 */
export async function measureProcess({ bench, audio, runs, say, attempt }) {
  const { model, threads, python } = bench;
  const { path, seconds } = audio.clip;
  /** @type {[string, string, string[]][]} */
  const commands = [
    [OWN_PROGRAM, ...ownProgram(path, bench)],
    [PEER_SCRIPT, python, [PEERS, path, model.folder, String(threads), '0']],
  ];
  const rows = commands.map(([system]) => row(model.name, system, seconds));
  // Run 0 warms the caches.
  for (let run = 0; run <= runs; run += 1) {
    for (const [at, [system, program, args]] of commands.entries()) {
      say(`${system}, run ${run} of ${runs}`);
      await attempt(system, async () => {
        const { wallSec, peakRssMb } = await measure(program, args);
        if (run === 0) return;
        rows[at]?.wallSec.push(wallSec);
        if (peakRssMb !== undefined) rows[at]?.peakRssMb.push(peakRssMb);
      });
    }
  }
  return rows;
}

/** @param {string} model @param {string} system @param {number} seconds @returns {ProcessRow} */
function row(model, system, seconds) {
  return { model, system, seconds, wallSec: [], peakRssMb: [] };
}

/**
 * @param {PartJob} job
 * @returns {Promise<FirstRow[]>}
 */
export async function measureFirst({ bench, audio, runs, say, attempt }) {
  const { model, threads, python } = bench;
  const { path, seconds } = audio.long;
  /** @type {[string, string, string[]][]} */
  const commands = [
    [OWN_LIBRARY, ...ownSegments(path, bench)],
    [PEER_SCRIPT, python, [PEERS, path, model.folder, String(threads), '0']],
    [PEER_BATCHED_SCRIPT, python, [PEERS, path, model.folder, String(threads), '8']],
  ];
  /** @type {FirstRow[]} */
  const rows = commands.map(([system]) => ({ model: model.name, system, seconds, firstSec: [] }));
  for (let run = 1; run <= runs; run += 1) {
    for (const [at, [system, program, args]] of commands.entries()) {
      say(`${system}: first segment, run ${run} of ${runs}`);
      await attempt(system, async () => {
        const { lines } = await watch(program, args, { lines: 1 });
        rows[at]?.firstSec.push(lines[0]?.sec ?? Number.NaN);
      });
    }
  }
  return rows;
}

/**
 * The program on one file, keeping nothing.
 * @param {string} path
 * @param {import('./hear-files.mjs').SpeedBench} bench
 * @returns {[string, string[]]}
 */
export function ownProgram(path, { model, threads, scratch }) {
  const output = ['-f', 'txt', '-o', join(scratch, 'subtitles'), '--overwrite', '--offline'];
  const flags = ['-m', model.name, '-l', 'en', '--engine', 'onnx', '--threads', String(threads)];
  return [process.execPath, [CLI, 'transcribe', '--no-remember', path, ...output, ...flags]];
}

/**
 * The library on one file, a line a segment.
 * @param {string} path
 * @param {import('./hear-files.mjs').SpeedBench} bench
 * @returns {[string, string[]]}
 */
export function ownSegments(path, { model, threads }) {
  return [process.execPath, [OURS, path, model.name, String(threads)]];
}
