/**
 * Engine version: what must stay the same for a proof of a model to count.
 * @module
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTextIfPresent } from '../../platform/index.ts';
import { GENERATOR } from '../../weights/index.ts';

/** Changes whenever the same weights and options would give other words. */
export const ENGINE_VERSION = '3';

/** The engine's, the installed runtime's and the graph generator's versions; the runtime is not loaded for it. */
export async function onnxEngineVersion(): Promise<string> {
  return `onnx ${ENGINE_VERSION}, onnxruntime-node ${await installedRuntime()}, graphs ${GENERATOR}`;
}

/** As Node.js finds a package: in the nearest `node_modules` above that has it. */
async function installedRuntime(): Promise<string> {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const text = await readTextIfPresent(join(folder, 'node_modules', 'onnxruntime-node', 'package.json'));
    const [, version] = /"version":\s*"([^"]+)"/.exec(text ?? '') ?? [];
    if (version !== undefined) return version;
    if (dirname(folder) === folder) return 'unknown';
  }
}
