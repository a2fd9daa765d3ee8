/**
 * Folder entries: what lies in a folder, and which files are the same one under two names.
 * @module
 */
import { readdir } from 'node:fs/promises';
import { statIfPresent } from './files.ts';
import { realPath } from './links.ts';

/** One entry, links not followed. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** What a path leads to, links followed. */
export interface FoundFile {
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  readonly changedMs: number;
  /** The same for two names of one file or folder, different for any other that is there at the same time. */
  readonly identity: string;
}

/** Everything in a folder, in no order. Throws system errors as they are. */
export async function folderEntries(path: string): Promise<readonly FolderEntry[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.map((entry) => {
    const kind = entry.isFile()
      ? 'file'
      : entry.isDirectory()
        ? 'folder'
        : entry.isSymbolicLink()
          ? 'link'
          : 'other';
    return { name: entry.name, kind };
  });
}

/** Follows a path to its end; undefined when nothing is there, or links lead in a circle. */
export async function foundAt(path: string): Promise<FoundFile | undefined> {
  const stats = await statIfPresent(path);
  if (stats === undefined) return undefined;
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
  // Some network file systems number nothing; there the path itself has to do.
  const identity = stats.ino === 0 ? await realPath(path) : `${stats.dev}:${stats.ino}`;
  return { kind, sizeBytes: stats.size, changedMs: stats.mtimeMs, identity };
}
