/**
 * Draft mux: media with subtitles in it, written beside its place and published when it has been looked at.
 *
 * Whole   everything is made in one temporary folder in the output's folder; `publish` renames the file out of it. What
 *         a killed process left there is removed by the next one.
 * Throws  InputError E_MUX_FAILED, E_OUTPUT_UNWRITABLE, StoreError E_DISK_FULL, NotReadyError E_RUNTIME_MISSING,
 *         CancelledError. Nothing is left of a draft that was discarded.
 * @module
 */
import { dirname, join } from 'node:path';
import { InputError, systemCode, throwIfCancelled } from '../../kernel/index.ts';
import {
  type Environment,
  isAbandoned,
  listFolder,
  makeFolder,
  openFile,
  publish,
  removePath,
  temporaryBeside,
  writeFileAtomic,
} from '../../platform/index.ts';
import type { FfmpegTools } from '../ffmpeg-tools.ts';
import { planBurnIn } from './burn-in.ts';
import { CONTAINERS, type ContainerName } from './containers.data.ts';
import { extractCovers } from './extract-covers.ts';
import { writeLanguageTags } from './matroska-language.ts';
import { type MediaLayout, readLayout } from './media-layout.ts';
import { muxArguments, type TextTrack } from './mux-arguments.ts';
import { diskFull, failureOf, type MuxFailure } from './mux-errors.ts';
import { type MuxPlan, planMux } from './mux-plan.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { keptTagsOf, trackTags } from './track-tags.ts';

/** What is to be written. */
export interface MuxRequest {
  readonly media: string;
  readonly layout: MediaLayout;
  readonly container: ContainerName;
  /** Where it will be published. */
  readonly output: string;
  readonly tracks: readonly TextTrack[];
  /** A subtitle file (SRT) to be drawn into the picture. */
  readonly burned?: string | undefined;
}

/** Who writes it. */
export interface MuxRun {
  readonly tools: FfmpegTools;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
}

/** A file that nobody sees yet. */
export interface MuxDraft {
  readonly path: string;
  /** What is in it. */
  readonly layout: MediaLayout;
  readonly plan: MuxPlan;
  /** Puts it in its place, replacing what is there. */
  publish(): Promise<void>;
  /** Removes what is left of it; harmless after `publish`. */
  discard(): Promise<void>;
}

/** Writes the file beside its place. */
export async function draftMux(request: MuxRequest, run: MuxRun): Promise<MuxDraft> {
  throwIfCancelled(run.signal);
  const place = dirname(request.output);
  const folder = temporaryBeside(request.output);
  const discard = async (): Promise<void> => await removePath(folder);
  try {
    await makeFolder(place);
    await sweep(place);
    await makeFolder(folder);
    const path = join(folder, 'media');
    const plan = await write(request, run, { folder, path });
    await syncFile(path);
    const layout = await readLayout(path, run.tools, run.signal);
    return { path, layout, plan, discard, publish: async () => await publish(path, request.output) };
  } catch (error) {
    await discard();
    throw writeError(error, request.output);
  }
}

interface Draft {
  readonly folder: string;
  readonly path: string;
}

async function write(request: MuxRequest, run: MuxRun, { folder, path }: Draft): Promise<MuxPlan> {
  const { media, layout, tracks, burned } = request;
  const container = CONTAINERS[request.container];
  const failure: MuxFailure = { media, output: request.output, title: container.title };
  const plan = planMux(layout, container);
  const texts: string[] = [];
  for (const [index, { text }] of tracks.entries()) {
    const file = join(folder, `${index}.${container.textForm}`);
    await writeFileAtomic(file, text);
    texts.push(file);
  }
  const burnFile = join(folder, 'burned.srt');
  if (burned !== undefined) await writeFileAtomic(burnFile, burned);
  const ffmpeg = { ffmpeg: run.tools.ffmpeg, env: run.env, signal: run.signal };
  const burnIn = burned === undefined ? undefined : await planBurnIn(burnFile, container, ffmpeg);
  const covers = await extractCovers(plan.covers, { media, folder }, ffmpeg);
  const files = { media, texts, covers, output: path };
  const keptTags = await keptTagsOf(request, plan);
  const args = muxArguments({ layout, container, plan, tracks, files, burnIn, keptTags });
  const end = await runFfmpeg(args, ffmpeg);
  throwIfCancelled(run.signal);
  if (end.exitCode !== 0) throw failureOf(failure, end);
  await writeLanguageTags(path, trackTags(request, plan, keptTags));
  const lost = plan.covers.length - covers.length;
  if (lost === 0) return plan;
  return { ...plan, notes: [...plan.notes, `${lost} of the covers could not be taken out of the input.`] };
}

/** Removes what killed processes left in a folder. */
async function sweep(folder: string): Promise<void> {
  for (const name of await listFolder(folder)) if (isAbandoned(name)) await removePath(join(folder, name));
}

/** Through to the disk: a name must not be there before its bytes. */
async function syncFile(path: string): Promise<void> {
  const handle = await openFile(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A system error from the output's folder as a typed one; anything else unchanged. */
function writeError(error: unknown, output: string): unknown {
  const code = systemCode(error) ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(output, error);
  if (!['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENAMETOOLONG'].includes(code)) return error;
  return new InputError('E_OUTPUT_UNWRITABLE', `${output} cannot be written.`, {
    hint: 'Choose another folder with -o.',
    cause: error,
  });
}
