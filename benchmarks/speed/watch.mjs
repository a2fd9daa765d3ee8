/**
 * Watch: runs one process and notes when it printed each line and how much memory it held meanwhile.
 * @module
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { treeRssKb } from '../measure.mjs';

const SAMPLE_EVERY_MS = 50;

/**
 * @typedef {{ sec: number, line: string }} TimedLine seconds since the start of the process
 * @typedef {object} Watched
 * @property {TimedLine[]} lines
 * @property {TimedLine[]} errorLines
 * @property {{ sec: number, rssMb: number }[]} samples of the process with its children; none without /proc
 * @property {number} wallSec from start to exit
 */

/**
 * Runs a command to its end, or until it has printed so many lines. Throws with the tail of what it said when it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{ lines?: number }} [limit]
 * @returns {Promise<Watched>}
 */
export async function watch(command, args, { lines: most = Number.POSITIVE_INFINITY } = {}) {
  const startedMs = performance.now();
  const sinceStart = () => (performance.now() - startedMs) / 1000;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Watched['errorLines']} */
  const errorLines = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errorLines.push({ sec: sinceStart(), line });
  });
  /** @type {Watched['lines']} */
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push({ sec: sinceStart(), line });
    if (lines.length >= most) child.kill('SIGKILL');
  });
  /** @type {Watched['samples']} */
  const samples = [];
  const sampler = setInterval(() => {
    const rssKb = child.pid === undefined ? 0 : treeRssKb(child.pid);
    if (rssKb > 0) samples.push({ sec: sinceStart(), rssMb: rssKb / 1024 });
  }, SAMPLE_EVERY_MS);
  try {
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    if (code !== 0 && lines.length < most) {
      const said = errorLines.slice(-20).map(({ line }) => line);
      throw new Error(`${command} ended with ${code}:\n${said.join('\n')}`);
    }
    return { lines, errorLines, samples, wallSec: sinceStart() };
  } finally {
    clearInterval(sampler);
  }
}
