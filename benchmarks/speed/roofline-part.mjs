/**
 * Roofline part: `roofline.mjs` in a process of its own, since ONNX Runtime's threads stay awake for a while.
 * @module
 */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from '../measure.mjs';
import { ROOT } from '../options.mjs';

/**
 * @param {import('./part.mjs').PartJob} job
 * @returns {Promise<import('./roofline.mjs').Roofline[]>}
 */
export async function measureRoofline({ bench, say, attempt }) {
  /** @type {import('./roofline.mjs').Roofline[]} */
  const rows = [];
  say('products alone, then encoder and decoder');
  await attempt('roofline', async () => {
    const { model, threads, scratch } = bench;
    const request = {
      folder: model.folder,
      model: model.name,
      threads,
      scratch: mkdtempSync(join(scratch, 'roofline-')),
    };
    const script = join(ROOT, 'benchmarks', 'speed', 'roofline.mjs');
    // As in the product: the runtime reports its use over the network unless it is told not to before it is loaded.
    const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
    const { stdout } = await measure(process.execPath, [script, JSON.stringify(request)], { env });
    rows.push(JSON.parse(stdout));
  });
  return rows;
}
