/**
 * Audio: the files of the speed benchmark: one long file with its text, one short clip, and cuts of any length.
 * @module
 */
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { englishClips, GAP_SEC, joined } from '../audio-sets.mjs';

/**
 * @typedef {import('../audio-sets.mjs').Clip} Clip
 * @typedef {{ long: Clip, clip: Clip, description: string }} SpeedAudio
 */

/** 10 to 20 minutes is what the bars are about. */
const LEAST_SEC = 600;
const QUICK_SEC = 45;
const HOUR_SEC = 3600;
const QUICK_HOUR_SEC = 40;
/** Of the clip for whole processes. */
const CLIP_SEC = 11;
const RATE_HZ = 16_000;
const BYTES_PER_SEC = RATE_HZ * 2;
const HEADER_BYTES = 44;

/**
 * @param {import('../options.mjs').BenchOptions} options
 * @param {{ python: string, folder: string }} places the peer environment's interpreter; where joined files go
 * @returns {SpeedAudio}
 */
export function makeSpeedAudio(options, { python, folder }) {
  const clips = englishClips(options, python, ['gold']);
  const taken = enoughOf(clips, options.quick ? QUICK_SEC : LEAST_SEC);
  const source = !existsSync(options.manifest)
    ? "the repository's own recordings, looped"
    : `${taken.length} English clips of ${basename(dirname(options.manifest))}/${basename(options.manifest)}`;
  const [long] = joined(taken, source, { options, python, folder }).clips;
  if (long === undefined) throw new Error('There is no English clip to measure with.');
  const clip = shortClip(clips) ?? {
    ...long,
    path: lengthFile(long.path, CLIP_SEC, folder),
    seconds: CLIP_SEC,
  };
  return { long, clip, description: `${source}, joined: ${long.seconds.toFixed(0)} s` };
}

/**
 * The file from its start, again and again, until it is that long.
 * @param {string} source 16 kHz mono, as `joined` writes it
 * @param {number} seconds
 * @param {string} target
 */
export function cutToLength(source, seconds, target) {
  const samples = readFileSync(source).subarray(HEADER_BYTES);
  const length = Math.round(seconds * RATE_HZ) * 2;
  const file = openSync(target, 'w');
  try {
    writeSync(file, header(length));
    for (let left = length; left > 0; left -= samples.length)
      writeSync(file, samples.subarray(0, Math.min(left, samples.length)));
  } finally {
    closeSync(file);
  }
  return target;
}

/** Seconds of an hour; a quick run plays with short ones. @param {boolean} quick */
export function hourSeconds(quick) {
  return quick ? QUICK_HOUR_SEC : HOUR_SEC;
}

/** The clip that is nearest to the wanted length, if one is near. @param {Clip[]} clips */
function shortClip(clips) {
  const off = (/** @type {Clip} */ { seconds }) => Math.abs(seconds - CLIP_SEC);
  const [nearest] = clips.toSorted((a, b) => off(a) - off(b));
  return nearest !== undefined && off(nearest) <= 1 ? nearest : undefined;
}

/** A file of that many seconds in `folder`. @param {string} source @param {number} seconds @param {string} folder */
export function lengthFile(source, seconds, folder) {
  return cutToLength(source, seconds, join(folder, `${seconds}s.wav`));
}

/**
 * A WAV header: PCM, mono, 16 bits.
 * @param {number} length bytes of samples
 */
function header(length) {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(HEADER_BYTES - 8 + length, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE_HZ, 24);
  bytes.writeUInt32LE(BYTES_PER_SEC, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(length, 40);
  return bytes;
}

/** @param {Clip[]} clips @param {number} leastSec */
function enoughOf(clips, leastSec) {
  const taken = [];
  for (let seconds = 0; clips.length > 0 && seconds < leastSec; ) {
    const clip = /** @type {Clip} */ (clips[taken.length % clips.length]);
    taken.push(clip);
    seconds += clip.seconds + GAP_SEC;
  }
  return taken;
}
