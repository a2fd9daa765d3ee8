/**
 * Find media: the media files of a folder, by their names, in natural order: those of a folder before those of the
 * folders in it.
 *
 * Left out  what is hidden, what has no media file's ending, what an ignore file names, what systems put there, copies
 *           with subtitles that we made of others here.
 * Links     are followed; a folder that was seen already is not entered again, so that a circle ends.
 * Throws    InputError E_MEDIA_NOT_FOUND when the folder itself cannot be read; one below it that cannot is a note.
 * @module
 */
import { basename, extname, join } from 'node:path';
import { systemCode, throwIfCancelled } from '../../kernel/index.ts';
import { COPY_SUFFIX, notFound } from '../../media/index.ts';
import {
  type FolderEntry,
  type FoundFile,
  folderEntries,
  foundAt,
  readTextIfPresent,
} from '../../platform/index.ts';
import { IGNORE_FILE, type IgnoreRule, isIgnoredBy, parseIgnoreFile } from './ignore-file.ts';
import { MEDIA_EXTENSIONS, SYSTEM_FOLDERS } from './media-extensions.data.ts';
import { byNaturalOrder } from './natural-order.ts';

/** A file that was found. */
export interface FoundMedia {
  /** The folder as it was named, and the way below it. */
  readonly path: string;
  /** Folders between, '' for none. */
  readonly below: string;
  readonly found: FoundFile;
}

/** What a folder holds. */
export interface FolderMedia {
  readonly media: readonly FoundMedia[];
  /** Files that are left out for their endings. */
  readonly others: number;
  /** Files that are left out as copies with subtitles of others that lie beside them. */
  readonly copies: number;
  /** What the user should know, a sentence each. */
  readonly notes: readonly string[];
}

/** How to look. */
export interface FindOptions {
  /** Whether folders below are entered. */
  readonly recursive: boolean;
  readonly signal: AbortSignal;
}

/** A folder to be looked into. */
interface Place {
  readonly path: string;
  readonly below: string;
  readonly layers: readonly IgnoreLayer[];
}

/** An ignore file and the folder it lies in. */
interface IgnoreLayer {
  readonly below: string;
  readonly rules: readonly IgnoreRule[];
}

/** Whether a name has a media file's ending. */
export function isMediaName(name: string): boolean {
  return MEDIA_EXTENSIONS.has(extname(name).slice(1).toLowerCase());
}

/** Looks into `folder`. */
export async function findMedia(folder: string, { recursive, signal }: FindOptions): Promise<FolderMedia> {
  const walk = new Walk(recursive);
  const waiting: Place[] = [{ path: folder, below: '', layers: [] }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    throwIfCancelled(signal);
    const folders = await walk.look(place);
    waiting.push(...folders.reverse());
  }
  return walk;
}

class Walk implements FolderMedia {
  readonly media: FoundMedia[] = [];
  readonly notes: string[] = [];
  others = 0;
  copies = 0;
  readonly #recursive: boolean;
  readonly #seen = new Set<string>();

  constructor(recursive: boolean) {
    this.#recursive = recursive;
  }

  /** Takes the media of one folder; the folders in it that are to be looked into. */
  async look(place: Place): Promise<Place[]> {
    const self = await this.#foundAt(place.path);
    if (self !== undefined && this.#seen.has(self.identity)) return [];
    if (self !== undefined) this.#seen.add(self.identity);
    const entries = await this.#entries(place);
    const layers = await withIgnoreFile(place, entries);
    const folders: Place[] = [];
    const candidates = entries.filter((entry) => this.#isCandidate(entry));
    const stems = new Set(candidates.map(({ name }) => stemOf(name)));
    for (const { name } of candidates) {
      const below = place.below === '' ? name : `${place.below}/${name}`;
      const path = join(place.path, name);
      const found = await this.#foundAt(path);
      if (found === undefined || isIgnored(layers, below, found.kind === 'folder')) continue;
      if (found.kind === 'folder' && this.#recursive) folders.push({ path, below, layers });
      if (found.kind !== 'file' || !isMediaName(name)) continue;
      if (isCopyOf(stems, name)) this.copies += 1;
      else this.media.push({ path, below: place.below, found });
    }
    return folders;
  }

  /** Whether an entry may be media or lead to some; files that are none are counted. */
  #isCandidate({ name, kind }: FolderEntry): boolean {
    if (name.startsWith('.') || kind === 'other') return false;
    if (kind === 'folder') return this.#recursive && !SYSTEM_FOLDERS.has(name);
    if (kind === 'link' || isMediaName(name)) return true;
    this.others += 1;
    return false;
  }

  async #entries({ path, below }: Place): Promise<readonly FolderEntry[]> {
    try {
      const entries = await folderEntries(path);
      return [...entries].sort((left, right) => byNaturalOrder(left.name, right.name));
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      if (below === '') throw unreadableFolder(path, error);
      this.notes.push(`${path} cannot be read (${code}); what is in it is left out.`);
      return [];
    }
  }

  async #foundAt(path: string): Promise<FoundFile | undefined> {
    try {
      return await foundAt(path);
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      this.notes.push(`${path} cannot be read (${code}); it is left out.`);
      return undefined;
    }
  }
}

function stemOf(name: string): string {
  return basename(name, extname(name));
}

function isCopyOf(stems: ReadonlySet<string>, name: string): boolean {
  const stem = stemOf(name);
  return stem.endsWith(COPY_SUFFIX) && stems.has(stem.slice(0, -COPY_SUFFIX.length));
}

async function withIgnoreFile(
  { path, below, layers }: Place,
  entries: readonly FolderEntry[],
): Promise<readonly IgnoreLayer[]> {
  if (!entries.some(({ name }) => name === IGNORE_FILE)) return layers;
  const text = await readTextIfPresent(join(path, IGNORE_FILE));
  return text === undefined ? layers : [...layers, { below, rules: parseIgnoreFile(text) }];
}

/** The nearest ignore file that says something of a path decides. */
function isIgnored(layers: readonly IgnoreLayer[], path: string, isFolder: boolean): boolean {
  for (const { below, rules } of layers.toReversed()) {
    const inside = below === '' ? path : path.slice(below.length + 1);
    const verdict = isIgnoredBy(rules, inside, isFolder);
    if (verdict !== undefined) return verdict;
  }
  return false;
}

function unreadableFolder(path: string, error: unknown): Error {
  const reasons: Readonly<Record<string, string>> = { ENOENT: 'is not there', ENOTDIR: 'is no folder' };
  return notFound(path, reasons[systemCode(error) ?? ''] ?? 'is a folder that cannot be read', error);
}
