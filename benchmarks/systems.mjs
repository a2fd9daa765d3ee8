/**
 * Systems: what is compared, and how each is run.
 *
 * Offscribe is run as its users run it, through the built command line: `eval` for texts and the time with the model
 * loaded, `transcribe` for whole-process time and memory. The peer has no command line of its own, so
 * `peer/worker.py` loads it once, and its one process gives all the figures.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { measure } from './measure.mjs';
import { ROOT } from './options.mjs';

const CLI = join(ROOT, 'dist', 'cli', 'main.js');
const WORKER = join(ROOT, 'benchmarks', 'peer', 'worker.py');

/**
 * @typedef {import('./audio-sets.mjs').Clip} Clip
 * @typedef {{ model: string, folder: string, threads: number, python: string, scratch: string }} Setting
 * @typedef {{ version: string, texts: string[], loadedSec: number, wholeSec: number, peakRssMb: number | undefined }} Outcome
 * @typedef {{ id: string, label: string, options: string, run(clips: Clip[], setting: Setting): Promise<Outcome> }} System
 */

/** What all the peer's rows have in common. */
const PEER_MODEL = "WhisperModel(folder, device='cpu', compute_type='int8', cpu_threads=threads)";

/** @type {Record<string, unknown>} */
const GREEDY = { beam_size: 1, language: 'en', condition_on_previous_text: false };

/** @type {System[]} */
export const SYSTEMS = [
  {
    id: 'offscribe',
    label: 'Offscribe',
    options: '`-l en --threads N`, everything else default: int8, greedy, voice activity detection on',
    run: runOffscribe,
  },
  peer('greedy', 'faster-whisper, greedy', GREEDY),
  peer(
    'default',
    'faster-whisper, its defaults',
    { language: 'en' },
    ' (its defaults: beam 5, previous text as prompt)',
  ),
  peer('vad', 'faster-whisper, greedy, VAD', { ...GREEDY, vad_filter: true }),
  peer(
    'batched',
    'faster-whisper, greedy, batch of 8',
    GREEDY,
    ' through BatchedInferencePipeline, batch_size=8',
    8,
  ),
];

/**
 * @param {string} id
 * @param {string} label
 * @param {Record<string, unknown>} options arguments of the peer's `transcribe`
 * @param {string} [note]
 * @param {number} [batchSize] above 0: through the peer's batched pipeline
 * @returns {System}
 */
function peer(id, label, options, note = '', batchSize = 0) {
  return {
    id,
    label,
    options: `\`${PEER_MODEL}\`, \`transcribe(${pythonArguments(options)})\`${note}; the rest default`,
    run: (clips, setting) => runPeer(clips, setting, { options, batch_size: batchSize }),
  };
}

/**
 * @param {Clip[]} clips
 * @param {Setting} setting
 * @param {{ options: Record<string, unknown>, batch_size: number }} how
 * @returns {Promise<Outcome>}
 */
async function runPeer(clips, setting, how) {
  const files = clips.map((clip) => clip.path);
  const request = { model: setting.folder, files, threads: setting.threads, compute_type: 'int8', ...how };
  const process = await measure(setting.python, [WORKER, JSON.stringify(request)]);
  const report = JSON.parse(process.stdout);
  return {
    version: report.version,
    texts: report.texts,
    loadedSec: report.transcribe_sec,
    wholeSec: process.wallSec,
    peakRssMb: process.peakRssMb,
  };
}

/**
 * @param {Clip[]} clips
 * @param {Setting} setting
 * @returns {Promise<Outcome>}
 */
async function runOffscribe(clips, setting) {
  const decoding = [
    '-m',
    setting.model,
    '-l',
    'en',
    '--threads',
    String(setting.threads),
    '--offline',
    '--json',
  ];
  const manifest = writeManifest(clips, setting.scratch);
  const evaluated = JSON.parse(
    (await measure(process.execPath, [CLI, 'eval', manifest, ...decoding])).stdout,
  );
  /** @type {Map<string, string>} */
  const hypotheses = new Map();
  for (const { id, hyp, error } of evaluated.items) {
    // A clip that failed took no time: counting it would flatter the speed.
    if (error !== undefined) throw new Error(`Offscribe failed on ${id}: ${error.message}`);
    hypotheses.set(id, hyp);
  }

  const files = clips.map((clip) => clip.path);
  const output = ['-f', 'txt', '-o', join(setting.scratch, 'subtitles'), '--overwrite'];
  const whole = await measure(process.execPath, [
    CLI,
    'transcribe',
    '--no-remember',
    ...files,
    ...output,
    ...decoding,
  ]);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return {
    version: `offscribe ${version}`,
    texts: clips.map((clip) => hypotheses.get(clip.id) ?? ''),
    loadedSec: evaluated.wallSeconds,
    wholeSec: whole.wallSec,
    peakRssMb: whole.peakRssMb,
  };
}

/**
 * Offscribe's eval reads a manifest; the clips already have absolute paths.
 * @param {Clip[]} clips
 * @param {string} scratch
 */
function writeManifest(clips, scratch) {
  const path = join(scratch, 'manifest.jsonl');
  const lines = clips.map(({ id, path: file, reference: text }) =>
    JSON.stringify({ id, file, text, language: 'en' }),
  );
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/**
 * Where the checkpoint of a model lies, so that the peer reads the very same file; fetches it when it is not there.
 * @param {string} model
 * @returns {Promise<string>}
 */
export async function modelFolder(model) {
  await measure(process.execPath, [CLI, 'models', 'pull', model, 'silero-vad']);
  const folder = (await measure(process.execPath, [CLI, 'models', 'path', model])).stdout.trim();
  return folder.endsWith('model.bin') ? dirname(folder) : folder;
}

/**
 * Options as they are written in a call in Python.
 * @param {Record<string, unknown>} options
 */
export function pythonArguments(options) {
  const words = /** @type {Record<string, string>} */ ({ true: 'True', false: 'False' });
  return Object.entries(options)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'string' ? `'${value}'` : (words[String(value)] ?? value)}`,
    )
    .join(', ');
}
