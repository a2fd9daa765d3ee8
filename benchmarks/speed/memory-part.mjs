/**
 * Memory part: resident memory while hours of audio are heard, hour by hour.
 * @module
 */
import { rmSync } from 'node:fs';
import { hourSeconds, lengthFile } from './audio.mjs';
import { OWN_LIBRARY, OWN_PROGRAM, ownProgram, ownSegments } from './process-part.mjs';
import { watch } from './watch.mjs';

/**
 * @typedef {import('./part.mjs').PartJob} PartJob
 * @typedef {import('./watch.mjs').Watched} Watched
 * @typedef {import('./watch.mjs').TimedLine} TimedLine
 * @typedef {{ sec: number, doneSec: number }} Mark how much of the audio was done, seconds after the start
 * @typedef {object} MemoryRow
 * @property {string} model
 * @property {string} system
 * @property {number} hours
 * @property {number} wallSec
 * @property {number} peakRssMb
 * @property {number[]} hourPeaksMb while that hour was heard; the first also while the model was loaded
 * @property {[number, number][]} curve seconds of audio that are done, resident memory in MB; at most 400 points
 */

const MOST_POINTS = 400;

/** What the program says of its progress: `FILE: 40:21 of 3:00:00, 67.9x ...`. */
const PROGRESS = /: ((?:\d+:)+\d\d) of (?:\d+:)+\d\d/;

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
  /** @type {[string, [string, string[]], (watched: Watched) => Mark[]][]} */
  const seats = [
    [OWN_PROGRAM, ownProgram(path, bench), ({ errorLines }) => errorLines.flatMap(markOfProgress)],
    [OWN_LIBRARY, ownSegments(path, bench), ({ lines }) => lines.map(markOfSegment)],
  ];
  for (const [system, command, marksOf] of seats) {
    say(`${system}: ${hours} h of audio`);
    await attempt(`${system}: memory of ${hours} h`, async () => {
      const watched = await watch(...command);
      const { samples, wallSec } = watched;
      const found = byHour(samples, marksOf(watched), { hours, hourSec });
      rows.push({ model: bench.model.name, system, hours, wallSec, ...found });
    });
  }
  rmSync(path);
  return rows;
}

/** @param {TimedLine} line @returns {Mark[]} */
function markOfProgress({ sec, line }) {
  const clock = PROGRESS.exec(line)?.[1];
  if (clock === undefined) return [];
  return [{ sec, doneSec: clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0) }];
}

/** @param {TimedLine} line @returns {Mark} */
function markOfSegment({ sec, line }) {
  return { sec, doneSec: Number(JSON.parse(line).end) };
}

/**
 * @param {Watched['samples']} samples
 * @param {readonly Mark[]} marks
 * @param {{ hours: number, hourSec: number }} length
 */
function byHour(samples, marks, { hours, hourSec }) {
  const lastSec = samples.at(-1)?.sec ?? 0;
  const all = [{ sec: 0, doneSec: 0 }, ...marks, { sec: lastSec, doneSec: hours * hourSec }];
  const hourPeaksMb = Array.from({ length: hours }, () => 0);
  /** @type {[number, number][]} */
  const curve = [];
  for (const { sec, rssMb } of samples) {
    const doneSec = doneAt(sec, all);
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

/** Between two marks as if it went on evenly. @param {number} sec @param {readonly Mark[]} marks ascending */
function doneAt(sec, marks) {
  const next = marks.findIndex((mark) => mark.sec > sec);
  const [before, behind] = [marks.at(next - 1), marks[next]];
  if (before === undefined || behind === undefined) return marks.at(-1)?.doneSec ?? 0;
  const share = (sec - before.sec) / (behind.sec - before.sec);
  return before.doneSec + share * (behind.doneSec - before.doneSec);
}
