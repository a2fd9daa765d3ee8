/**
 * Read text track: one subtitle track of a media file as the text of a subtitle file, with its times as they stand.
 *
 * In/out  `0:s:N` -> WebVTT where the track is WebVTT, so that nothing is escaped twice; else SubRip.
 * Throws  InputError E_MUX_FAILED, CancelledError.
 * Source  FFmpeg: subrip and WebVTT are copied; of `mov_text` the text alone is taken, without its styles.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import { runProgram } from '../../platform/index.ts';
import { type FfmpegTools, inputOptions } from '../ffmpeg-tools.ts';
import type { MediaLayout } from './media-layout.ts';
import { muxFailed } from './mux-errors.ts';

/** The text of a track. */
export interface ReadTrack {
  readonly form: 'srt' | 'webvtt';
  readonly text: string;
}

/** Which track of which file. */
export interface TrackPlace {
  readonly path: string;
  /** The name the file will have, for messages. */
  readonly output: string;
  readonly layout: MediaLayout;
  /** 0-based among the subtitle tracks. */
  readonly place: number;
}

/** Reads one subtitle track. */
export async function readTextTrack(
  { path, output, layout, place }: TrackPlace,
  { ffmpeg }: FfmpegTools,
  signal?: AbortSignal,
): Promise<ReadTrack> {
  const codec = layout.streams.filter(({ kind }) => kind === 'subtitle')[place]?.codec;
  const form = codec === 'webvtt' ? 'webvtt' : 'srt';
  const how = codec === 'mov_text' ? 'text' : 'copy';
  const args = [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'error', '-copyts', ...inputOptions(path)],
    ...['-map', `0:s:${place}`, '-c:s', how, '-avoid_negative_ts', 'disabled', '-f', form, '-'],
  ];
  let result: Awaited<ReturnType<typeof runProgram>>;
  try {
    result = await runProgram(ffmpeg, args, signal);
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
  if (result.exitCode !== 0) {
    const reason = `subtitle track ${place} (${codec ?? 'absent'}) cannot be read back.`;
    throw muxFailed({ media: output, output }, reason, result.stderr);
  }
  return { form, text: result.stdout };
}
