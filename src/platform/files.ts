/**
 * Files: the few file operations the upper layers need, with system errors left as they are unless a caller
 * asks for a typed one. Only this folder imports `node:fs`.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { constants, createReadStream, createWriteStream, readSync, type Stats } from 'node:fs';
import {
  access,
  copyFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StoreError, systemCode } from '../kernel/index.ts';
import { isRunning } from './running.ts';

export type { FileHandle } from 'node:fs/promises';

/** What the system answers where nothing is. */
const ABSENT = ['ENOENT', 'ENOTDIR'];
/** The same where links are followed, which may go round in circles. */
export const UNREACHABLE = [...ABSENT, 'ELOOP'];

/** What `read` gives; undefined when what it reads is not there, or goes while it reads: another process may remove it. */
export async function ifPresent<T>(
  read: () => Promise<T>,
  codes: readonly string[] = ABSENT,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (codes.includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** `stat`, following links; undefined when nothing is there. */
export async function statIfPresent(path: string): Promise<Stats | undefined> {
  return await ifPresent(() => stat(path), UNREACHABLE);
}

/** Names in a folder, sorted; empty when there is no folder. */
export async function listFolder(path: string): Promise<string[]> {
  return ((await ifPresent(() => readdir(path))) ?? []).sort();
}

/** Paths of all files and links below a folder, relative to it, sorted; empty when the folder is absent. */
export async function listTree(path: string): Promise<string[]> {
  const items = (await ifPresent(() => readdir(path, { recursive: true, withFileTypes: true }))) ?? [];
  const files = items.filter((item) => !item.isDirectory());
  return files.map((item) => relative(path, join(item.parentPath, item.name))).sort();
}

/** Whole file as it is. */
export async function readBytes(path: string): Promise<Uint8Array> {
  return await readFile(path);
}

/** Whole file as UTF-8 text. */
export async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8');
}

/** Whole file as UTF-8 text, or undefined when absent. */
export async function readTextIfPresent(path: string): Promise<string | undefined> {
  return await ifPresent(() => readFile(path, 'utf8'));
}

/** Opens a file; the caller closes the handle. */
export async function openFile(path: string, flags: 'r' | 'r+' | 'w' | 'wx' | 'a'): Promise<FileHandle> {
  return await open(path, flags);
}

/** Fills `bytes` from `position` on, at once; false where the file ends before. For what the system has at hand. */
export function readSpan(file: FileHandle, bytes: Uint8Array, position: number): boolean {
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(file.fd, bytes, done, bytes.length - done, position + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

/** The bytes of a file, in pieces of `pieceBytes`. */
export function streamFile(path: string, pieceBytes: number = 1 << 20): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: pieceBytes });
}

/** Makes a folder and its parents, through to the disk: a synced file in a folder that a crash takes away is lost too. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = resolve(path); made.length >= resolve(first).length; made = dirname(made))
    await syncFolder(dirname(made));
}

/** Removes a file or a whole folder; absent is fine. */
export async function removePath(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Whether this process may write in an existing folder. */
export async function isWritableFolder(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Bytes free for this user on the file system that holds `path` (its nearest existing parent). */
export async function freeBytes(path: string): Promise<number> {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const space = await statfs(folder);
      return space.bavail * space.bsize;
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    }
  }
}

/** Writes the bytes of a file or link change through to the disk by syncing its folder; a no-op where unsupported. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Ending of names that `temporaryBeside` gives. */
export const TEMPORARY_SUFFIX = '.offscribe-tmp';

/** A name beside `path` that no other process uses; on the same file system, so a rename from it is atomic. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${process.pid}-${randomBytes(6).toString('hex')}${TEMPORARY_SUFFIX}`);
}

/**
 * Whether a name is one of `temporaryBeside` whose process has ended, so that nobody will finish it. Asked of the
 * process, not of the clock: a slow disk or server may keep a live one waiting for long.
 */
export function isAbandoned(name: string): boolean {
  if (!name.endsWith(TEMPORARY_SUFFIX)) return false;
  const [, pid] = /(?:^|[/\\])\.(\d+)-[0-9a-f]+\.[^/\\]+$/.exec(name) ?? [];
  return pid === undefined || !isRunning(Number(pid));
}

/** Renames onto `to`, replacing a file there, and syncs the folder, so that after a crash it is the old or the new. */
export async function publish(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Renames a folder onto `to`; when another process has put the same there meanwhile, ours is dropped. */
export async function publishFolder(from: string, to: string): Promise<void> {
  try {
    await publish(from, to);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')) throw error;
    await rm(from, { recursive: true, force: true });
  }
}

/** Moves a synced file onto `to`, replacing a file there; across file systems by a synced copy. */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await publish(from, to);
  } catch (error) {
    if (systemCode(error) !== 'EXDEV') throw error;
    const temporary = temporaryBeside(to);
    try {
      await copyFile(from, temporary, constants.COPYFILE_FICLONE);
      await syncFile(temporary);
      await publish(temporary, to);
    } finally {
      await rm(temporary, { force: true });
    }
    await rm(from, { force: true });
  }
}

/** Writes a file's bytes through to the disk. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes pieces into a new file and through to the disk. What was written stays when it throws. */
export async function writePieces(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const options = { flags: 'wx', highWaterMark: 4 << 20, flush: true };
  await pipeline(pieces, createWriteStream(path, options));
}

/** Writes a whole file so that a crash, a full disk or a second writer never leaves half of it: temp, fsync, rename. */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a whole file that another process sees as the old or the new one; a power cut may lose it, or tear it. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A disk-full, no-permission or file-in-the-way system error as a StoreError that names the place; else unchanged. */
export function storeErrorFrom(error: unknown, place: string): unknown {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('E_DISK_FULL', `The disk that holds ${place} is full.`, {
      hint: `df -h ${JSON.stringify(place)}   (free some space and run the same command again)`,
      cause: error,
    });
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code ?? '')) {
    return new StoreError('E_STORE_UNWRITABLE', `${place} cannot be written.`, {
      hint: 'OFFSCRIBE_HOME=/a/writable/folder offscribe ...   (HF_HUB_CACHE moves the models)',
      cause: error,
    });
  }
  return error;
}
