/**
 * Own graph: the project's own writer of ONNX graphs, `src/weights/graph.ts`, bundled into one file that can be loaded.
 * The package does not export it, and its source is TypeScript.
 * @module
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsdown';
import { ROOT } from '../options.mjs';

/**
 * @typedef {import('../../src/weights/graph.ts').Graph} Graph
 */

/**
 * @param {string} folder where the bundle goes; of its own
 * @returns {Promise<new () => Graph>}
 */
export async function loadGraphWriter(folder) {
  await build({
    config: false,
    cwd: ROOT,
    entry: { graph: 'src/weights/graph.ts' },
    outDir: folder,
    format: 'esm',
    dts: false,
    deps: { alwaysBundle: [/./] },
    logLevel: 'error',
  });
  const name = readdirSync(folder).find((each) => /^graph\.m?js$/.test(each)) ?? '';
  return (await import(pathToFileURL(join(folder, name)).href)).Graph;
}
