/**
 * Mux file: the texts of a file put into a copy of its media, unless the very copy is there.
 *
 * Throws  what `muxSubtitles` throws.
 * @module
 */
import { dirname, resolve } from 'node:path';
import { type Course, findMade, keepMade } from '../pipeline/index.ts';
import { sha256OfFile, statIfPresent } from '../platform/index.ts';
import { type FileJob, type FileSurroundings, onClock, type WrittenText } from './file-job.ts';
import { muxStep } from './file-steps.ts';
import { languageName } from './language.ts';
import { checkMux, type MuxOutcome, type MuxSubtitlesRequest, muxSubtitles } from './mux/mux-subtitles.ts';
import { wantedLanguage } from './plan-request.ts';
import type { Products } from './products.ts';
import { ownership, type Publishing } from './publish-outputs.ts';
import { recordOutputs } from './receipt.ts';
import { fileRunKey } from './run-facts.ts';
import type { Wiring } from './wiring.ts';

/** A file whose texts are written. */
export interface MuxFileJob extends FileJob {
  readonly texts: readonly [WrittenText, ...WrittenText[]];
}

/** The copy of the media with its subtitles. */
export async function muxFile(
  course: Course<Products>,
  job: MuxFileJob,
  { wiring, supervision }: FileSurroundings,
): Promise<MuxOutcome> {
  const { media, request, texts } = job;
  const [{ products }] = texts;
  const wish = muxWish(job, wiring);
  const { folder, burnIn } = wish;
  const tracks = texts.map(({ transcript, products: { cues }, decoding }, index) => {
    const language = wantedLanguage(decoding) ?? transcript.language;
    return {
      subtitles: cues.product,
      language,
      ...(language === 'und' ? {} : { title: languageName(language) }),
      isDefault: index === 0,
    };
  });
  const step = muxStep(
    { write: products.written, media: await wiring.digests.digest(media.path) },
    { folder, burnIn, tracks: texts.map(({ products: { cues } }) => cues.key) },
  );
  const known = await findMade(course, step);
  if (known !== undefined && (await isThere(known.product))) return known.product;
  const regions = await findMade(course, products.steps.regions);
  const speech =
    regions?.product.regions === undefined ? undefined : onClock(regions.product.regions, media, request);
  supervision.report({ type: 'stage', file: job.placed.file, stage: 'mux' });
  const outcome = await muxSubtitles({ ...wish, tracks, speech }, wiring, {
    ...supervision,
    signal: course.signal,
  });
  const { path } = outcome;
  const product = path === undefined ? outcome : { ...outcome, sha256: await wiring.digests.digest(path) };
  return (await keepMade(course, step, product)).product;

  async function isThere({ path, sha256 }: Products['mux']): Promise<boolean> {
    if (path === undefined) return true;
    return (await statIfPresent(path)) !== undefined && (await wiring.digests.digest(path)) === sha256;
  }
}

/** Refuses what can be refused before anything is heard. */
export async function checkMuxFile(
  job: FileJob,
  { wiring, supervision }: Pick<FileSurroundings, 'wiring' | 'supervision'>,
): Promise<void> {
  await checkMux(muxWish(job, wiring), wiring, supervision);
}

/** What is wanted of the copy, but for its tracks. */
function muxWish(
  job: FileJob,
  wiring: Wiring,
): Omit<MuxSubtitlesRequest, 'tracks'> & { readonly folder: string; readonly burnIn: boolean } {
  const { placed, request } = job;
  const publishing: Publishing = { ...job, decoding: job.decodings[0], wiring };
  return {
    media: placed.file,
    folder: muxFolder(job),
    overwrite: request.overwrite,
    burnIn: request.mux?.burnIn === true,
    isOwn: ownership(publishing),
    onReady: async ({ draft, path }) => {
      const key = await fileRunKey(placed.file, publishing, wiring);
      await recordOutputs(wiring.home, key, { [path]: await sha256OfFile(draft) });
    },
  };
}

/** Beside the text files; where there are none, beside the media. */
function muxFolder({ placed }: Pick<FileJob, 'placed'>): string {
  return placed.place?.folder ?? dirname(resolve(placed.file));
}
