/**
 * Marks: files whose time is their content, and the times and sizes of other files.
 * @module
 */
import { lstat, mkdir, open, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ifPresent } from './files.ts';

/** What the file system says of a file or link itself. */
export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link';
  readonly sizeBytes: number;
  readonly changedMs: number;
  /** Last reading or change, as far as the file system keeps it (usually to a day). */
  readonly usedMs: number;
}

/** Makes an empty file if there is none, and sets its time to now. */
export async function touchFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await (await open(path, 'a')).close();
  const now = new Date();
  await utimes(path, now, now);
}

/** Facts about a file or link, without following it; undefined when nothing is there. */
export async function factsOf(path: string): Promise<FileFacts | undefined> {
  const stats = await ifPresent(() => lstat(path));
  if (stats === undefined) return undefined;
  const { size, mtimeMs, atimeMs } = stats;
  const kind = stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'file';
  return { kind, sizeBytes: size, changedMs: mtimeMs, usedMs: Math.max(atimeMs, mtimeMs) };
}
