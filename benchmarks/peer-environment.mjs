/**
 * Peer environment: faster-whisper and the scorer, from `peer/requirements.lock`.
 *
 * `node benchmarks/peer-environment.mjs` makes it and prints the path of its Python.
 * @module
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './options.mjs';
import { ensurePythonEnvironment } from './python-environment.mjs';

/**
 * Makes the environment if it is not there; returns the path of its Python.
 * @param {string} python the interpreter to build on
 * @returns {string}
 */
export function ensurePeerEnvironment(python) {
  const lock = join(ROOT, 'benchmarks', 'peer', 'requirements.lock');
  return ensurePythonEnvironment(python, { name: 'peer', lock, size: '430 MB' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(ensurePeerEnvironment(process.argv[2] ?? 'python3'));
}
