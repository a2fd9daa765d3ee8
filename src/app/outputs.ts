/**
 * Outputs: where a file's results go, whether they may, and putting them there all at once.
 *
 * In/out  media paths + formats -> planned paths; finished texts -> files, each whole or not there.
 * Throws  UsageError E_USAGE (formats, an output that is an input),
 *         InputError E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE, StoreError E_DISK_FULL.
 * @module
 */
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError, StoreError, systemCode, UsageError } from '../kernel/index.ts';
import {
  isWritableFolder,
  makeFolder,
  publish,
  removePath,
  statIfPresent,
  temporaryBeside,
  writeFileAtomic,
} from '../platform/index.ts';
import { OUTPUT_FORMATS, type OutputFormatName } from '../subtitles/index.ts';
import { MEDIA_EXTENSIONS } from './inputs/media-extensions.data.ts';

/** One file to be written. */
export interface PlannedOutput {
  readonly format: OutputFormatName;
  /** Absolute. */
  readonly path: string;
}

/** Checks format names; repeated ones count once. */
export function checkFormats(names: readonly string[]): readonly OutputFormatName[] {
  const known = Object.keys(OUTPUT_FORMATS);
  const formats = new Set<OutputFormatName>();
  for (const name of names.map((each) => each.trim().toLowerCase())) {
    if (!isFormat(name)) {
      throw new UsageError('E_USAGE', `"${name}" is not an output format; there are ${known.join(', ')}.`, {
        hint: `offscribe transcribe MEDIA -f ${known.join(',')}`,
      });
    }
    formats.add(name);
  }
  if (formats.size === 0) {
    throw new UsageError('E_USAGE', '-f needs at least one format.', {
      hint: 'offscribe transcribe MEDIA -f srt',
    });
  }
  return [...formats];
}

/** Where the outputs of one input go. */
export interface OutputPlace {
  /** Absolute. */
  readonly folder: string;
  /** Their names without language and extension. */
  readonly stem: string;
  /** Whether their names have the language: `<stem>.<language>.<extension>`. */
  readonly isTagged?: boolean;
}

/** `<stem>.<extension>` in `folder` for each format. */
export function planOutputs(
  media: string,
  folder: string,
  formats: readonly OutputFormatName[],
): readonly PlannedOutput[] {
  return outputsAt({ folder: resolve(folder), stem: basename(media, extname(media)) }, formats);
}

/** The outputs at a place, one for each format; a `language` that is not known leaves no trace in a name. */
export function outputsAt(
  { folder, stem, isTagged = false }: OutputPlace,
  formats: readonly OutputFormatName[],
  language?: string,
): readonly PlannedOutput[] {
  const tag = isTagged && language !== undefined && language !== 'und' ? `.${language}` : '';
  return formats.map((format) => ({
    format,
    path: join(folder, `${stem}${tag}.${OUTPUT_FORMATS[format].extension}`),
  }));
}

/**
 * Makes the output folder and proves that a file can be written there by writing one. A name that looks like a file's
 * makes no folder: whoever writes `-o talk.srt` means the file.
 */
export async function prepareFolder(folder: string): Promise<void> {
  if (looksLikeFile(folder) && (await statIfPresent(folder)) === undefined) {
    throw new UsageError('E_USAGE', `-o takes a folder, and ${folder} looks like a file.`, {
      hint: `offscribe transcribe MEDIA -o ${JSON.stringify(dirname(folder))}   (files are named after their media)`,
    });
  }
  try {
    await makeFolder(folder);
    const probe = temporaryBeside(join(folder, 'probe'));
    await writeFileAtomic(probe, '.');
    await removePath(probe);
  } catch (error) {
    throw outputError(error, folder);
  }
}

/** Refuses a folder that is there and takes no files from us; one that is not there yet is made with the first output. */
export async function checkFolder(folder: string): Promise<void> {
  if ((await statIfPresent(folder)) === undefined) return;
  if (!(await isWritableFolder(folder))) throw unwritable(folder, undefined);
}

/** Refuses outputs that are there already, unless `mayReplace` says that this path is ours to replace. */
export async function checkOutputs(
  outputs: readonly Pick<PlannedOutput, 'path'>[],
  media: string,
  mayReplace: (path: string) => Promise<boolean>,
): Promise<void> {
  const input = await statIfPresent(media);
  for (const { path } of outputs) {
    const there = await statIfPresent(path);
    if (there === undefined) continue;
    if (input !== undefined && there.ino === input.ino && there.dev === input.dev) {
      throw new UsageError('E_USAGE', `The output ${path} is the input itself.`, {
        hint: `offscribe transcribe ${JSON.stringify(media)} -o another-folder`,
      });
    }
    if (!there.isFile()) throw unwritable(path, undefined);
    if (await mayReplace(path)) continue;
    throw new InputError('E_OUTPUT_EXISTS', `${path} is already there and would be overwritten.`, {
      hint: `offscribe transcribe ${JSON.stringify(media)} --overwrite   (or -o another-folder)`,
      details: { path },
    });
  }
}

/** Writes all files beside their places first, then renames them, so that they appear together or not at all. */
export async function writeOutputs(
  files: readonly { readonly path: string; readonly content: string }[],
  beforePublishing: () => Promise<void>,
): Promise<void> {
  const waiting: { from: string; to: string }[] = [];
  try {
    for (const { path, content } of files) {
      await makeFolder(dirname(path));
      const from = temporaryBeside(path);
      waiting.push({ from, to: path });
      await writeFileAtomic(from, content);
    }
    await beforePublishing();
    for (const { from, to } of waiting) await publish(from, to);
  } catch (error) {
    for (const { from } of waiting) await removePath(from);
    throw outputError(error, files[0]?.path ?? '.');
  }
}

function looksLikeFile(path: string): boolean {
  const ending = extname(path).slice(1).toLowerCase();
  const endings = Object.values(OUTPUT_FORMATS).map(({ extension }) => extension);
  return MEDIA_EXTENSIONS.has(ending) || endings.some((each) => path.toLowerCase().endsWith(`.${each}`));
}

function isFormat(name: string): name is OutputFormatName {
  return Object.hasOwn(OUTPUT_FORMATS, name);
}

const UNWRITABLE = [
  'EACCES',
  'EPERM',
  'EROFS',
  'EEXIST',
  'ENOTDIR',
  'EISDIR',
  'ENOENT',
  'ENAMETOOLONG',
  'EINVAL',
];

/** A system error from writing outputs as a typed one; anything else unchanged. */
function outputError(error: unknown, place: string): unknown {
  const code = systemCode(error) ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('E_DISK_FULL', `The disk that holds ${place} is full; nothing was written.`, {
      hint: `df -h ${JSON.stringify(place)}   (free some space, or use -o another-folder)`,
      cause: error,
    });
  }
  return UNWRITABLE.includes(code) ? unwritable(place, error) : error;
}

function unwritable(place: string, cause: unknown): InputError {
  return new InputError('E_OUTPUT_UNWRITABLE', `${place} cannot be written.`, {
    hint: 'offscribe transcribe MEDIA -o a-writable-folder',
    ...(cause === undefined ? {} : { cause }),
  });
}
