/**
 * Media for end-to-end tests, made on the spot.
 * @module
 */
import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concatPcm, formatWav } from '../../src/audio/index.ts';
import { SAMPLE_RATE_HZ } from '../../src/kernel/index.ts';
import { openMedia } from '../../src/media/index.ts';
import { CLIP, runProgram } from './offscribe.ts';

/** Runs ffmpeg in `folder`. */
async function ffmpeg(folder: string, args: readonly string[]): Promise<void> {
  await runProgram('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args], folder);
}

/** The recording under another name. */
export async function copyClip(folder: string, name = 'clip.flac'): Promise<string> {
  const path = join(folder, name);
  await copyFile(CLIP, path);
  return path;
}

/** Silence. */
export async function writeSilence(folder: string, seconds: number): Promise<string> {
  const path = join(folder, 'silence.wav');
  const samples = new Float32Array(Math.round(seconds * SAMPLE_RATE_HZ));
  await writeFile(path, formatWav(samples, { sampleRateHz: SAMPLE_RATE_HZ }));
  return path;
}

/** A video whose sound track is the recording. */
export async function makeVideo(folder: string, name = 'video.mp4'): Promise<string> {
  const picture = ['-f', 'lavfi', '-i', 'color=size=64x64:rate=5:duration=20'];
  await ffmpeg(folder, ['-i', CLIP, ...picture, '-c:v', 'mpeg4', '-c:a', 'aac', '-shortest', name]);
  return join(folder, name);
}

/** `film.mkv`: the recording under pictures that change at these times, 25 frames a second. */
export async function makeCutVideo(folder: string, cutsMs: readonly number[]): Promise<void> {
  const lengths = [...cutsMs, 20_000].map((cut, index) => (cut - (cutsMs[index - 1] ?? 0)) / 1000);
  const pictures = lengths.flatMap((sec, index) => {
    const source = index % 2 === 0 ? 'testsrc=s=160x90' : 'color=#204060:s=160x90';
    return ['-f', 'lavfi', '-i', `${source}:r=25:d=${sec.toFixed(2)}`];
  });
  const joined = `${lengths.map((_, index) => `[${index}]`).join('')}concat=n=${lengths.length}[v]`;
  const maps = ['-filter_complex', joined, '-map', '[v]', '-map', `${lengths.length}:a`];
  await ffmpeg(folder, [...pictures, '-i', CLIP, ...maps, '-c:v', 'mpeg4', '-c:a', 'copy', 'film.mkv']);
}

/** `late.mkv`: a video whose sound track is the recording, and begins so many seconds after the picture. */
export async function makeLateVideo(folder: string, lateSec: number): Promise<void> {
  const picture = ['-f', 'lavfi', '-i', 'color=size=64x64:rate=5:duration=20'];
  const sound = ['-itsoffset', String(lateSec), '-i', CLIP, '-map', '0', '-map', '1'];
  await ffmpeg(folder, [...picture, ...sound, '-c:v', 'mpeg4', '-c:a', 'copy', 'late.mkv']);
}

/** A video without sound. */
export async function makeMuteVideo(folder: string): Promise<string> {
  await ffmpeg(folder, [
    '-f',
    'lavfi',
    '-i',
    'color=size=64x64:rate=5:duration=2',
    '-c:v',
    'mpeg4',
    'mute.mp4',
  ]);
  return join(folder, 'mute.mp4');
}

/** An mp4 whose index, which stands at the end, has been cut off. */
export async function makeVideoWithoutIndex(folder: string): Promise<string> {
  const path = await makeVideo(folder, 'cut.mp4');
  const index = (await readFile(path)).lastIndexOf('moov');
  await truncate(path, index - 4);
  return path;
}

/** The first part of a WAV whose header still promises all of it. */
export async function makeTruncatedWav(folder: string): Promise<string> {
  const path = join(folder, 'truncated.wav');
  await ffmpeg(folder, ['-i', CLIP, '-ar', '16000', '-ac', '1', path]);
  await truncate(path, 44 + 10 * 2 * SAMPLE_RATE_HZ);
  return path;
}

/** The recording over and over, `times` times. */
export async function makeLong(folder: string, times: number): Promise<string> {
  await ffmpeg(folder, ['-stream_loop', String(times - 1), '-i', CLIP, '-c:a', 'pcm_s16le', 'long.wav']);
  return join(folder, 'long.wav');
}

/** The recording's samples, 16 kHz mono. */
export async function clipSamples(): Promise<Float32Array> {
  const { signal } = new AbortController();
  const media = await openMedia(CLIP, { env: process.env, signal });
  const pieces: Float32Array[] = [];
  for await (const piece of media.pcm(signal)) pieces.push(piece);
  return concatPcm(pieces);
}

/** `odd.wav`: `frames` times `channels` samples, whatever they are. */
export async function writeOdd(
  folder: string,
  size: { readonly frames: number; readonly options: Parameters<typeof formatWav>[1] },
  sample: (frame: number, channel: number) => number,
): Promise<void> {
  const { channels = 1 } = size.options;
  const samples = Float32Array.from({ length: size.frames * channels }, (_, index) =>
    sample(Math.floor(index / channels), index % channels),
  );
  await writeFile(join(folder, 'odd.wav'), formatWav(samples, size.options));
}
