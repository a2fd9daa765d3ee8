/**
 * Media layout: every stream of a file, not only its audio, as ffprobe sees it.
 *
 * Throws  InputError E_MEDIA_UNDECODABLE, NotReadyError E_RUNTIME_MISSING (ffprobe itself does not run), CancelledError.
 * Source  ffprobe's JSON writer.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import { runProgram } from '../../platform/index.ts';
import { type FfmpegTools, inputOptions } from '../ffmpeg-tools.ts';
import { ffmpegMissing, undecodable } from '../media-errors.ts';

/** One stream of any kind. */
export interface MediaStream {
  /** 0-based among all streams, as in ffmpeg's `0:N`. */
  readonly index: number;
  /** `video`, `audio`, `subtitle`, `attachment`, `data`; empty where ffmpeg does not know. */
  readonly kind: string;
  /** ffmpeg's name of the codec; `unknown` where it has none. */
  readonly codec: string;
  /** The four characters that name the codec in the file, for example `tx3g`. */
  readonly tag: string;
  /** A cover, not a film. */
  readonly isPicture: boolean;
  readonly isDefault: boolean;
  readonly isForced: boolean;
  /** Container time of its first packet, seconds. */
  readonly startSec?: number;
  readonly language?: string;
  readonly title?: string;
  readonly fileName?: string;
  readonly mimeType?: string;
}

/** What is in a file. */
export interface MediaLayout {
  /** ffmpeg's demuxer names, for example `matroska,webm`. */
  readonly format: string;
  /** Earliest start of any stream, seconds. */
  readonly startSec: number;
  readonly streams: readonly MediaStream[];
  readonly chapters: number;
}

interface RawStream {
  readonly index?: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly codec_tag_string?: string;
  readonly start_time?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly disposition?: Readonly<Record<string, number>>;
}

interface RawLayout {
  readonly streams?: readonly RawStream[];
  readonly chapters?: readonly unknown[];
  readonly format?: { readonly format_name?: string; readonly start_time?: string };
}

const ENTRIES = [
  'format=format_name,start_time',
  'stream=index,codec_type,codec_name,codec_tag_string,start_time',
  'stream_tags=language,title,filename,mimetype',
  'stream_disposition=attached_pic,default,forced',
  'chapter=id',
].join(':');

/** Looks at all streams. */
export async function readLayout(
  path: string,
  { ffprobe }: FfmpegTools,
  signal?: AbortSignal,
): Promise<MediaLayout> {
  const args = ['-v', 'warning', '-of', 'json', '-show_entries', ENTRIES, ...inputOptions(path)];
  let result: Awaited<ReturnType<typeof runProgram>>;
  try {
    result = await runProgram(ffprobe, args, signal);
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
  if ([-1, 126, 127].includes(result.exitCode)) throw ffmpegMissing(`${ffprobe} does not run.`);
  if (result.exitCode !== 0) {
    throw undecodable(path, 'ffmpeg does not recognise it as audio or video.', {
      decoderOutput: result.stderr,
    });
  }
  const { format, streams = [], chapters = [] }: RawLayout = JSON.parse(result.stdout);
  return {
    format: format?.format_name ?? '',
    startSec: toSeconds(format?.start_time) ?? 0,
    streams: streams.map(readStream),
    chapters: chapters.length,
  };
}

function readStream(raw: RawStream, position: number): MediaStream {
  // Matroska spells its own tags in capitals.
  const tags = Object.entries(raw.tags ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const tag = (name: string): string | undefined => tags.find(([each]) => each === name)?.[1];
  const startSec = toSeconds(raw.start_time);
  const [language, title] = [tag('language'), tag('title')];
  const [fileName, mimeType] = [tag('filename'), tag('mimetype')];
  return {
    index: raw.index ?? position,
    kind: raw.codec_type ?? '',
    codec: raw.codec_name ?? 'unknown',
    tag: raw.codec_tag_string ?? '',
    isPicture: raw.disposition?.['attached_pic'] === 1,
    isDefault: raw.disposition?.['default'] === 1,
    isForced: raw.disposition?.['forced'] === 1,
    ...(startSec === undefined ? {} : { startSec }),
    ...(language === undefined ? {} : { language }),
    ...(title === undefined ? {} : { title }),
    ...(fileName === undefined ? {} : { fileName }),
    ...(mimeType === undefined ? {} : { mimeType }),
  };
}

function toSeconds(text: string | undefined): number | undefined {
  const seconds = Number.parseFloat(text ?? '');
  return Number.isFinite(seconds) ? seconds : undefined;
}
