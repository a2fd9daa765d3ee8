/**
 * ffmpeg tools: which ffmpeg and ffprobe to use, and the options that keep hostile files harmless.
 *
 * `OFFSCRIBE_FFMPEG` names an ffmpeg (its ffprobe is looked for beside it, then on PATH); `none` means there is none;
 * unset or blank means the one on PATH.
 * @module
 */
import { basename, dirname, join, resolve } from 'node:path';
import { type Environment, findProgram } from '../platform/index.ts';
import { ffmpegMissing } from './media-errors.ts';

/** Two programs that belong together. */
export interface FfmpegTools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

/**
 * Demuxers that may open a file: containers and raw streams that hold their media themselves. Everything else, above
 * all playlists (hls, dash, concat), sdp and image2, which make ffmpeg open other files or sockets, is refused.
 */
const DEMUXERS = [
  ...[
    'mov',
    'mp4',
    'm4a',
    '3gp',
    '3g2',
    'mj2',
    'matroska',
    'webm',
    'mpegts',
    'mpeg',
    'mpegvideo',
    'm4v',
    'h264',
  ],
  ...[
    'hevc',
    'avi',
    'flv',
    'live_flv',
    'asf',
    'asf_o',
    'mxf',
    'gxf',
    'nut',
    'rm',
    'wtv',
    'dv',
    'ivf',
    'ogg',
    'mp3',
  ],
  ...[
    'wav',
    'w64',
    'flac',
    'aac',
    'loas',
    'ac3',
    'eac3',
    'ac4',
    'dts',
    'dtshd',
    'truehd',
    'mlp',
    'amr',
    'amrnb',
  ],
  ...[
    'amrwb',
    'aiff',
    'au',
    'caf',
    'voc',
    'ape',
    'wv',
    'tta',
    'tak',
    'mpc',
    'mpc8',
    'oma',
    'xwma',
    'gsm',
    'sbc',
  ],
  ...[
    'dsf',
    'iff',
    'sox',
    'nsv',
    'spdif',
    'rso',
    'ircam',
    'avr',
    'sph',
    'nistsphere',
    'aptx',
    'g722',
    'g729',
  ],
].join(',');

/** What FFmpeg may do with an input, whoever runs it. */
export interface InputLimits {
  /** The file; `file:` keeps a name with a colon or a leading dash from being read as a protocol or an option. */
  readonly url: string;
  readonly protocols: string;
  /** Names of demuxers, with commas between. */
  readonly formats: string;
}

/** No other protocol than files, no other demuxer than those above. */
export function inputLimits(path: string): InputLimits {
  return { url: `file:${resolve(path)}`, protocols: 'file,pipe', formats: DEMUXERS };
}

/** The same as options of the ffmpeg programs. */
export function inputOptions(path: string): string[] {
  const { url, protocols, formats } = inputLimits(path);
  return ['-protocol_whitelist', protocols, '-format_whitelist', formats, '-i', url];
}

/** The tools, or undefined when this machine has none. Throws NotReadyError E_RUNTIME_MISSING for a wrong OFFSCRIBE_FFMPEG. */
export async function findFfmpeg(env: Environment): Promise<FfmpegTools | undefined> {
  const named = env['OFFSCRIBE_FFMPEG']?.trim();
  if (named === 'none') return undefined;
  const ffmpeg = named ? await findNamed(named, env) : await findProgram('ffmpeg', env);
  if (ffmpeg === undefined && named) {
    throw ffmpegMissing(`OFFSCRIBE_FFMPEG names ${named}, which is not a program that can be run.`);
  }
  if (ffmpeg === undefined) return undefined;
  const beside = { ...env, PATH: dirname(ffmpeg) };
  const ffprobe = (await findProgram('ffprobe', beside)) ?? (await findProgram('ffprobe', env));
  return ffprobe === undefined ? undefined : { ffmpeg, ffprobe };
}

async function findNamed(named: string, env: Environment): Promise<string | undefined> {
  if (!/[/\\]/.test(named)) return await findProgram(named, env);
  const path = resolve(named);
  const folder = { ...env, PATH: dirname(path) };
  return (
    (await findProgram(basename(path), folder)) ?? (await findProgram('ffmpeg', { ...env, PATH: join(path) }))
  );
}
