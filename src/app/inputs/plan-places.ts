/**
 * Plan places: where each input's outputs go, so that no two inputs share an output file.
 *
 * Named    `<stem>` in the output folder; files of one name from several folders go into those folders' likes below it.
 * Found    in a folder: the folders between are mirrored below the output folder.
 * Beside   next to the media, with the language in the name: `<stem>.<language>`, as Plex, Jellyfin, Kodi and mpv expect.
 * Collision  inputs whose stems are one in one folder (`talk.mp4`, `talk.mkv`) all keep their endings: `talk.mp4.srt`. It
 *          depends on the inputs alone, not on their order.
 * @module
 */
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { type AppError, UsageError } from '../../kernel/index.ts';
import type { OutputPlace } from '../outputs.ts';
import type { MediaInput } from './collect-inputs.ts';

/** A file to be worked on and where its outputs go. */
export interface PlacedFile {
  readonly file: string;
  /** Absent: nothing is written. */
  readonly place?: OutputPlace;
  /** Where they would go if it collided with no other, or if it did: where an earlier run may have put them. */
  readonly otherPlace?: OutputPlace;
  /** Why it cannot be worked on. */
  readonly error?: AppError;
}

/** Where outputs go in general. */
export interface PlaceOptions {
  /** The output folder. */
  readonly folder: string;
  /** Whether they go next to their media instead, with the language in their names. */
  readonly isBeside?: boolean | undefined;
  /** Whether the language is in their names in any case. */
  readonly isTagged?: boolean | undefined;
}

/** A place under consideration. */
interface Draft {
  readonly path: string;
  readonly name: string;
  readonly plainStem: string;
  folder: string;
  stem: string;
}

/** Plans all inputs of a run together, in order. */
export function planPlaces(
  inputs: readonly MediaInput[],
  { folder, isBeside = false, isTagged = isBeside }: PlaceOptions,
): readonly PlacedFile[] {
  const drafts = inputs.map(({ path, below }) =>
    draftOf(path, isBeside ? dirname(path) : join(folder, below ?? '')),
  );
  if (!isBeside) for (const alike of collisions(drafts, ({ name }) => name)) mirrorFolders(alike, folder);
  while (keepEndings(drafts)) {
    // A longer stem may meet another input's: talk.mp4 and talk.mp4.wav.
  }
  const refused = new Set(collisions(drafts, ({ stem }) => stem).flatMap((alike) => alike.slice(1)));
  return drafts.map((draft) => placedFile(draft, isTagged, refused.has(draft)));
}

function draftOf(path: string, folder: string): Draft {
  const name = basename(path);
  const plainStem = basename(path, extname(path));
  return { path, name, plainStem, folder: resolve(folder), stem: plainStem };
}

/** Drafts whose output files would be the same, in groups. */
function collisions(
  drafts: readonly Draft[],
  nameOf: (draft: Draft) => string,
): readonly (readonly Draft[])[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    // Case and composition are folded, because some file systems fold them too.
    const key = join(draft.folder, nameOf(draft)).normalize('NFC').toLowerCase();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** Gives inputs whose stems are one their whole names; whether that changed any. */
function keepEndings(drafts: readonly Draft[]): boolean {
  let hasChanged = false;
  for (const draft of collisions(drafts, ({ stem }) => stem).flat()) {
    hasChanged ||= draft.stem !== draft.name;
    draft.stem = draft.name;
  }
  return hasChanged;
}

/** Gives files of one name the folders in which they differ, below the output folder. */
function mirrorFolders(alike: readonly Draft[], top: string): void {
  const folders = alike.map(({ path }) => resolve(dirname(path)));
  const common = commonFolder(folders);
  if (common === undefined) return;
  for (const [i, draft] of alike.entries()) {
    draft.folder = resolve(top, relative(common, folders[i] ?? common));
  }
}

/** The deepest folder that holds all of these; undefined when they have no root in common. */
function commonFolder(folders: readonly string[]): string | undefined {
  const [first = [], ...others] = folders.map((folder) => folder.split(sep));
  const differs = first.findIndex((part, i) => others.some((parts) => parts[i] !== part));
  const parts = differs === -1 ? first : first.slice(0, differs);
  return parts.length === 0 ? undefined : parts.join(sep) + (parts.length === 1 ? sep : '');
}

function placedFile(
  { path, name, plainStem, folder, stem }: Draft,
  isTagged: boolean,
  isRefused: boolean,
): PlacedFile {
  const place: OutputPlace = { folder, stem, isTagged };
  const planned = {
    file: path,
    place,
    otherPlace: { ...place, stem: stem === plainStem ? name : plainStem },
  };
  if (!isRefused) return planned;
  const error = new UsageError(
    'E_USAGE',
    `${path} and another input would be written to the same output files.`,
    {
      hint: `offscribe transcribe ${JSON.stringify(path)} -o another-folder`,
    },
  );
  return { ...planned, error };
}
