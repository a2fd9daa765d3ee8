/**
 * Options: the flags of `npm run bench`.
 * @module
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const HELP = `npm run bench -- [flags]

Runs Offscribe and faster-whisper on the same weights, audio and threads, in turns, and scores both with one scorer;
then its model store beside \`hf download\` on one local server, the disk and the processor themselves; then the
other engines: their environments, and whether all write the same words. The set truth takes hours: words right, on
time, not invented and not lost; what was heard is kept, so that a run that was cut off goes on.

  --quick               one run of Offscribe and the greedy peer on the repository's own examples, default model,
                        and the store with a small model
  --runs N              measured runs of each system on the long file and the store (default 5; the median counts)
  --models A,B          model names (default tiny.en,base)
  --threads N           threads for every system (default 2)
  --manifest FILE       speech with reference texts, one JSON object a line (default: ../shared/speech, if it is there)
  --systems A,B         only these of: offscribe, greedy, default, vad, batched
  --sets A,B            only these of: long, clips (with --quick: examples), store, engines (not with --quick), truth (only
                        when named, and with --quick), speed (only when named: every figure of docs/performance.md), subtitles
                        (only when named: the same words laid out by others, held to the same rules)
  --clips PATTERN       in the sets engines (the first 13) and truth: clips whose id matches this regular expression
  --parts A,B           in the set truth, only these of: wer, timing, silence, loops, repeat;
                        in the set speed, of: speed, process, first, pipeline, length, cores, roofline, memory
  --settings PATTERN    in the sets truth and speed: settings whose id matches, such as "^peer", "beam 5" or "words"
  --hours N             in the set speed: also files of one hour and of N hours; minutes more an hour of audio
  --write-docs          in the sets speed and subtitles: puts the tables and charts into docs/performance.md, docs/subtitles.md
  --model-folder N=DIR  use the checkpoint in DIR for the peer instead of asking \`offscribe models path N\`
  --python EXE          the Python that the peer's environment is made from (default python3)
  --output DIR          where the JSON and the table go (default bench-results)
  --allow-failures      report a system that cannot run, and go on
`;

/**
 * @typedef {object} BenchOptions
 * @property {boolean} quick
 * @property {number} runs
 * @property {string[]} models
 * @property {number} threads
 * @property {string} manifest
 * @property {string[] | undefined} systems
 * @property {string[] | undefined} sets
 * @property {string | undefined} clips
 * @property {string[] | undefined} parts
 * @property {string | undefined} settings
 * @property {number} hours 0: no files of hours
 * @property {boolean} writeDocs
 * @property {Map<string, string>} modelFolders
 * @property {string} python
 * @property {string} output
 * @property {boolean} allowFailures
 */

/**
 * Reads the flags; undefined when help was asked for. Throws on a flag that is not one.
 * @param {string[]} argv
 * @returns {BenchOptions | undefined}
 */
export function readOptions(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      models: { type: 'string' },
      threads: { type: 'string' },
      manifest: { type: 'string', default: join(ROOT, '..', 'shared', 'speech', 'manifest.jsonl') },
      systems: { type: 'string' },
      sets: { type: 'string' },
      clips: { type: 'string' },
      parts: { type: 'string' },
      settings: { type: 'string' },
      hours: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      'model-folder': { type: 'string', multiple: true, default: [] },
      python: { type: 'string', default: 'python3' },
      output: { type: 'string', default: join(ROOT, 'bench-results') },
      'allow-failures': { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    quick: values.quick,
    runs: count('--runs', values.runs ?? (values.quick ? '1' : '5')),
    models: (values.models ?? (values.quick ? 'base' : 'tiny.en,base')).split(','),
    threads: count('--threads', values.threads ?? String(Math.min(2, availableParallelism()))),
    manifest: values.manifest,
    systems: (values.systems ?? (values.quick ? 'offscribe,greedy' : undefined))?.split(','),
    sets: values.sets?.split(','),
    clips: values.clips,
    parts: values.parts?.split(','),
    settings: values.settings,
    hours: values.hours === undefined ? 0 : count('--hours', values.hours),
    writeDocs: values['write-docs'],
    modelFolders: new Map(values['model-folder'].map((pair) => cutAtEquals(pair))),
    python: values.python,
    output: values.output,
    allowFailures: values['allow-failures'],
  };
}

/**
 * @param {string} flag
 * @param {string} text
 */
function count(flag, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${flag} needs a whole number of 1 or more.`);
  return value;
}

/**
 * @param {string} pair
 * @returns {[string, string]}
 */
function cutAtEquals(pair) {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`--model-folder needs NAME=DIR, not "${pair}".`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}
