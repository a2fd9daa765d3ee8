/**
 * Voice environment: the speech synthesiser that speaks the made timing set, from `voice/requirements.lock`.
 * @module
 */
import { join } from 'node:path';
import { ROOT } from './options.mjs';
import { ensurePythonEnvironment } from './python-environment.mjs';

/**
 * Makes the environment if it is not there; returns the path of its Python.
 * @param {string} python the interpreter to build on
 * @returns {string}
 */
export function ensureVoiceEnvironment(python) {
  const lock = join(ROOT, 'benchmarks', 'voice', 'requirements.lock');
  return ensurePythonEnvironment(python, { name: 'voice', lock, size: '240 MB' });
}
