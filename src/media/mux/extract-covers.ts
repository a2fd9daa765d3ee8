/**
 * Extract covers: pictures that ffmpeg shows as video, as the files that they are, so that Matroska can hold them as
 * attached files again.
 *
 * Throws  CancelledError. A cover that does not come out is left out.
 * @module
 */
import { join } from 'node:path';
import { statIfPresent } from '../../platform/index.ts';
import { inputOptions } from '../ffmpeg-tools.ts';
import type { MediaStream } from './media-layout.ts';
import type { CoverFile } from './mux-arguments.ts';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

/** Kind and name of a picture, by ffmpeg's name of its codec. */
const PICTURES: Readonly<Record<string, { readonly mimeType: string; readonly ending: string }>> = {
  mjpeg: { mimeType: 'image/jpeg', ending: 'jpg' },
  png: { mimeType: 'image/png', ending: 'png' },
  bmp: { mimeType: 'image/bmp', ending: 'bmp' },
  gif: { mimeType: 'image/gif', ending: 'gif' },
  webp: { mimeType: 'image/webp', ending: 'webp' },
};

/** Writes each cover into the folder; `cover.jpg` is the name by which players find the main one. */
export async function extractCovers(
  covers: readonly MediaStream[],
  { media, folder }: { readonly media: string; readonly folder: string },
  run: FfmpegRun,
): Promise<CoverFile[]> {
  const files: CoverFile[] = [];
  for (const { index, codec, fileName, mimeType } of covers) {
    const picture = PICTURES[codec];
    if (picture === undefined) continue;
    const path = join(folder, `cover-${index}.${picture.ending}`);
    await runFfmpeg(
      [
        ...['-nostdin', '-hide_banner', '-nostats', '-v', 'error', '-y', ...inputOptions(media)],
        ...['-map', `0:${index}`, '-frames:v', '1', '-c', 'copy', '-f', 'image2pipe', `file:${path}`],
      ],
      run,
    );
    const made = await statIfPresent(path);
    if (made === undefined || made.size === 0) continue;
    const name = fileName ?? `cover${files.length === 0 ? '' : `-${files.length}`}.${picture.ending}`;
    files.push({ path, name, mimeType: mimeType ?? picture.mimeType });
  }
  return files;
}
