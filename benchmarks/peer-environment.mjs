/**
 * Peer environment: faster-whisper and the scorer, installed by uv from `peer/requirements.lock` with every hash checked.
 *
 * It lies in `benchmarks/.venv`, is made once for a lock file and Python, and is made again when either changes.
 * `node benchmarks/peer-environment.mjs` makes it and prints the path of its Python.
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './options.mjs';

/** Used when no uv is on the PATH. */
const UV_VERSION = '0.13.9';
const HOME = join(ROOT, 'benchmarks', '.venv');
const LOCK = join(ROOT, 'benchmarks', 'peer', 'requirements.lock');
/** Everything a tool says goes to stderr: stdout is for data. @type {import('node:child_process').StdioOptions} */
const TO_STDERR = ['ignore', 2, 'inherit'];
const WINDOWS = process.platform === 'win32';

/**
 * Makes the environment if it is not there; returns the path of its Python.
 * @param {string} python the interpreter to build on; uv never downloads one
 * @returns {string}
 */
export function ensurePeerEnvironment(python) {
  const folder = join(HOME, 'peer');
  const interpreter = executableIn(folder, 'python');
  const stamp = join(folder, 'made-from.txt');
  const wanted = fingerprint(python);
  if (existsSync(stamp) && existsSync(interpreter) && readFileSync(stamp, 'utf8') === wanted)
    return interpreter;

  const uv = findUv(python);
  const settings = { stdio: TO_STDERR, env: uvVariables(python) };
  process.stderr.write('Making the peer environment (about 430 MB, once) ...\n');
  rmSync(folder, { recursive: true, force: true });
  execFileSync(uv, ['venv', '--quiet', '--no-managed-python', '--python', python, folder], settings);
  execFileSync(uv, ['pip', 'sync', '--quiet', '--require-hashes', '--python', interpreter, LOCK], settings);
  // Written last: an environment that was cut off half-way has no stamp and is made again.
  writeFileSync(stamp, wanted);
  return interpreter;
}

/** @param {string} python */
function fingerprint(python) {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  const version = execFileSync(python, ['-c', 'import sys; print(sys.version)'], { encoding: 'utf8' });
  return `${lock}\n${version.replaceAll('\r', '')}`;
}

/**
 * uv from the PATH, else from a small environment of its own beside the peer's.
 * @param {string} python
 */
function findUv(python) {
  if (spawnSync('uv', ['--version']).status === 0) return 'uv';
  const folder = join(HOME, 'uv');
  const uv = executableIn(folder, 'uv');
  if (spawnSync(uv, ['--version']).status === 0) return uv;
  execFileSync(python, ['-m', 'venv', '--clear', folder], { stdio: TO_STDERR });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `uv==${UV_VERSION}`];
  execFileSync(executableIn(folder, 'python'), pip, { stdio: TO_STDERR });
  return uv;
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(ensurePeerEnvironment(process.argv[2] ?? 'python3'));
}
