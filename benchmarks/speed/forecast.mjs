/**
 * Forecast: about how long the chosen parts take, from speeds seen on two cores of a server.
 * @module
 */
import { hourSeconds } from './audio.mjs';
import { chartLengths, coresSeconds } from './chart-parts.mjs';
import { OWN, PEER } from './settings.mjs';
import { speedSettings } from './speed-part.mjs';

/**
 * @typedef {import('./part.mjs').PartJob} PartJob
 */

/** Start, load and warm-up of one process. */
const START_SEC = 2;
/** `tiny.en` is 1; a model that is not here counts as large as `base`. */
const SLOWNESS = /** @type {Record<string, number>} */ ({ 'tiny.en': 1, tiny: 1 });
const BASE_SLOWNESS = 1.75;
/** One thread instead of two. */
const ALONE_SLOWNESS = 1.8;

/**
 * Seconds of one part with one model.
 * @param {string} part
 * @param {Pick<PartJob, 'options' | 'bench' | 'audio' | 'runs' | 'isFirstModel'>} job
 */
export function forecastSec(part, job) {
  const { options, bench, audio, runs } = job;
  const slowness = SLOWNESS[bench.model.name] ?? BASE_SLOWNESS;
  const both = 1 / OWN.rate + 1 / PEER.rate;
  if (part === 'speed')
    return speedSettings(job).reduce(
      (sum, { rate, mostRuns }) =>
        sum + Math.min(runs, mostRuns) * (START_SEC + (slowness * audio.long.seconds) / rate),
      0,
    );
  if (part === 'process') return (runs + 1) * 2 * START_SEC * slowness;
  if (part === 'first') return runs * 4 * START_SEC * slowness;
  if (part === 'pipeline')
    return (runs + 1) * (6 * START_SEC + (2 * slowness * audio.long.seconds) / OWN.rate);
  if (part === 'cores')
    return 6 * START_SEC + coresSeconds(options.quick) * both * slowness * (1 + 2 * ALONE_SLOWNESS);
  if (part === 'roofline') return 25 * slowness;
  if (part === 'memory') return (2 * options.hours * hourSeconds(options.quick) * slowness) / OWN.rate;
  const { short, long } = chartLengths(job);
  return [...short, ...long].reduce((sum, seconds) => sum + seconds * both * slowness, 4 * START_SEC);
}
