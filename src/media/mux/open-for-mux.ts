/**
 * Open for mux: the ffmpeg that will write, and what is in the file that will be copied.
 *
 * Throws  InputError E_MEDIA_NOT_FOUND, E_MEDIA_UNDECODABLE, E_MEDIA_NO_AUDIO (neither sound nor picture in it),
 *         NotReadyError E_RUNTIME_MISSING (no ffmpeg; the media add-on only reads), CancelledError.
 * @module
 */
import { InputError, throwIfCancelled } from '../../kernel/index.ts';
import type { Environment } from '../../platform/index.ts';
import { type FfmpegTools, findFfmpeg } from '../ffmpeg-tools.ts';
import { quotePath, undecodable } from '../media-errors.ts';
import { sniffMedia } from '../sniff.ts';
import { type MediaLayout, readLayout } from './media-layout.ts';
import { muxerMissing } from './mux-errors.ts';

/** Media that can be copied. */
export interface MuxSource {
  readonly tools: FfmpegTools;
  readonly layout: MediaLayout;
}

/** Looks at the file; the path is never taken as a URL. */
export async function openForMux(
  path: string,
  { env, signal }: { readonly env: Environment; readonly signal?: AbortSignal | undefined },
): Promise<MuxSource> {
  const sniffed = await sniffMedia(path);
  if (sniffed.kind === 'text') throw undecodable(path, 'it holds text, not audio or video.');
  const tools = await findFfmpeg(env);
  if (tools === undefined) throw muxerMissing(path);
  throwIfCancelled(signal);
  const layout = await readLayout(path, tools, signal);
  if (layout.streams.some(({ kind, isPicture }) => kind === 'audio' || (kind === 'video' && !isPicture))) {
    return { tools, layout };
  }
  throw new InputError('E_MEDIA_NO_AUDIO', `${path} has neither sound nor picture.`, {
    hint: `ffprobe -hide_banner ${quotePath(path)}   (shows what is in it)`,
  });
}
