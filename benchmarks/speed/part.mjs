/**
 * Part: what every part of the speed benchmark is given.
 * @module
 */

/**
 * @typedef {object} PartJob
 * @property {import('../options.mjs').BenchOptions} options
 * @property {import('./hear-files.mjs').SpeedBench} bench
 * @property {import('./audio.mjs').SpeedAudio} audio
 * @property {number} runs
 * @property {boolean} isFirstModel hours of audio are heard with one model only where the model does not matter
 * @property {(what: string) => void} say
 * @property {(what: string, work: () => Promise<void>) => Promise<void>} attempt runs it; a failure is noted and the rest
 *   goes on, with `--allow-failures`
 */

/** Names of the parts, in the order in which they run. */
export const SPEED_PARTS = /** @type {const} */ ([
  'speed',
  'process',
  'first',
  'pipeline',
  'length',
  'cores',
  'roofline',
  'memory',
]);
