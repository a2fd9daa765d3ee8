/**
 * Hub client environment: the Python `huggingface_hub` and its `hf` program, from `hub-client/requirements.lock`.
 *
 * `node benchmarks/hub-client-environment.mjs` makes it and prints the path of its Python; `hf` lies beside that.
 * @module
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './options.mjs';
import { besidePython, ensurePythonEnvironment } from './python-environment.mjs';

/**
 * Makes the environment if it is not there; returns the paths of its Python and of `hf`.
 * @param {string} python the interpreter to build on
 * @returns {{ python: string, hf: string }}
 */
export function ensureHubClientEnvironment(python) {
  const lock = join(ROOT, 'benchmarks', 'hub-client', 'requirements.lock');
  const made = ensurePythonEnvironment(python, { name: 'hub-client', lock, size: '25 MB' });
  return { python: made, hf: besidePython(made, 'hf') };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(ensureHubClientEnvironment(process.argv[2] ?? 'python3').python);
}
