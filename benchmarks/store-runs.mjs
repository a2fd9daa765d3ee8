/**
 * Store runs: the single measurements of the store benchmark, each in folders of its own on one disk.
 * @module
 */
import { execFileSync, fork, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from './measure.mjs';
import { MODEL, REPOSITORY } from './noise-model.mjs';
import { ROOT } from './options.mjs';

const CLI = join(ROOT, 'dist', 'cli', 'main.js');
const SERVER = join(ROOT, 'benchmarks', 'hub-server.mjs');

/** Smallest model of the catalogue. */
export const BUILT_IN = 'silero-vad';

/**
 * @typedef {{ requests: number, sentBytes: number }} Counts
 * @typedef {{ url: string, counts(): Promise<Counts>, reaching(bytes: number): Promise<number>, close(): void }} Hub
 * @typedef {{ folder: string, hub: Hub, sizeBytes: number, hf: string }} Site
 */

/**
 * Starts the server process.
 * @param {number} sizeBytes of the model
 * @returns {Promise<Hub>}
 */
export async function startHub(sizeBytes) {
  const child = fork(SERVER, [String(sizeBytes)]);
  /** @type {(ask?: Record<string, unknown>) => Promise<Record<string, number>>} */
  const next = (ask) =>
    new Promise((resolve, reject) => {
      child.once('exit', reject);
      child.once('message', (message) => {
        child.off('exit', reject);
        resolve(/** @type {Record<string, number>} */ (message));
      });
      if (ask !== undefined) child.send(/** @type {import('node:child_process').Serializable} */ (ask));
    });
  const { port } = await next();
  return {
    url: `http://127.0.0.1:${port}`,
    counts: async () => {
      const { requests = 0, sentBytes = 0 } = await next({ ask: 'counts' });
      return { requests, sentBytes };
    },
    reaching: async (atBytes) => (await next({ ask: 'notify', atBytes }))['reached'] ?? 0,
    close: () => void child.kill(),
  };
}

/**
 * The project folder whose offscribe.toml lists the model.
 * @param {string} folder
 */
export function makeProject(folder) {
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  const lines = [
    '[[model]]',
    `name = "${MODEL}"`,
    'licence = "CC0-1.0"',
    'format = "safetensors"',
    '[[model.source]]',
    'kind = "hub"',
    `repo = "${REPOSITORY}"`,
    'files = ["model.safetensors", "config.json"]',
    '',
  ];
  writeFileSync(join(project, 'offscribe.toml'), lines.join('\n'));
}

/**
 * Nothing of the user's own: no token, no proxy, no cache.
 * @param {Site} site
 * @param {string} name
 */
function environmentFor({ folder, hub }, name) {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env['PATH'],
    HOME: home,
    HF_HOME: join(home, 'huggingface'),
    HF_ENDPOINT: hub.url,
    HF_HUB_DISABLE_XET: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
    OFFSCRIBE_HOME: join(home, 'offscribe'),
  };
}

/**
 * What earlier runs left to be written must not slow this one.
 * @param {Site} site
 * @param {string} name
 */
function startAfresh({ folder }, name) {
  rmSync(join(folder, name), { recursive: true, force: true });
  execFileSync('sync');
}

/** @param {Site} site @param {string} name @param {string[]} args */
async function offscribe(site, name, args) {
  const env = environmentFor(site, name);
  return await measure(process.execPath, [CLI, ...args], { env, cwd: join(site.folder, 'project') });
}

/**
 * `models pull` into empty folders; the model stays there for what follows.
 * @param {Site} site
 */
export async function pull(site) {
  startAfresh(site, 'ours');
  const { wallSec, peakRssMb } = await offscribe(site, 'ours', ['models', 'pull', MODEL, '--json']);
  return { wallSec, peakRssMb };
}

/**
 * `hf download` into empty folders, and how long the disk then still takes, since it leaves that to the system.
 * @param {Site} site
 */
export async function download(site) {
  startAfresh(site, 'theirs');
  const env = environmentFor(site, 'theirs');
  const { wallSec, peakRssMb } = await measure(site.hf, ['download', REPOSITORY], { env });
  const syncSec = seconds(() => execFileSync('sync'));
  rmSync(join(site.folder, 'theirs'), { recursive: true, force: true });
  return { wallSec, peakRssMb, durableSec: wallSec + syncSec };
}

/**
 * What the disk takes: `dd conv=fdatasync` of as many bytes, from memory.
 * @param {Site} site
 */
export function writeRaw(site) {
  startAfresh(site, 'raw');
  const file = join(site.folder, 'raw');
  const count = Math.ceil(site.sizeBytes / (4 << 20));
  const wallSec = seconds(() =>
    execFileSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=4M', `count=${count}`, 'conv=fdatasync'], {
      stdio: 'ignore',
    }),
  );
  rmSync(file, { force: true });
  return { wallSec };
}

/**
 * `models verify` of what `pull` left.
 * @param {Site} site
 */
export async function verify(site) {
  return { wallSec: (await offscribe(site, 'ours', ['models', 'verify', MODEL, '--json'])).wallSec };
}

/**
 * A small model of the catalogue, from the package index, for what is measured of a model that no settings name.
 * @param {Site} site
 */
export async function pullBuiltIn(site) {
  await offscribe(site, 'ours', ['models', 'pull', BUILT_IN, '--no-probe', '--json']);
}

/**
 * One core's sha256 over bytes in memory, for as many bytes.
 * @param {Site} site
 */
export function hashRaw({ sizeBytes }) {
  const block = Buffer.alloc(4 << 20, 1);
  const hash = createHash('sha256');
  const wallSec = seconds(() => {
    for (let at = 0; at < sizeBytes; at += block.length) hash.update(block);
    hash.digest();
  });
  return { wallSec };
}

/**
 * A command that does next to nothing, start to exit, in the project or in a folder without settings.
 * @param {Site} site
 * @param {string[]} args
 * @param {'project' | 'plain'} [place]
 */
export function startUp(site, args, place = 'project') {
  const cwd = join(site.folder, place);
  mkdirSync(cwd, { recursive: true });
  const settings = { env: environmentFor(site, 'ours'), cwd };
  let status = /** @type {number | null} */ (0);
  const wallSec = seconds(() => {
    status = spawnSync(process.execPath, [CLI, ...args], { ...settings, stdio: 'ignore' }).status;
  });
  if (status !== 0) throw new Error(`offscribe ${args.join(' ')} ended with ${status}.`);
  return { wallSec };
}

/**
 * `models pull` killed when the server has sent a share of the bytes, then run again.
 * @param {Site} site
 * @param {number} share
 */
export async function killAndResume(site, share) {
  startAfresh(site, 'ours');
  const before = await site.hub.counts();
  const reached = site.hub.reaching(Math.floor(site.sizeBytes * share));
  const settings = { env: environmentFor(site, 'ours'), cwd: join(site.folder, 'project') };
  const child = spawn(process.execPath, [CLI, 'models', 'pull', MODEL, '--json'], {
    ...settings,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  await Promise.race([reached, ended]);
  child.kill('SIGKILL');
  if ((await ended) !== 'SIGKILL') throw new Error('The pull was over before it could be killed.');
  const killed = await settled(site.hub);
  const { wallSec } = await offscribe(site, 'ours', ['models', 'pull', MODEL, '--json']);
  const after = await site.hub.counts();
  return {
    wallSec,
    sentBeforeKill: (killed.sentBytes - before.sentBytes) / site.sizeBytes,
    sentAfterKill: (after.sentBytes - killed.sentBytes) / site.sizeBytes,
  };
}

/**
 * The server's counts once it has noticed that nobody listens any more.
 * @param {Hub} hub
 */
async function settled(hub) {
  let counts = await hub.counts();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const later = await hub.counts();
    if (later.sentBytes === counts.sentBytes) return later;
    counts = later;
  }
}

/** @param {() => void} work */
function seconds(work) {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e9;
}
