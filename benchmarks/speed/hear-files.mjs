/**
 * Hear files: one process of either side with the model loaded, and how long each file took in it.
 *
 * Offscribe is run as its users run it, `eval` of the built command line; the peer through `peer/worker.py`. Both hear
 * a short clip first, which does not count: what either of them loads late is then in memory.
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from '../measure.mjs';
import { ROOT } from '../options.mjs';

/**
 * @typedef {import('./settings.mjs').SpeedSetting} SpeedSetting
 * @typedef {object} SpeedBench what every measurement stands on
 * @property {{ name: string, folder: string }} model
 * @property {number} threads
 * @property {string} python interpreter of the peer's environment
 * @property {string} scratch folder
 * @property {string} warmUp a short file
 *
 * @typedef {object} FilesHeard
 * @property {string} version
 * @property {{ text: string, sec: number }[]} files in the order asked for; seconds from its path to its last segment
 * @property {number | undefined} peakRssMb of the process with its children
 */

export const CLI = join(ROOT, 'dist', 'cli', 'main.js');
const WORKER = join(ROOT, 'benchmarks', 'peer', 'worker.py');

/**
 * @param {readonly string[]} paths
 * @param {SpeedSetting} setting
 * @param {SpeedBench & { wrapper?: readonly string[] }} bench `wrapper` goes before the program
 * @returns {Promise<FilesHeard>}
 */
export async function hearFiles(paths, setting, bench) {
  const all = [bench.warmUp, ...paths];
  const heard = setting.system === 'offscribe' ? hearOurselves : hearPeer;
  const { files, ...rest } = await heard(all, setting, bench);
  return { ...rest, files: files.slice(1) };
}

/**
 * @param {readonly string[]} paths
 * @param {SpeedSetting} setting
 * @param {SpeedBench & { wrapper?: readonly string[] }} bench
 * @returns {Promise<FilesHeard>}
 */
async function hearOurselves(paths, setting, { model, threads, scratch, wrapper = [] }) {
  const manifest = join(scratch, 'speed.jsonl');
  // Every file has a text so that it is scored; which one does not matter here.
  const lines = paths.map((file, at) => JSON.stringify({ id: `${at}`, file, text: 'a', language: 'en' }));
  writeFileSync(manifest, `${lines.join('\n')}\n`);
  const flags = [
    '-m',
    model.name,
    '-l',
    'en',
    '--engine',
    'onnx',
    '--threads',
    String(threads),
    ...setting.flags,
  ];
  const { stdout, peakRssMb } = await wrapped(wrapper, process.execPath, [
    CLI,
    'eval',
    manifest,
    '--offline',
    '--json',
    ...flags,
  ]);
  /** @type {{ items: { id: string, hyp: string, wallSeconds: number, error?: { message: string } }[] }} */
  const { items } = JSON.parse(stdout);
  const files = paths.map((path, at) => {
    const item = items.find(({ id }) => id === `${at}`);
    // A file that failed took no time: counting it would flatter the speed.
    if (item === undefined || item.error !== undefined)
      throw new Error(`Offscribe failed on ${path}: ${item?.error?.message ?? 'no result'}`);
    return { text: item.hyp, sec: item.wallSeconds };
  });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return { version: `offscribe ${version}`, files, peakRssMb };
}

/**
 * @param {readonly string[]} paths
 * @param {SpeedSetting} setting
 * @param {SpeedBench & { wrapper?: readonly string[] }} bench
 * @returns {Promise<FilesHeard>}
 */
async function hearPeer(paths, { batchSize, options }, { model, threads, python, wrapper = [] }) {
  const request = {
    model: model.folder,
    files: paths,
    threads,
    compute_type: 'int8',
    batch_size: batchSize,
    options,
  };
  const { stdout, peakRssMb } = await wrapped(wrapper, python, [WORKER, JSON.stringify(request)]);
  /** @type {{ version: string, texts: string[], file_sec: number[] }} */
  const { version, texts, file_sec: seconds } = JSON.parse(stdout);
  return { version, files: texts.map((text, at) => ({ text, sec: seconds[at] ?? 0 })), peakRssMb };
}

/**
 * @param {readonly string[]} wrapper
 * @param {string} program
 * @param {string[]} args
 */
async function wrapped(wrapper, program, args) {
  const [first = program, ...rest] = [...wrapper, program, ...args];
  return await measure(first, rest);
}
