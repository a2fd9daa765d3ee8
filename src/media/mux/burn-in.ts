/**
 * Burn in: subtitles drawn into the picture, for players and places that show no others. The video is encoded anew.
 *
 * Throws  NotReadyError E_RUNTIME_MISSING when this ffmpeg has no libass or no encoder for the container.
 * Source  FFmpeg, doc/filters.texi (`subtitles`), doc/utils.texi ("Quoting and escaping", two levels in a filter graph).
 * @module
 */
import { NotReadyError } from '../../kernel/index.ts';
import { runProgram } from '../../platform/index.ts';
import { ffmpegHint } from '../media-errors.ts';
import type { Container } from './containers.data.ts';

/** How a burn-in is asked of ffmpeg. */
export interface BurnIn {
  /** The filter for the video. */
  readonly filter: string;
  /** ffmpeg's name of the encoder. */
  readonly encoder: string;
  /** How it is set up; all other streams are copied, so these are for it alone. */
  readonly options: readonly string[];
}

/** Encoders by muxer, best first, each at a quality that hides the second encoding. */
const ENCODERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  webm: [
    ['libvpx-vp9', '-crf', '24', '-b:v', '0', '-row-mt', '1'],
    ['libvpx', '-crf', '8', '-b:v', '4M'],
  ],
  other: [
    ['libx264', '-crf', '18', '-preset', 'medium'],
    ['h264_videotoolbox', '-q:v', '65'],
    ['libopenh264', '-b:v', '6M'],
    ['mpeg4', '-q:v', '2'],
  ],
};

/** The filter and the encoder that this ffmpeg has for it. */
export async function planBurnIn(
  subtitlePath: string,
  container: Container,
  { ffmpeg, signal }: { readonly ffmpeg: string; readonly signal?: AbortSignal | undefined },
): Promise<BurnIn> {
  const filters = await listOf(ffmpeg, '-filters', signal);
  if (!filters.has('subtitles')) {
    throw new NotReadyError(
      'E_RUNTIME_MISSING',
      `${ffmpeg} was made without libass and cannot burn subtitles in.`,
      { hint: `${ffmpegHint()}   (or put them in as a track of their own: --mux)` },
    );
  }
  const known = await listOf(ffmpeg, '-encoders', signal);
  const wanted = ENCODERS[container.muxer] ?? ENCODERS['other'] ?? [];
  const chosen = wanted.find(([name = '']) => known.has(name));
  if (chosen === undefined) {
    const names = wanted.map(([name]) => name).join(', ');
    throw new NotReadyError('E_RUNTIME_MISSING', `${ffmpeg} has none of the encoders ${names}.`, {
      hint: ffmpegHint(),
    });
  }
  const [name = '', ...options] = chosen;
  const pixels = name === 'h264_videotoolbox' ? [] : ['-pix_fmt', 'yuv420p'];
  return {
    filter: `subtitles=filename=${escapeFilterValue(subtitlePath)}`,
    encoder: name,
    options: [...options, ...pixels],
  };
}

/** A value inside a filter graph: once for the option, once for the graph. */
export function escapeFilterValue(value: string): string {
  const forOption = value.replace(/[\\':]/g, '\\$&');
  return forOption.replace(/[\\'[\],;]/g, '\\$&');
}

/** Names in the second column of one of ffmpeg's lists. */
async function listOf(
  ffmpeg: string,
  list: '-filters' | '-encoders',
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const { stdout } = await runProgram(ffmpeg, ['-hide_banner', '-v', 'error', list], signal);
  return new Set([...stdout.matchAll(/^ [A-Z.|]+ +(\S+)/gm)].map(([, name = '']) => name));
}
