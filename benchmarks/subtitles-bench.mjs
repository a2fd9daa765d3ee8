/**
 * Subtitles benchmark: the same words laid out by us and by the writers of other programs, all held to the same rules.
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishClips, joined } from './audio-sets.mjs';
import { machineFacts } from './machine.mjs';
import { ROOT } from './options.mjs';
import { ensurePeerEnvironment } from './peer-environment.mjs';
import { ensurePythonEnvironment } from './python-environment.mjs';
import { formatSubtitlesMarkdown, writePeersTable } from './subtitles/report.mjs';

/**
 * @typedef {import('./options.mjs').BenchOptions} BenchOptions
 * @typedef {import('./subtitles/report.mjs').SubtitlesReport} SubtitlesReport
 * @typedef {import('./subtitles/report.mjs').WriterRow} WriterRow
 * @typedef {{ start: number, end: number, text: string, words?: { text: string, start: number, end: number }[] }} Segment
 * @typedef {{ id: string, label: string, file?: string, error?: string }} Written
 */

const CLI = join(ROOT, 'dist', 'cli', 'main.js');
const WRITER = join(ROOT, 'benchmarks', 'subtitles', 'write.py');
const LOCK = join(ROOT, 'benchmarks', 'subtitles', 'peers', 'requirements.lock');
const PROFILE = 'netflix-en';
/** A check of files that break rules ends with it. */
const FAULTY_EXIT = 1;

/**
 * Runs it and writes the report; returns the page.
 * @param {BenchOptions} options
 * @param {string} path of the report, without the ending
 * @returns {Promise<string>}
 */
export async function benchSubtitles(options, path) {
  const python = ensurePeerEnvironment(options.python);
  const peers = { name: 'subtitle-peers', lock: LOCK, size: '80 MB' };
  const peerPython = ensurePythonEnvironment(options.python, peers);
  mkdirSync(options.output, { recursive: true });
  const scratch = mkdtempSync(join(options.output, 'subtitles-'));
  try {
    const clips = englishClips(options, python);
    const description = `${clips.length} English clips, joined`;
    const { clips: files, seconds } = joined(clips, description, { options, python, folder: scratch });
    const audio = files[0]?.path ?? '';
    /** @type {SubtitlesReport} */
    const report = {
      schema: 'offscribe.subtitles-benchmark/1',
      machine: machineFacts(),
      profile: PROFILE,
      audio: `${description}, ${seconds.toFixed(0)} s`,
      rows: [],
    };
    for (const model of options.models) report.rows.push(...measure(model, { audio, scratch, peerPython }));
    const page = formatSubtitlesMarkdown(report);
    writeFileSync(`${path}-subtitles.json`, `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(`${path}-subtitles.md`, page);
    if (options.writeDocs) writePeersTable(report);
    return page;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * One model's words, laid out by everybody.
 * @param {string} model
 * @param {{ audio: string, scratch: string, peerPython: string }} places
 * @returns {WriterRow[]}
 */
function measure(model, { audio, scratch, peerPython }) {
  process.stderr.write(`subtitles: ${model} hears ${audio}\n`);
  const folder = join(scratch, model);
  mkdirSync(folder);
  const flags = ['-m', model, '-l', 'en', '--word-timestamps', '--profile', PROFILE, '-f', 'json,srt'];
  execFileSync(process.execPath, [CLI, 'transcribe', audio, ...flags, '-o', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  /** @type {{ segments: Segment[] }} */
  const { segments } = JSON.parse(readFileSync(join(folder, 'long.json'), 'utf8'));
  const spoken = segments.flatMap(({ words = [] }) => words.map(({ text }) => text));
  /** @type {Written} */
  const own = { id: 'offscribe', label: 'Offscribe', file: join(folder, 'long.srt') };
  const others = writtenByPeers(segments, folder, peerPython);
  return [own, ...others].map(({ label, file, error }) => ({
    model,
    label,
    ...(file === undefined ? { failure: error ?? 'wrote nothing' } : held(file, spoken)),
  }));
}

/**
 * @param {readonly Segment[]} segments
 * @param {string} folder
 * @param {string} python
 * @returns {Written[]}
 */
function writtenByPeers(segments, folder, python) {
  const request = {
    language: 'en',
    folder,
    segments: segments.map(({ start, end, text, words = [] }) => ({
      ...{ start, end, text },
      words: words.map((word) => ({ word: word.text, start: word.start, end: word.end })),
    })),
  };
  const input = JSON.stringify(request);
  const stdout = execFileSync(python, [WRITER], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return JSON.parse(stdout).writers;
}

/**
 * What the rules say of a file, and whether it holds the words that were heard.
 * @param {string} file
 * @param {readonly string[]} spoken
 * @returns {Omit<WriterRow, 'model' | 'label'>}
 */
function held(file, spoken) {
  const args = [CLI, 'check', file, '--profile', PROFILE, '--language', 'en', '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0 && status !== FAULTY_EXIT) throw new Error(`offscribe check ${file}: ${stderr}`);
  const { cues, errors, counts } = JSON.parse(stdout).files[0];
  const letters = (/** @type {string} */ text) => text.replaceAll(/\s+/g, '');
  const shown = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => !/^\d+$|-->/.test(line))
    .join('');
  return {
    cues,
    errors,
    counts: Object.fromEntries(
      counts.map((/** @type {{ rule: string, count: number }} */ one) => [one.rule, one.count]),
    ),
    isWhole: letters(shown) === letters(spoken.join('').replaceAll(/^\d+$/g, '')),
  };
}
