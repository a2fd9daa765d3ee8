/**
 * Links: symbolic links that appear at once or not at all, on systems that may refuse them.
 * @module
 */
import { copyFile, link, readlink, realpath, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../kernel/index.ts';
import { temporaryBeside } from './files.ts';

/** What systems without symbolic links, or without the right to make them, answer (Windows: EPERM). */
const REFUSALS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'UNKNOWN'];

/** Makes `path` a link to `target` (relative to its folder), replacing what is there. */
export async function replaceLink(target: string, path: string): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    await symlink(target, temporary);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Where a symbolic link points, as written; undefined when there is none. */
export async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EINVAL', 'UNKNOWN'].includes(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Whether symbolic links can be made in a folder; asked by making one, because nothing else tells. */
export async function canLinkIn(folder: string): Promise<boolean> {
  const trial = temporaryBeside(join(folder, 'trial'));
  try {
    await symlink('nowhere', trial);
    return true;
  } catch (error) {
    if (REFUSALS.includes(systemCode(error) ?? '')) return false;
    throw error;
  } finally {
    await rm(trial, { force: true });
  }
}

/** A copy of a file that replaces `to` at once. */
export async function copyFileAtomic(from: string, to: string): Promise<void> {
  const temporary = temporaryBeside(to);
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The path with every link on the way followed. */
export async function realPath(path: string): Promise<string> {
  return await realpath(path);
}

/** A second name for a file's bytes at a new path, or a copy where hard links are refused or the disk is another. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (![...REFUSALS, 'EXDEV', 'EMLINK', 'EACCES'].includes(systemCode(error) ?? '')) throw error;
    await copyFile(from, to);
  }
}
