/**
 * Measure: runs one process and says how long it took and how much memory it held, children included.
 *
 * Memory is the largest sum of resident sizes over the process tree, looked at every 20 ms through /proc, and never less
 * than the kernel's own high-water mark of the main process. Shared pages count once per process, so a system that starts
 * helpers is never flattered. Without /proc (macOS, Windows) it is undefined.
 * @module
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const SAMPLE_EVERY_MS = 20;

/**
 * @typedef {object} Measured
 * @property {string} stdout
 * @property {number} wallSec from start to exit
 * @property {number | undefined} peakRssMb
 */

/**
 * Runs a command to its end. Throws with the tail of what it said when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<Measured>}
 */
export function measure(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let peakKb = 0;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr = (stderr + text).slice(-4000);
    });
    const sampler = setInterval(() => {
      if (child.pid !== undefined)
        peakKb = Math.max(peakKb, treeRssKb(child.pid), statusKb(child.pid, 'VmHWM'));
    }, SAMPLE_EVERY_MS);
    child.on('error', (cause) => {
      clearInterval(sampler);
      reject(new Error(`${command} could not be started.`, { cause }));
    });
    let wallSec = 0;
    child.on('exit', () => {
      wallSec = Number(process.hrtime.bigint() - started) / 1e9;
      clearInterval(sampler);
    });
    child.on('close', (code, signal) => {
      // With --json the reason is on stdout.
      const said = `${stdout.slice(-2000)}\n${stderr}`.trim();
      if (code !== 0) reject(new Error(`${command} ended with ${code ?? signal}:\n${said}`));
      else resolve({ stdout, wallSec, peakRssMb: peakKb === 0 ? undefined : peakKb / 1024 });
    });
  });
}

/**
 * Resident size of a process and all its descendants right now, in KiB; 0 without /proc.
 * @param {number} pid
 * @returns {number}
 */
export function treeRssKb(pid) {
  const children = readIfThere(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + treeRssKb(Number(child)), statusKb(pid, 'VmRSS'));
}

/**
 * @param {number} pid
 * @param {'VmRSS' | 'VmHWM'} field
 */
function statusKb(pid, field) {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readIfThere(`/proc/${pid}/status`));
  return found === null ? 0 : Number(found[1]);
}

/** @param {string} path */
function readIfThere(path) {
  if (!existsSync(path)) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    // The process ended between the two calls: there is nothing left to add.
    if (/** @type {NodeJS.ErrnoException} */ (cause).code === 'ENOENT') return '';
    if (/** @type {NodeJS.ErrnoException} */ (cause).code === 'ESRCH') return '';
    throw cause;
  }
}
