/**
 * Sets: what is heard in the truth benchmark: recordings of the speech manifest, and what is made here.
 *
 * The made files lie in the output folder and are made anew when what makes them has changed.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeAudioSets, readExamples } from '../audio-sets.mjs';
import { ROOT } from '../options.mjs';
import { ensureVoiceEnvironment } from '../voice-environment.mjs';
import { describeFile, readItems } from './recordings.mjs';
import { makeSoundsSet } from './sounds-set.mjs';
import { makeVersionsSet } from './versions.mjs';

/**
 * @typedef {import('../options.mjs').BenchOptions} BenchOptions
 * @typedef {import('./recordings.mjs').Item} Item
 * @typedef {import('./plan.mjs').Sets} Sets
 */

const SEED = 1;
/** Long ones would take most of the time of the settings that look for loops. */
const HARD_SEC = 30;
/** One clip in so many is heard again with other threads. */
const STEADY_EVERY = 12;

/**
 * @param {BenchOptions} options
 * @param {{ home: string, python: string }} places folder of the benchmark; interpreter of the peer's environment
 * @returns {Sets}
 */
export function makeSets(options, { home, python }) {
  const wanted = new RegExp(options.clips ?? '');
  const size = options.quick ? 'quick' : 'full';
  const timing = readItems(makeTiming(join(home, `timing-${size}`), options));
  const sounds = readItems(makeSounds(join(home, `sounds-${size}`), options));
  const recorded = options.quick ? [] : readItems(options.manifest);
  const english = recorded.length > 0 ? recorded.filter(isEnglish) : readExamples(python).map(asItem);
  const languages = recorded.filter((item) => item.text !== undefined && !isEnglish(item));
  const quiet = recorded.filter(({ isSilent }) => isSilent);
  const long = options.quick ? [] : longItems(options, { home, python });
  /** @type {Sets} */
  const sets = new Map([
    ['english', english],
    ['versions', versionsOf(recorded.filter(isEnglish), { name: 'versions', options, home, python })],
    ['languages', languages],
    ['other versions', versionsOf(languages, { name: 'other-versions', options, home, python })],
    ['long', long],
    ['timing', timing],
    ['aligned', recorded.filter(({ words, text }) => words !== undefined && text !== undefined)],
    ['quiet', quiet],
    ['sounds', sounds],
    ['hard', [...quiet, ...sounds.filter(({ seconds }) => seconds <= HARD_SEC), ...long, ...timing]],
    [
      'steady',
      options.quick
        ? english
        : [...english, ...languages, ...sounds].filter((_, at) => at % STEADY_EVERY === 0),
    ],
  ]);
  return new Map([...sets].map(([name, items]) => [name, items.filter(({ id }) => wanted.test(id))]));
}

/** @param {Item} item */
function isEnglish({ language, text }) {
  return language === 'en' && text !== undefined;
}

/** @param {import('../audio-sets.mjs').Clip} clip @returns {Item} */
function asItem({ id, path, reference, seconds }) {
  return {
    ...describeFile(path),
    id,
    language: 'en',
    seconds,
    text: reference,
    words: undefined,
    isSilent: false,
  };
}

/** @param {BenchOptions} options @param {{ home: string, python: string }} places */
function longItems(options, { home, python }) {
  const long = makeAudioSets(options, python, home).find(({ name }) => name === 'long');
  return (long?.clips ?? []).map(asItem);
}

/**
 * @param {readonly Item[]} recordings
 * @param {{ name: string, options: BenchOptions, home: string, python: string }} context the name is the folder's
 * @returns {Item[]}
 */
function versionsOf(recordings, { name, options, home, python }) {
  if (recordings.length === 0) return [];
  const folder = join(home, name);
  const makers = [
    join(ROOT, 'benchmarks', 'truth', 'versions.mjs'),
    join(ROOT, 'benchmarks', 'peer', 'versions.py'),
    join(ROOT, 'benchmarks', 'peer', 'wav.py'),
    options.manifest,
  ];
  return readItems(makeOnce(folder, makers, () => makeVersionsSet(folder, recordings, python)));
}

/** @param {string} folder @param {BenchOptions} options */
function makeTiming(folder, { python, quick }) {
  const script = join(ROOT, 'benchmarks', 'truth', 'speak.py');
  const lock = join(ROOT, 'benchmarks', 'voice', 'requirements.lock');
  return makeOnce(folder, [script, lock], () => {
    const input = JSON.stringify({ folder, seed: SEED, quick });
    execFileSync(ensureVoiceEnvironment(python), [script], { input, stdio: ['pipe', 2, 'inherit'] });
  });
}

/** @param {string} folder @param {BenchOptions} options */
function makeSounds(folder, { quick }) {
  const makers = ['sounds-set.mjs', 'sounds.mjs', 'signals.mjs'].map((name) =>
    join(ROOT, 'benchmarks', 'truth', name),
  );
  return makeOnce(folder, makers, () => makeSoundsSet(folder, { seed: SEED, quick }));
}

/**
 * Makes a folder unless the same makers made it; returns the path of its manifest.
 * @param {string} folder
 * @param {readonly string[]} makers files
 * @param {() => void} make
 */
function makeOnce(folder, makers, make) {
  const stamp = join(folder, 'made-by.txt');
  const wanted = createHash('sha256')
    .update(makers.map((path) => readFileSync(path, 'utf8')).join())
    .digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    process.stderr.write(`truth makes ${basename(folder)} ...\n`);
    rmSync(folder, { recursive: true, force: true });
    make();
    writeFileSync(stamp, wanted);
  }
  return join(folder, 'manifest.jsonl');
}
