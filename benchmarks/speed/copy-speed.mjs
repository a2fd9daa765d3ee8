/**
 * Copy speed: what this machine reaches in a plain copy of memory, with so many threads at once.
 * @module
 */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/** Larger than what most processors keep near. */
const BYTES = 256 << 20;
const ROUNDS = 6;

/**
 * Bytes read and written a second, all threads together, in GB.
 * @param {number} threads
 */
export async function copySpeed(threads) {
  const rates = Array.from(
    { length: threads },
    () =>
      new Promise((resolve, reject) => {
        new Worker(new URL(import.meta.url)).once('message', resolve).once('error', reject);
      }),
  );
  const all = /** @type {number[]} */ (await Promise.all(rates));
  return all.reduce((sum, rate) => sum + rate, 0);
}

/** The best of some rounds, so that the first touch of the pages does not count. */
function copyHere() {
  const [from, to] = [Buffer.alloc(BYTES, 1), Buffer.alloc(BYTES, 2)];
  let best = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now();
    from.copy(to);
    best = Math.max(best, (2 * BYTES) / ((performance.now() - startedMs) * 1e6));
  }
  return best;
}

if (!isMainThread) parentPort?.postMessage(copyHere());
