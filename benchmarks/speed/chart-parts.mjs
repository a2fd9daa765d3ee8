/**
 * Chart parts: how speed goes with the length of the audio and with the cores, both sides' fastest settings.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { hourSeconds, lengthFile } from './audio.mjs';
import { hearFiles } from './hear-files.mjs';
import { OWN, PEER } from './settings.mjs';

/**
 * @typedef {import('./part.mjs').PartJob} PartJob
 * @typedef {{ model: string, setting: string, seconds: number, sec: number, peakRssMb: number | undefined }} LengthRow
 * @typedef {{ model: string, setting: string, cores: string, seconds: number, sec: number }} CoresRow
 */

const LENGTHS_SEC = [10, 30, 60, 120, 300, 600, 1200];
/** Of every model but the first: its curve is as good by then. */
const MOST_LENGTH_SEC = 600;
const QUICK_LENGTHS_SEC = [10, 30];
const CORES_SEC = 120;
const QUICK_CORES_SEC = 30;

/** Lengths heard in one process, and those that get one each. @param {Pick<PartJob, 'options' | 'isFirstModel'>} job */
export function chartLengths({ options: { quick, hours }, isFirstModel }) {
  const most = isFirstModel ? Number.POSITIVE_INFINITY : MOST_LENGTH_SEC;
  const short = (quick ? QUICK_LENGTHS_SEC : LENGTHS_SEC).filter((seconds) => seconds <= most);
  const long =
    hours > 0 && isFirstModel ? [...new Set([1, hours])].map((count) => count * hourSeconds(quick)) : [];
  return { short, long };
}

/** @param {boolean} quick */
export function coresSeconds(quick) {
  return quick ? QUICK_CORES_SEC : CORES_SEC;
}

/**
 * @param {PartJob} job
 * @returns {Promise<LengthRow[]>}
 */
export async function measureLength(job) {
  const { bench, audio, say, attempt } = job;
  const { short, long } = chartLengths(job);
  /** @type {LengthRow[]} */
  const rows = [];
  for (const lengths of [short, ...long.map((seconds) => [seconds])]) {
    const paths = lengths.map((seconds) => lengthFile(audio.long.path, seconds, bench.scratch));
    for (const setting of [OWN, PEER]) {
      say(`${setting.id} on ${lengths.join(', ')} s`);
      await attempt(`${setting.id}, length`, async () => {
        const { files, peakRssMb } = await hearFiles(paths, setting, bench);
        const facts = { model: bench.model.name, setting: setting.id, peakRssMb };
        rows.push(...files.map(({ sec }, at) => ({ ...facts, seconds: lengths[at] ?? 0, sec })));
      });
    }
    for (const path of paths) rmSync(path);
  }
  return rows;
}

/**
 * @param {PartJob} job
 * @returns {Promise<CoresRow[]>}
 */
export async function measureCores({ options, bench, audio, say, attempt }) {
  const seconds = coresSeconds(options.quick);
  const path = lengthFile(audio.long.path, seconds, bench.scratch);
  const places = [
    { cores: '2 threads', threads: 2, wrapper: [] },
    { cores: '1 thread', threads: 1, wrapper: [] },
    { cores: '1 thread, pinned to 1 core', threads: 1, wrapper: ['taskset', '-c', '0'] },
  ];
  const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  /** @type {CoresRow[]} */
  const rows = [];
  for (const { cores, threads, wrapper } of places.filter((place) => canPin || place.wrapper.length === 0)) {
    for (const setting of [OWN, PEER]) {
      say(`${setting.id} with ${cores}`);
      await attempt(`${setting.id}, ${cores}`, async () => {
        const { files } = await hearFiles([path], setting, { ...bench, threads, wrapper });
        rows.push({ model: bench.model.name, setting: setting.id, cores, seconds, sec: files[0]?.sec ?? 0 });
      });
    }
  }
  rmSync(path);
  return rows;
}
