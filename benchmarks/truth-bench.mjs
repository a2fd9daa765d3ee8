/**
 * Truth benchmark: words that are right, on time, not invented and not lost, beside faster-whisper on the same weights.
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineFacts } from './machine.mjs';
import { ensurePeerEnvironment } from './peer-environment.mjs';
import { modelFolder } from './systems.mjs';
import { judgeBars } from './truth/bars.mjs';
import { poolFigure } from './truth/figures.mjs';
import { hear, secondsLeft } from './truth/hear.mjs';
import { judge } from './truth/judge.mjs';
import { estimateSec, PART_NAMES, planRuns } from './truth/plan.mjs';
import { formatTruthMarkdown } from './truth/report.mjs';
import { makeSets } from './truth/sets.mjs';

/**
 * @typedef {import('./options.mjs').BenchOptions} BenchOptions
 * @typedef {import('./truth/plan.mjs').Run} Run
 * @typedef {import('./truth/hear.mjs').Bench} Bench
 * @typedef {import('./truth/report.mjs').TruthReport} TruthReport
 */

/**
 * Runs it and writes the report; returns the page.
 * @param {BenchOptions} options
 * @param {string} path of the report, without the ending
 * @returns {Promise<string>}
 */
export async function benchTruth(options, path) {
  const unknown = options.parts?.find((part) => !PART_NAMES.includes(part));
  if (unknown !== undefined) throw new Error(`No part "${unknown}"; there are ${PART_NAMES.join(', ')}.`);
  const python = ensurePeerEnvironment(options.python);
  const home = join(options.output, 'truth');
  const cache = join(home, 'heard');
  mkdirSync(home, { recursive: true });
  const sets = makeSets(options, { home, python });
  const runs = chooseRuns(sets, options);
  /** @type {Map<string, Bench>} */
  const benches = new Map();
  for (const name of options.models) {
    const folder = options.modelFolders.get(name) ?? (await modelFolder(name));
    benches.set(name, { cache, python, threads: options.threads, model: { name, folder } });
  }
  const left = runs.map((run) => leftSec(run, benches));
  say(`${runs.length} runs, about ${minutes(left.reduce((sum, sec) => sum + sec, 0))} on two free cores`);
  /** @type {TruthReport} */
  const report = {
    schema: 'offscribe.truth-benchmark/1',
    machine: machineFacts(),
    threads: options.threads,
    normaliser: '',
    isQuick: options.quick,
    rows: [],
    bars: [],
    failures: [],
  };
  for (const run of runs) {
    await runOne(run, benches, report);
    report.bars = judgeBars(report.rows);
    // After every run: hours of measuring must not be lost to what comes after them.
    writeFileSync(`${path}-truth.json`, `${JSON.stringify(report, null, 1)}\n`);
    writeFileSync(`${path}-truth.md`, formatTruthMarkdown(report));
  }
  if (report.failures.length > 0 && !options.allowFailures) process.exitCode = 1;
  return formatTruthMarkdown(report);
}

/**
 * @param {import('./truth/plan.mjs').Sets} sets
 * @param {BenchOptions} options
 */
function chooseRuns(sets, { models, parts = PART_NAMES, quick, settings }) {
  const wanted = new RegExp(settings ?? '');
  return planRuns(sets, { models, parts, quick }).filter(({ setting }) => wanted.test(setting.id));
}

/**
 * @param {Run} run
 * @param {Map<string, Bench>} benches
 * @param {TruthReport} report
 */
async function runOne(run, benches, report) {
  const { model, set, setting, items } = run;
  const bench = benches.get(model);
  if (bench === undefined) return;
  say(`${model}, ${set}, ${setting.id}: ${items.length} items, about ${minutes(leftSec(run, benches))}`);
  try {
    const heard = await hear(items, setting, bench);
    const { judged, normaliser } = judge(items, heard, bench.python);
    report.normaliser = normaliser;
    report.rows.push({
      model,
      set,
      setting: setting.id,
      version: heard[0]?.version ?? '',
      figure: poolFigure(judged, items),
      items: items.map(({ id }, at) => ({
        id,
        text: heard[at]?.text ?? '',
        judgement: judged[at] ?? none(),
      })),
    });
  } catch (error) {
    // One setting that cannot run must not hide what the others did: its bars are reported as not measured.
    const message = error instanceof Error ? error.message : String(error);
    report.failures.push({ model, set, setting: setting.id, message });
    say(`failed: ${message}`);
  }
}

function none() {
  return { spoken: 0, loop: { repeats: 0, text: '' } };
}

/** @param {Run} run @param {Map<string, Bench>} benches */
function leftSec(run, benches) {
  const bench = benches.get(run.model);
  return bench === undefined ? 0 : estimateSec(secondsLeft(run.items, run.setting, bench), run);
}

/** @param {number} sec */
function minutes(sec) {
  return `${(sec / 60).toFixed(1)} min`;
}

/** @param {string} what */
function say(what) {
  process.stderr.write(`truth ${what}\n`);
}
