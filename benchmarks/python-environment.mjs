/**
 * Python environment: packages that uv installs from a lock file with every hash checked.
 *
 * It lies in `benchmarks/.venv`, is made once for a lock file and Python, and is made again when either changes.
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './options.mjs';

/** Used when no uv is on the PATH. */
const UV_VERSION = '0.13.9';
const HOME = join(ROOT, 'benchmarks', '.venv');
/** Longer than any installation takes: a lock that old was left by a process that died. */
const STALE_LOCK_MS = 600_000;
/** Everything a tool says goes to stderr: stdout is for data. @type {import('node:child_process').StdioOptions} */
const TO_STDERR = ['ignore', 2, 'inherit'];
const WINDOWS = process.platform === 'win32';

/**
 * @typedef {object} EnvironmentPlan
 * @property {string} name folder below `benchmarks/.venv`
 * @property {string} lock path of the file with versions and hashes
 * @property {string} size what to tell people who wait for it
 */

/**
 * Makes the environment if it is not there; returns the path of its Python.
 * @param {string} python the interpreter to build on; uv never downloads one
 * @param {EnvironmentPlan} plan
 * @returns {string}
 */
export function ensurePythonEnvironment(python, { name, lock, size }) {
  const folder = join(HOME, name);
  const interpreter = executableIn(folder, 'python');
  const stamp = join(folder, 'made-from.txt');
  const wanted = fingerprint(python, lock);
  const isMade = () => existsSync(stamp) && existsSync(interpreter) && readFileSync(stamp, 'utf8') === wanted;
  if (isMade()) return interpreter;
  return withLock(`${folder}.lock`, () => {
    if (isMade()) return interpreter;
    const uv = findUv(python);
    const settings = { stdio: TO_STDERR, env: uvVariables(python) };
    process.stderr.write(`Making the ${name} environment (about ${size}, once) ...\n`);
    rmSync(folder, { recursive: true, force: true });
    execFileSync(uv, ['venv', '--quiet', '--no-managed-python', '--python', python, folder], settings);
    execFileSync(uv, ['pip', 'sync', '--quiet', '--require-hashes', '--python', interpreter, lock], settings);
    // Written last: an environment that was cut off half-way has no stamp and is made again.
    writeFileSync(stamp, wanted);
    return interpreter;
  });
}

/**
 * Path of a program in the environment that a Python belongs to.
 * @param {string} interpreter
 * @param {string} name
 */
export function besidePython(interpreter, name) {
  return join(interpreter, '..', WINDOWS ? `${name}.exe` : name);
}

/**
 * Several test files may want the environment at once; a folder is made by one process only.
 * @template T
 * @param {string} lock
 * @param {() => T} work
 * @returns {T}
 */
function withLock(lock, work) {
  mkdirSync(HOME, { recursive: true });
  while (!tryLock(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
function tryLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  const madeMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - madeMs > STALE_LOCK_MS) rmSync(lock, { recursive: true, force: true });
  return false;
}

/**
 * @param {string} python
 * @param {string} lock
 */
function fingerprint(python, lock) {
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const version = execFileSync(python, ['-c', 'import sys; print(sys.version)'], { encoding: 'utf8' });
  return `${digest}\n${version.replaceAll('\r', '')}`;
}

/**
 * uv from the PATH, else from a small environment of its own beside the others.
 * @param {string} python
 */
function findUv(python) {
  if (spawnSync('uv', ['--version']).status === 0) return 'uv';
  const folder = join(HOME, 'uv');
  const uv = executableIn(folder, 'uv');
  return withLock(`${folder}.lock`, () => {
    if (spawnSync(uv, ['--version']).status === 0) return uv;
    execFileSync(python, ['-m', 'venv', '--clear', folder], { stdio: TO_STDERR });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `uv==${UV_VERSION}`];
    execFileSync(executableIn(folder, 'python'), pip, { stdio: TO_STDERR });
    return uv;
  });
}

/**
 * uv does not read pip's configuration: hand it the package index that pip would use.
 * @param {string} python
 */
function uvVariables(python) {
  const variables = { ...process.env, UV_PYTHON_DOWNLOADS: 'never' };
  if (process.env['UV_DEFAULT_INDEX'] || process.env['UV_INDEX_URL']) return variables;
  const asked = spawnSync(python, ['-m', 'pip', 'config', 'get', 'global.index-url'], { encoding: 'utf8' });
  const index = process.env['PIP_INDEX_URL'] ?? (asked.status === 0 ? asked.stdout.trim() : '');
  return index === '' ? variables : { ...variables, UV_DEFAULT_INDEX: index };
}

/**
 * @param {string} folder
 * @param {string} name
 */
function executableIn(folder, name) {
  return WINDOWS ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name);
}
