/**
 * Audio sets: what is transcribed, with its reference texts.
 *
 * long      one file of about five minutes, for speed: English clips joined with half a second of silence between
 * clips     every English clip on its own, for accuracy; only with a manifest
 * examples  the repository's own recordings; with `--quick`, and looped into `long` where there is no manifest
 * @module
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, parse } from 'node:path';
import { ROOT } from './options.mjs';

const LONG_SEC = 300;
/** Silence between the clips of a joined file. */
export const GAP_SEC = 0.5;

/**
 * @typedef {{ id: string, path: string, reference: string, seconds: number }} Clip
 * @typedef {{ name: string, description: string, runs: number, clips: Clip[], seconds: number }} AudioSet
 */

/**
 * The sets of this run; joined files are written into `folder`.
 * @param {import('./options.mjs').BenchOptions} options
 * @param {string} python the peer environment's interpreter, which decodes and joins
 * @param {string} folder
 * @returns {AudioSet[]}
 */
export function makeAudioSets(options, python, folder) {
  const examples = readExamples(python);
  if (options.quick) return [asSet('examples', "the repository's own recordings", options.runs, examples)];
  if (!existsSync(options.manifest)) {
    const looped = enoughOf(repeat(examples));
    return [
      joined(looped, `the repository's own recordings, looped, ${GAP_SEC} s between`, {
        options,
        python,
        folder,
      }),
    ];
  }
  const clips = readManifest(options.manifest);
  const spread = enoughOf([...everySecond(clips, 0), ...everySecond(clips, 1)]);
  const source = `English clips of ${basename(dirname(options.manifest))}/${basename(options.manifest)}`;
  return [
    joined(spread, `${spread.length} ${source}, joined, ${GAP_SEC} s between`, { options, python, folder }),
    asSet('clips', `all ${clips.length} ${source} with a trusted text, one file each`, 1, clips),
  ];
}

/**
 * Every English clip there is: the manifest's, else the repository's own recordings.
 * @param {import('./options.mjs').BenchOptions} options
 * @param {string} python the peer environment's interpreter
 * @param {readonly string[]} [trusted] origins of texts that count
 * @returns {Clip[]}
 */
export function englishClips(options, python, trusted = ['gold', 'book']) {
  return existsSync(options.manifest) ? readManifest(options.manifest, trusted) : readExamples(python);
}

/**
 * English clips whose text a person wrote or read.
 * @param {string} manifest
 * @param {readonly string[]} [trusted] origins of texts that count
 * @returns {Clip[]}
 */
function readManifest(manifest, trusted = ['gold']) {
  const lines = readFileSync(manifest, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines
    .map((line) => JSON.parse(line))
    .filter((row) => row.language === 'en' && trusted.includes(row.text_trust ?? 'gold') && row.text)
    .map((row) => ({
      id: row.id ?? row.file,
      path: join(dirname(manifest), row.file),
      reference: row.text,
      seconds: row.seconds,
    }));
}

/**
 * The repository's own recordings.
 * @param {string} python the peer environment's interpreter
 * @returns {Clip[]}
 */
export function readExamples(python) {
  const folder = join(ROOT, 'examples');
  const names = readdirSync(folder)
    .filter((name) => /\.(flac|mp3)$/.test(name))
    .sort();
  const lengths =
    'import sys; from faster_whisper.audio import decode_audio as d; print([len(d(p)) / 16000 for p in sys.argv[1:]])';
  const paths = names.map((name) => join(folder, name));
  const seconds = JSON.parse(execFileSync(python, ['-c', lengths, ...paths], { encoding: 'utf8' }));
  return paths.map((path, index) => ({
    id: basename(path),
    path,
    reference: readFileSync(join(folder, `${parse(path).name}.txt`), 'utf8'),
    seconds: seconds[index],
  }));
}

/**
 * One long file out of many clips.
 * @param {Clip[]} clips
 * @param {string} description
 * @param {{ options: import('./options.mjs').BenchOptions, python: string, folder: string }} context
 * @returns {AudioSet}
 */
export function joined(clips, description, { options, python, folder }) {
  const output = join(folder, 'long.wav');
  const request = { files: clips.map((clip) => clip.path), gap_sec: GAP_SEC, output };
  const script = join(ROOT, 'benchmarks', 'peer', 'join.py');
  const made = JSON.parse(
    execFileSync(python, [script], { input: JSON.stringify(request), encoding: 'utf8' }),
  );
  const reference = clips.map((clip) => clip.reference).join(' ');
  return asSet('long', description, options.runs, [
    { id: 'long', path: output, reference, seconds: made.seconds },
  ]);
}

/**
 * @param {string} name
 * @param {string} description
 * @param {number} runs
 * @param {Clip[]} clips
 * @returns {AudioSet}
 */
function asSet(name, description, runs, clips) {
  return { name, description, runs, clips, seconds: clips.reduce((sum, clip) => sum + clip.seconds, 0) };
}

/**
 * The first clips that fill the long file.
 * @param {Iterable<Clip>} clips
 * @returns {Clip[]}
 */
function enoughOf(clips) {
  const taken = [];
  let seconds = 0;
  for (const clip of clips) {
    if (seconds >= LONG_SEC) break;
    taken.push(clip);
    seconds += clip.seconds + GAP_SEC;
  }
  return taken;
}

/** @param {Clip[]} clips */
function* repeat(clips) {
  while (clips.length > 0) yield* clips;
}

/**
 * Every second clip, so that the long file holds a bit of everything and no speaker for long.
 * @param {Clip[]} clips
 * @param {0 | 1} start
 */
function everySecond(clips, start) {
  return clips.filter((_, index) => index % 2 === start);
}
