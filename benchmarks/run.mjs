/**
 * Benchmark: Offscribe beside faster-whisper on the same weights, audio and threads, for speed and for truth, and its
 * model store beside `hf download`. `npm run bench -- --help`.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeAudioSets } from './audio-sets.mjs';
import { benchEngines } from './engines-bench.mjs';
import { machineFacts } from './machine.mjs';
import { HELP, readOptions } from './options.mjs';
import { ensurePeerEnvironment } from './peer-environment.mjs';
import { formatMarkdown } from './report.mjs';
import { scoreTexts } from './scoring.mjs';
import { benchSpeed } from './speed-bench.mjs';
import { benchStore } from './store-bench.mjs';
import { benchSubtitles } from './subtitles-bench.mjs';
import { modelFolder, SYSTEMS } from './systems.mjs';
import { benchTruth } from './truth-bench.mjs';

/**
 * @typedef {import('./options.mjs').BenchOptions} BenchOptions
 * @typedef {import('./audio-sets.mjs').AudioSet} AudioSet
 * @typedef {import('./systems.mjs').System} System
 * @typedef {import('./systems.mjs').Setting} Setting
 * @typedef {import('./systems.mjs').Outcome} Outcome
 * @typedef {import('./report.mjs').Report} Report
 * @typedef {import('./report.mjs').Row} Row
 * @typedef {import('./scoring.mjs').Score} Score
 */

/** Names of the sets that are not about our own speed on speech. */
const STORE = 'store';
const ENGINES = 'engines';
const TRUTH = 'truth';
const SPEED = 'speed';
const SUBTITLES = 'subtitles';

const options = readOptions(process.argv.slice(2));
if (options === undefined) {
  process.stdout.write(HELP);
} else {
  const { sets } = options;
  const path = join(options.output, `${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z`);
  const isSpeech = (/** @type {string} */ name) => ![STORE, ENGINES, TRUTH, SPEED, SUBTITLES].includes(name);
  if (sets?.some(isSpeech) ?? true) await benchSpeech(options, path);
  if (sets?.includes(STORE) ?? true) process.stdout.write(await benchStore(options, path));
  if (sets?.includes(ENGINES) ?? !options.quick) process.stdout.write(await benchEngines(options, path));
  if (sets?.includes(TRUTH) ?? options.quick) process.stdout.write(await benchTruth(options, path));
  if (sets?.includes(SUBTITLES)) process.stdout.write(await benchSubtitles(options, path));
  if (sets?.includes(SPEED)) process.stdout.write(await benchSpeed(options, path));
  process.stderr.write(`Written: ${path}*.json and .md\n`);
}

/**
 * @param {BenchOptions} options
 * @param {string} path of the report, without the ending
 */
async function benchSpeech(options, path) {
  const scratch = mkdtempSync(join(tmpdir(), 'offscribe-bench-'));
  try {
    process.stdout.write(formatMarkdown(await measureSpeech(options, { scratch, path })));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {BenchOptions} options
 * @param {{ scratch: string, path: string }} places
 * @returns {Promise<Report>}
 */
async function measureSpeech(options, { scratch, path }) {
  const systems = SYSTEMS.filter(({ id }) => options.systems?.includes(id) ?? true);
  const python = ensurePeerEnvironment(options.python);
  const sets = makeAudioSets(options, python, scratch).filter(
    ({ name }) => options.sets?.includes(name) ?? true,
  );
  /** @type {Report} */
  const report = {
    schema: 'offscribe.benchmark/1',
    machine: machineFacts(),
    threads: options.threads,
    normaliser: '',
    sets: sets.map(({ name, description, seconds }) => ({ name, description, seconds })),
    systems: systems.map(({ id, label, options: how }) => ({ id, label, options: how })),
    rows: [],
    failures: [],
  };
  for (const model of options.models) {
    const folder = options.modelFolders.get(model) ?? (await modelFolder(model));
    const setting = { model, folder, threads: options.threads, python, scratch };
    for (const set of sets) {
      await measureSet({ set, setting, systems, report, allowFailures: options.allowFailures });
      // After every set: an hour of measuring must not be lost to what comes after it.
      writeReport(report, path);
    }
  }
  return report;
}

/**
 * All systems on one set, in turns, so that a slow minute of the machine hits every one of them.
 * @param {{ set: AudioSet, setting: Setting, systems: System[], report: Report, allowFailures: boolean }} work
 */
async function measureSet({ set, setting, systems, report, allowFailures }) {
  /** @type {Map<System, Outcome[]>} */
  const outcomes = new Map(systems.map((system) => [system, []]));
  // Run 0 warms the page cache and lets Offscribe convert the weights; it does not count.
  for (let run = set.runs > 1 ? 0 : 1; run <= set.runs; run += 1) {
    for (const [system, seen] of outcomes) {
      process.stderr.write(`${setting.model} ${set.name} ${system.id}: run ${run} of ${set.runs}\n`);
      const outcome = await attempt(system, { set, setting, report, allowFailures });
      if (outcome === undefined) outcomes.delete(system);
      else if (run > 0) seen.push(outcome);
    }
  }
  for (const [system, seen] of outcomes) {
    const references = set.clips.map(({ reference }) => reference);
    const scored = scoreTexts(references, seen[0]?.texts ?? [], setting.python);
    report.normaliser = scored.normaliser;
    report.rows.push(rowOf(system, { set, model: setting.model, outcomes: seen, scored }));
  }
}

/**
 * One run of one system; undefined when it failed and that is allowed.
 * @param {System} system
 * @param {{ set: AudioSet, setting: Setting, report: Report, allowFailures: boolean }} work
 */
async function attempt(system, { set, setting, report, allowFailures }) {
  try {
    return await system.run(set.clips, setting);
  } catch (error) {
    if (!allowFailures) throw error;
    const message = error instanceof Error ? error.message : String(error);
    report.failures.push({ system: system.id, model: setting.model, set: set.name, message });
    return undefined;
  }
}

/**
 * @param {System} system
 * @param {{ set: AudioSet, model: string, outcomes: Outcome[], scored: Score }} seen
 * @returns {Row}
 */
function rowOf(system, { set, model, outcomes, scored }) {
  const rtfxOfRuns = outcomes.map((one) => set.seconds / one.loadedSec);
  const memory = outcomes.flatMap((one) => (one.peakRssMb === undefined ? [] : [one.peakRssMb]));
  return {
    model,
    set: set.name,
    system: system.id,
    label: system.label,
    version: outcomes[0]?.version ?? '',
    runs: outcomes.length,
    rtfx: median(rtfxOfRuns),
    rtfxOfRuns,
    wholeSec: median(outcomes.map((one) => one.wholeSec)),
    peakRssMb: memory.length === 0 ? undefined : median(memory),
    wer: scored.wer,
    words: scored.words,
    edits: [scored.substitutions, scored.deletions, scored.insertions],
    texts: outcomes[0]?.texts ?? [],
    steady: new Set(outcomes.map((one) => JSON.stringify(one.texts))).size === 1,
  };
}

/**
 * @param {Report} report
 * @param {string} path without the ending
 */
function writeReport(report, path) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${path}.md`, formatMarkdown(report));
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
