/**
 * Speed benchmark: every figure of docs/performance.md, beside faster-whisper on the same weights, audio and threads.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineFacts } from './machine.mjs';
import { ensurePeerEnvironment } from './peer-environment.mjs';
import { makeSpeedAudio } from './speed/audio.mjs';
import { busyShare } from './speed/busy-share.mjs';
import { measureCores, measureLength } from './speed/chart-parts.mjs';
import { forecastSec } from './speed/forecast.mjs';
import { measureMemory } from './speed/memory-part.mjs';
import { SPEED_PARTS } from './speed/part.mjs';
import { measurePipeline } from './speed/pipeline-part.mjs';
import { measureFirst, measureProcess } from './speed/process-part.mjs';
import { formatSpeedMarkdown, writeSpeedReport } from './speed/report.mjs';
import { measureRoofline } from './speed/roofline-part.mjs';
import { measureSpeed } from './speed/speed-part.mjs';
import { writeDocs } from './speed/write-docs.mjs';
import { modelFolder } from './systems.mjs';

/**
 * @typedef {import('./options.mjs').BenchOptions} BenchOptions
 * @typedef {import('./speed/part.mjs').PartJob} PartJob
 * @typedef {import('./speed/bars.mjs').SpeedReport} SpeedReport
 * @typedef {typeof SPEED_PARTS[number]} PartName
 */

/** @type {Record<PartName, (job: PartJob) => Promise<object[]>>} */
const MEASURES = {
  speed: measureSpeed,
  process: measureProcess,
  first: measureFirst,
  pipeline: measurePipeline,
  length: measureLength,
  cores: measureCores,
  roofline: measureRoofline,
  memory: measureMemory,
};

/**
 * Runs it and writes the report; returns the page.
 * @param {BenchOptions} options
 * @param {string} path of the report, without the ending
 * @returns {Promise<string>}
 */
export async function benchSpeed(options, path) {
  const parts = chooseParts(options);
  mkdirSync(options.output, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'offscribe-speed-'));
  try {
    const report = emptyReport(options);
    const jobs = await makeJobs(options, { report, scratch });
    const seconds = jobs.flatMap((job) => parts.map((part) => forecastSec(part, job)));
    say(`about ${(seconds.reduce((sum, sec) => sum + sec, 0) / 60).toFixed(0)} minutes on two free cores`);
    for (const job of jobs) {
      for (const part of parts) {
        report.busyShare = Math.max(report.busyShare, await busyShare());
        const rows = await MEASURES[part](withPart(job, part, report));
        /** @type {object[]} */ (report[part]).push(...rows);
        // After every part: half an hour of measuring must not be lost to what comes after it.
        writeSpeedReport(report, path);
      }
    }
    if (options.writeDocs) writeDocs(report);
    return formatSpeedMarkdown(report);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {BenchOptions} options @returns {readonly PartName[]} */
function chooseParts({ parts }) {
  const names = /** @type {readonly string[]} */ (SPEED_PARTS);
  const unknown = parts?.find((part) => !names.includes(part));
  if (unknown !== undefined) throw new Error(`No part "${unknown}"; there are ${names.join(', ')}.`);
  return SPEED_PARTS.filter((part) => parts?.includes(part) ?? true);
}

/** @param {BenchOptions} options @returns {SpeedReport} */
function emptyReport({ threads, runs, quick }) {
  return {
    schema: 'offscribe.speed-benchmark/1',
    machine: machineFacts(),
    threads,
    runs,
    busyShare: 0,
    audio: '',
    isQuick: quick,
    speed: [],
    process: [],
    first: [],
    pipeline: [],
    length: [],
    cores: [],
    roofline: [],
    memory: [],
    failures: [],
  };
}

/**
 * One a model.
 * @param {BenchOptions} options
 * @param {{ report: SpeedReport, scratch: string }} places
 * @returns {Promise<PartJob[]>}
 */
async function makeJobs(options, { report, scratch }) {
  const python = ensurePeerEnvironment(options.python);
  const audio = makeSpeedAudio(options, { python, folder: scratch });
  report.audio = audio.description;
  const jobs = [];
  for (const [at, name] of options.models.entries()) {
    const folder = options.modelFolders.get(name) ?? (await modelFolder(name));
    const { threads, runs } = options;
    const bench = { model: { name, folder }, threads, python, scratch, warmUp: audio.clip.path };
    jobs.push({
      options,
      bench,
      audio,
      runs,
      isFirstModel: at === 0,
      say,
      attempt: async (/** @type {string} */ _, /** @type {() => Promise<void>} */ work) => await work(),
    });
  }
  return jobs;
}

/**
 * The job, with words and failures that name the part.
 * @param {PartJob} job
 * @param {PartName} part
 * @param {SpeedReport} report
 * @returns {PartJob}
 */
function withPart(job, part, report) {
  const model = job.bench.model.name;
  return {
    ...job,
    say: (what) => say(`${model}, ${part}: ${what}`),
    attempt: async (what, work) => {
      try {
        await work();
      } catch (error) {
        if (!job.options.allowFailures) throw error;
        const message = error instanceof Error ? error.message : String(error);
        report.failures.push({ part, model, what, message });
        say(`failed: ${message}`);
      }
    },
  };
}

/** @param {string} what */
function say(what) {
  process.stderr.write(`speed ${what}\n`);
}
