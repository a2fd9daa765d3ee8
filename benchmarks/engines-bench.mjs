/**
 * Engines benchmark: how large an engine's environment is and how long it takes to make, and whether three engines
 * write the same words from one download.
 * @module
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishClips } from './audio-sets.mjs';
import { formatEnginesMarkdown } from './engines-report.mjs';
import { machineFacts } from './machine.mjs';
import { measure } from './measure.mjs';
import { ROOT } from './options.mjs';
import { ensurePeerEnvironment } from './peer-environment.mjs';
import { scoreTexts } from './scoring.mjs';

/**
 * @typedef {import('./options.mjs').BenchOptions} BenchOptions
 * @typedef {import('./engines-report.mjs').EnginesReport} EnginesReport
 */

const CLI = join(ROOT, 'dist', 'cli', 'main.js');
const ENVIRONMENTS = ['mlx', 'faster-whisper'];
const ENGINES = ['onnx', ...ENVIRONMENTS];
/** MLX on a processor takes a quarter of a minute for a clip. */
const MOST_CLIPS = 13;
const MODEL = 'tiny.en';

/**
 * Runs it and writes the report; returns the page.
 * @param {BenchOptions} options
 * @param {string} path of the report, without the ending
 * @returns {Promise<string>}
 */
export async function benchEngines(options, path) {
  const scorer = ensurePeerEnvironment(options.python);
  mkdirSync(options.output, { recursive: true });
  const home = mkdtempSync(join(options.output, 'engines-'));
  try {
    /** @type {EnginesReport} */
    const report = {
      schema: 'offscribe.engines-benchmark/1',
      machine: machineFacts(),
      environments: [],
      agreement: { model: MODEL, clips: 0, seconds: 0, isOffline: false, pairs: [] },
    };
    for (const engine of ENVIRONMENTS) report.environments.push(await makeRepeatedly(engine, home, options));
    report.agreement = await compareTexts(home, scorer, options);
    const page = formatEnginesMarkdown(report);
    writeFileSync(`${path}-engines.json`, `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(`${path}-engines.md`, page);
    return page;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/**
 * The first time fills the package cache and does not count.
 * @param {string} engine
 * @param {string} home
 * @param {BenchOptions} options
 */
async function makeRepeatedly(engine, home, options) {
  const wallSec = [];
  for (let run = 0; run <= options.runs; run += 1) {
    say(`${engine} environment: run ${run} of ${options.runs}`);
    const args = ['bootstrap', '--engines', engine, '--skip-cache', '--force', '--json'];
    // No models anywhere: nothing to convert and to prove, so that it is the environment that is timed.
    const made = await offscribe(home, args, { HF_HUB_CACHE: join(home, 'no-models') });
    if (run > 0) wallSec.push(made.wallSec);
  }
  return { engine, wallSec, sizeBytes: bytesBelow(join(home, 'envs', engine)) };
}

/**
 * Bytes on disk; what lies under two names counts once.
 * @param {string} folder
 */
function bytesBelow(folder) {
  const items = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  /** @type {Map<string, number>} */
  const blocks = new Map();
  for (const item of items) {
    const facts = lstatSync(join(item.parentPath, item.name));
    blocks.set(`${facts.dev}:${facts.ino}`, facts.blocks * 512);
  }
  return [...blocks.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/**
 * @param {string} home
 * @param {string} scorer
 * @param {BenchOptions} options
 */
async function compareTexts(home, scorer, options) {
  const wanted = new RegExp(options.clips ?? '');
  const clips = englishClips(options, scorer)
    .filter(({ id }) => wanted.test(id))
    .slice(0, MOST_CLIPS);
  const manifest = join(home, 'manifest.jsonl');
  const lines = clips.map(({ id, path, reference }) => ({ id, file: path, text: reference, language: 'en' }));
  writeFileSync(manifest, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  await offscribe(home, ['models', 'pull', MODEL, 'silero-vad', '--no-probe', '--json']);
  const isOffline = spawnSync('unshare', ['-rn', 'true']).status === 0;
  /** @type {Map<string, string[]>} */
  const texts = new Map();
  for (const engine of ENGINES) {
    say(`${engine}: ${clips.length} clips`);
    const how = [
      '--engine',
      engine,
      '-m',
      MODEL,
      '--precision',
      'f32',
      '--temperature',
      '0',
      '--offline',
      '--json',
    ];
    const wrapper = isOffline ? ['unshare', '-rn'] : [];
    const { stdout } = await offscribe(home, ['eval', manifest, ...how], {}, wrapper);
    const { items } = JSON.parse(stdout);
    texts.set(
      engine,
      items.map((/** @type {{ hyp: string }} */ { hyp }) => hyp),
    );
  }
  const references = clips.map(({ reference }) => reference);
  const pairs = ENGINES.flatMap((one, index) =>
    ENGINES.slice(index + 1).map((other) => ({
      one,
      other,
      ...pick(scoreTexts(texts.get(one) ?? [], texts.get(other) ?? [], scorer)),
    })),
  );
  const against = ENGINES.map((engine) => ({
    engine,
    ...pick(scoreTexts(references, texts.get(engine) ?? [], scorer)),
  }));
  const seconds = clips.reduce((sum, clip) => sum + clip.seconds, 0);
  return { model: MODEL, clips: clips.length, seconds, isOffline, pairs, against };
}

/** @param {import('./scoring.mjs').Score} score */
function pick({ wer, words }) {
  return { wer, words };
}

/**
 * @param {string} home
 * @param {string[]} args
 * @param {Record<string, string>} [variables]
 * @param {string[]} [wrapper] goes before the program
 */
async function offscribe(home, args, variables = {}, wrapper = []) {
  const [program = process.execPath, ...rest] = [...wrapper, process.execPath, CLI, ...args];
  return await measure(program, rest, {
    env: { ...process.env, OFFSCRIBE_HOME: home, OFFSCRIBE_REMEMBER: 'false', ...variables },
    cwd: home,
  });
}

/** @param {string} what */
function say(what) {
  process.stderr.write(`engines ${what}\n`);
}
