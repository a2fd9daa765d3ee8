/**
 * Subtitle readers environment: the Python package `pysubs2`, from `subtitle-readers/requirements.lock`.
 *
 * `node benchmarks/subtitle-readers-environment.mjs` makes it and prints the path of its Python.
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
export function ensureSubtitleReaders(python) {
  const lock = join(ROOT, 'benchmarks', 'subtitle-readers', 'requirements.lock');
  return ensurePythonEnvironment(python, { name: 'subtitle-readers', lock, size: '1 MB' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(ensureSubtitleReaders(process.argv[2] ?? 'python3'));
}
