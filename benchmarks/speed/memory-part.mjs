/**
 * Memory part: resident memory while hours of audio are heard, hour by hour.
 * @module
 */
import { rmSync } from 'node:fs';
import { hourSeconds, lengthFile } from './audio.mjs';
import { ownSegments } from './process-part.mjs';
import { watch } from './watch.mjs';

/**
 * @typedef {import('./part.mjs').PartJob} PartJob
 * @typedef {object} MemoryRow
 * @property {string} model
 * @property {number} hours
 * @property {number} wallSec
 * @property {number} peakRssMb
 * @property {number[]} hourPeaksMb while the segments of that hour came; the first also while the model was loaded
 * @property {[number, number][]} curve seconds of audio that are done, resident memory in MB; at most 400 points
 */

const MOST_POINTS = 400;

/**
 * None without `--hours`: it takes minutes.
 * @param {PartJob} job
 * @returns {Promise<MemoryRow[]>}
 */
export async function measureMemory({ options, bench, audio, say, attempt }) {
  const { hours, quick } = options;
  const hourSec = hourSeconds(quick);
  /** @type {MemoryRow[]} */
  const rows = [];
  if (hours === 0) return rows;
  const path = lengthFile(audio.long.path, hours * hourSec, bench.scratch);
  say(`${hours} h of audio`);
  await attempt(`memory of ${hours} h`, async () => {
    const { samples, lines, wallSec } = await watch(...ownSegments(path, bench));
    rows.push({ model: bench.model.name, hours, wallSec, ...byHour(samples, lines, { hours, hourSec }) });
  });
  rmSync(path);
  return rows;
}

/**
 * @param {import('./watch.mjs').Watched['samples']} samples
 * @param {import('./watch.mjs').Watched['lines']} lines
 * @param {{ hours: number, hourSec: number }} length
 */
function byHour(samples, lines, { hours, hourSec }) {
  const ends = lines.map(({ sec, line }) => ({ sec, end: Number(JSON.parse(line).end) }));
  const hourPeaksMb = Array.from({ length: hours }, () => 0);
  /** @type {[number, number][]} */
  const curve = [];
  let next = 0;
  let doneSec = 0;
  for (const { sec, rssMb } of samples) {
    for (; next < ends.length && (ends[next]?.sec ?? 0) <= sec; next += 1) doneSec = ends[next]?.end ?? 0;
    const hour = Math.min(hours - 1, Math.floor(doneSec / hourSec));
    hourPeaksMb[hour] = Math.max(hourPeaksMb[hour] ?? 0, rssMb);
    curve.push([doneSec, rssMb]);
  }
  const every = Math.max(1, Math.ceil(curve.length / MOST_POINTS));
  return {
    peakRssMb: Math.max(0, ...hourPeaksMb),
    hourPeaksMb,
    curve: curve.filter((_, at) => at % every === 0),
  };
}
