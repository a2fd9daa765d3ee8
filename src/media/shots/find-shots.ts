/**
 * Find shots: where the picture of a film is cut, by the machine's ffmpeg, on the media clock.
 *
 * Cost    every frame is decoded once, and compared at 320 pixels of width; a few MB of memory whatever the length.
 * Throws  InputError E_MEDIA_NOT_FOUND, E_MEDIA_UNDECODABLE, E_MEDIA_NO_PICTURE; NotReadyError E_RUNTIME_MISSING (no ffmpeg;
 *         the media add-on reads sound alone); CancelledError.
 * @module
 */
import { InputError, throwIfCancelled } from '../../kernel/index.ts';
import { type Environment, streamProgram } from '../../platform/index.ts';
import { type FfmpegTools, findFfmpeg, inputOptions } from '../ffmpeg-tools.ts';
import { isAnyOf, ZERO_BASED } from '../ffprobe.ts';
import { ffmpegHint, ffmpegMissing, quotePath, undecodable } from '../media-errors.ts';
import { type MediaLayout, readLayout } from '../mux/media-layout.ts';
import { sniffMedia } from '../sniff.ts';
import { CutWatch, readSceneFrames } from './scene-scores.ts';

/** What is known of a film's picture. */
export interface Shots {
  /** Times of the first frames of shots but the first one, ascending; seconds on the media clock. */
  readonly cuts: readonly number[];
  readonly frames: number;
  /** Mean frames a second; absent where there are fewer than two. */
  readonly frameRate?: number;
}

/** How to look. */
export interface FindShotsOptions {
  /** Read: PATH, PATHEXT, OFFSCRIBE_FFMPEG. */
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Told every second of the picture. */
  readonly onProgress?: (doneSec: number) => void;
}

/** Wide enough to see a cut, and quick. */
const FILTERS = 'scale=w=320:h=-2:flags=fast_bilinear,scdet=t=100,metadata=mode=print:file=-';

/** Looks at the whole picture; the path is never taken as a URL. */
export async function findShots(path: string, { env, signal, onProgress }: FindShotsOptions): Promise<Shots> {
  const sniffed = await sniffMedia(path);
  throwIfCancelled(signal);
  if (sniffed.kind === 'text') throw undecodable(path, 'it holds text, not audio or video.');
  const tools = await requireShotFinder(env);
  const layout = await readLayout(path, tools, signal);
  const picture = layout.streams.find(({ kind, isPicture }) => kind === 'video' && !isPicture);
  if (picture === undefined) {
    throw new InputError('E_MEDIA_NO_PICTURE', `${path} has no picture in which shots could change.`, {
      hint: `ffprobe -hide_banner ${quotePath(path)}   (shows what is in it)`,
    });
  }
  return await watchPicture({ path, tools, layout, stream: picture.index }, signal, onProgress);
}

/** The programs that shots are found with; for those who want to know before they begin. Throws NotReadyError E_RUNTIME_MISSING. */
export async function requireShotFinder(env: Environment): Promise<FfmpegTools> {
  const tools = await findFfmpeg(env);
  if (tools !== undefined) return tools;
  throw ffmpegMissing('Shot changes can be found only by ffmpeg, and that is not installed.');
}

interface Picture {
  readonly path: string;
  readonly tools: FfmpegTools;
  readonly layout: MediaLayout;
  /** Number among all streams. */
  readonly stream: number;
}

async function watchPicture(
  { path, tools, layout, stream }: Picture,
  signal: AbortSignal,
  onProgress: ((doneSec: number) => void) | undefined,
): Promise<Shots> {
  const zeroSec = isAnyOf(layout.format, ZERO_BASED) ? 0 : layout.startSec;
  const program = await streamProgram(tools.ffmpeg, shotArguments(path, stream), signal);
  const watch = new CutWatch();
  let [isDrained, toldSec] = [false, 0];
  try {
    for await (const frame of readSceneFrames(program.stdout)) {
      throwIfCancelled(signal);
      const timeSec = frame.timeSec - zeroSec;
      watch.add({ ...frame, timeSec });
      if (timeSec < toldSec + 1) continue;
      toldSec = timeSec;
      onProgress?.(timeSec);
    }
    isDrained = true;
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    if (!isDrained) program.stop();
  }
  const { exitCode, stderr } = await program.ended;
  throwIfCancelled(signal);
  const shots = watch.finish();
  if (shots.frames > 0) return { ...shots, cuts: shots.cuts.filter((sec) => sec >= 0) };
  if (/No such filter/i.test(stderr))
    throw ffmpegMissing('This ffmpeg is older than 4.4 and cannot find shot changes.');
  if ([126, 127].includes(exitCode)) throw ffmpegMissing(`${tools.ffmpeg} does not run (${ffmpegHint()}).`);
  throw undecodable(path, 'no frame of its picture can be decoded.', { decoderOutput: stderr });
}

function shotArguments(path: string, stream: number): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'error', '-copyts', ...inputOptions(path)],
    ...[
      '-map',
      `0:${stream}`,
      '-an',
      '-sn',
      '-dn',
      '-vf',
      FILTERS,
      '-fps_mode',
      'passthrough',
      '-f',
      'null',
      '-',
    ],
  ];
}
