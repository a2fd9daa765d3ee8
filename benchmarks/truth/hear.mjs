/**
 * Hear: runs a system over items and keeps every single result, so that an interrupted benchmark goes on where it was.
 *
 * A result is kept under everything it depends on: the system's own bytes, the model, the setting, the language and the
 * audio's bytes. Offscribe is run as its users run it, `transcribe -f json` of the built command line.
 * @module
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { measure } from '../measure.mjs';
import { ROOT } from '../options.mjs';

/**
 * @typedef {import('./recordings.mjs').Item} Item
 * @typedef {import('./recordings.mjs').TimedWord} TimedWord
 * @typedef {import('./settings.mjs').Setting} Setting
 * @typedef {{ text: string, words: TimedWord[], language: string, sec: number, version: string }} Heard
 * @typedef {object} Bench
 * @property {string} cache folder of kept results
 * @property {string} python interpreter of the peer's environment
 * @property {number} threads
 * @property {{ name: string, folder: string }} model
 *
 * @typedef {{ item: Item, key: string, language: string | null }} Task
 */

const DIST = join(ROOT, 'dist');
const CLI = join(DIST, 'cli', 'main.js');
/** What is lost at most when a run is interrupted. */
const MOST_SEC_AT_ONCE = 240;

/**
 * What was heard in every item, kept or new, in the items' order. Throws when a system cannot run; what it had done by
 * then is kept.
 * @param {readonly Item[]} items
 * @param {Setting} setting
 * @param {Bench} bench
 * @returns {Promise<Heard[]>}
 */
export async function hear(items, setting, bench) {
  mkdirSync(bench.cache, { recursive: true });
  const tasks = tasksOf(items, setting, bench);
  const missing = unkept(tasks, bench);
  if (missing.length > 0) {
    if (setting.system === 'offscribe') await hearOurselves(missing, setting, bench);
    else await hearPeer(missing, setting, bench);
  }
  return tasks.map(({ key, item }) => {
    const kept = pathOf(key, bench);
    if (!existsSync(kept)) throw new Error(`${setting.id} gave nothing for ${item.id}.`);
    return JSON.parse(readFileSync(kept, 'utf8'));
  });
}

/**
 * Seconds of audio that have not been heard yet.
 * @param {readonly Item[]} items
 * @param {Setting} setting
 * @param {Bench} bench
 */
export function secondsLeft(items, setting, bench) {
  return unkept(tasksOf(items, setting, bench), bench).reduce((sum, { item }) => sum + item.seconds, 0);
}

/**
 * @param {readonly Item[]} items
 * @param {Setting} setting
 * @param {Bench} bench
 * @returns {Task[]}
 */
function tasksOf(items, setting, bench) {
  const { system, precision, flags, options, run = 1 } = setting;
  const identity = system === 'offscribe' ? ownIdentity() : peerIdentity();
  const how = [identity, bench.model, precision, threadsOf(setting, bench), flags, options, run];
  return items.map((item) => {
    const spoken = item.language === 'none' ? null : item.language;
    const language = bench.model.name.endsWith('.en') ? 'en' : spoken;
    return { item, language, key: digest(JSON.stringify([how, language, item.sha256])).slice(0, 32) };
  });
}

/** @param {Task[]} tasks @param {Bench} bench */
function unkept(tasks, bench) {
  return tasks.filter(({ key }) => !existsSync(pathOf(key, bench)));
}

/** @param {Setting} setting @param {Bench} bench */
function threadsOf(setting, bench) {
  return setting.threads ?? bench.threads;
}

/**
 * In pieces of one language each, since `transcribe` takes one for all its files.
 * @param {Task[]} tasks
 * @param {Setting} setting
 * @param {Bench} bench
 */
async function hearOurselves(tasks, setting, bench) {
  for (const language of new Set(tasks.map((task) => task.language))) {
    let piece = /** @type {Task[]} */ ([]);
    let seconds = 0;
    for (const task of tasks.filter((one) => one.language === language)) {
      piece.push(task);
      seconds += task.item.seconds;
      if (seconds < MOST_SEC_AT_ONCE) continue;
      await hearPiece(piece, setting, bench);
      [piece, seconds] = [[], 0];
    }
    if (piece.length > 0) await hearPiece(piece, setting, bench);
  }
}

/**
 * @param {Task[]} tasks of one language
 * @param {Setting} setting
 * @param {Bench} bench
 */
async function hearPiece(tasks, setting, bench) {
  const scratch = mkdtempSync(join(tmpdir(), 'offscribe-truth-'));
  try {
    // Files are named after the key: ids need not be file names, and two items may have one name.
    const files = tasks.map(({ item, key }) => {
      const link = join(scratch, `${key}${extname(item.path)}`);
      symlinkSync(item.path, link);
      return link;
    });
    const flags = ['-m', bench.model.name, '-l', tasks[0]?.language ?? 'auto', '--engine', 'onnx'];
    flags.push('--precision', setting.precision === 'int8' ? 'int8' : 'f32');
    flags.push('--threads', String(threadsOf(setting, bench)), ...setting.flags);
    const output = ['-f', 'json', '-o', scratch, '--offline', '--json'];
    const { wallSec } = await measure(process.execPath, [
      CLI,
      'transcribe',
      '--no-remember',
      ...files,
      ...output,
      ...flags,
    ]);
    const total = tasks.reduce((sum, { item }) => sum + item.seconds, 0);
    for (const { key, item } of tasks) {
      const transcript = JSON.parse(readFileSync(join(scratch, `${key}.json`), 'utf8'));
      keep(key, { ...fromTranscript(transcript), sec: (wallSec * item.seconds) / total }, bench);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {{ text: string, language: string, engine: { name: string, version: string },
 *   segments: { words?: TimedWord[] }[] }} transcript
 */
function fromTranscript({ text, language, engine, segments }) {
  const words = segments.flatMap((segment) => segment.words ?? []);
  return {
    text,
    language,
    words: words.map(({ text: said, start, end }) => ({ text: said, start, end })),
    version: `offscribe, ${engine.name} ${engine.version}`,
  };
}

/**
 * One process for all; each result is kept as it comes.
 * @param {Task[]} tasks
 * @param {Setting} setting
 * @param {Bench} bench
 */
async function hearPeer(tasks, setting, bench) {
  const request = {
    model: bench.model.folder,
    threads: threadsOf(setting, bench),
    compute_type: setting.precision,
    options: setting.options,
    items: tasks.map(({ key, item, language }) => ({ key, path: item.path, language })),
  };
  const script = join(ROOT, 'benchmarks', 'peer', 'hear.py');
  const child = spawn(bench.python, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  child.stdin.end(JSON.stringify(request));
  for await (const line of createInterface({ input: child.stdout })) {
    const { key, ...heard } = JSON.parse(line);
    keep(key, heard, bench);
  }
  if ((await ended) !== 0) throw new Error(`The peer failed:\n${said.trim()}`);
}

/** @param {string} key @param {Heard} heard @param {Bench} bench */
function keep(key, heard, bench) {
  const path = pathOf(key, bench);
  writeFileSync(`${path}.part`, `${JSON.stringify(heard)}\n`);
  renameSync(`${path}.part`, path);
}

/** @param {string} key @param {Bench} bench */
function pathOf(key, bench) {
  return join(bench.cache, `${key}.json`);
}

/** @type {string | undefined} */
let identityOfDist;

/** The built program's bytes: another build may hear other words. */
function ownIdentity() {
  identityOfDist ??= digest(
    readdirSync(DIST, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.js'))
      .sort()
      .map((name) => digest(readFileSync(join(DIST, name), 'utf8')))
      .join(),
  );
  return identityOfDist;
}

/** The peer's pinned packages and how it is called. */
function peerIdentity() {
  const peer = join(ROOT, 'benchmarks', 'peer');
  return digest(
    ['requirements.lock', 'hear.py'].map((name) => readFileSync(join(peer, name), 'utf8')).join(),
  );
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}
