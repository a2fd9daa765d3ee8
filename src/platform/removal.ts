/**
 * Removal: taking things away in an order that a crash may cut anywhere.
 * @module
 */
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listTree, removePath, statIfPresent, syncFolder, temporaryBeside } from './files.ts';
import { factsOf } from './marks.ts';

/** Something to take away. */
export interface Removal {
  /** What it is known by. */
  readonly path: string;
  /** Disk space it gives back. */
  readonly bytes: number;
  /** Why nothing wants it, for people. */
  readonly reason: string;
  /** Paths in order: what a step removes is gone from the disk before the next step begins. */
  readonly steps: readonly (readonly string[])[];
}

/** Takes it away; what is gone already is fine. */
export async function carryOut(removal: Removal): Promise<void> {
  for (const step of removal.steps) {
    for (const path of step) await removeAtOnce(path);
    // Without this a power cut could keep a name and lose what it names, though the name was removed first.
    for (const folder of new Set(step.map((path) => dirname(path))))
      if ((await statIfPresent(folder)) !== undefined) await syncFolder(folder);
  }
}

/** A folder with something in it gets a temporary name first, lest a crash leave a part of it under its own. */
async function removeAtOnce(path: string): Promise<void> {
  if ((await listTree(path)).length === 0) return await removePath(path);
  const aside = temporaryBeside(path);
  await rename(path, aside);
  await removePath(aside);
}

/** Disk space of files and of everything in folders, each file once; links count for themselves. */
export async function bytesBelow(paths: readonly string[]): Promise<number> {
  const files = new Set<string>();
  for (const path of paths) {
    const names = await listTree(path);
    for (const file of names.length === 0 ? [path] : names.map((name) => join(path, name))) files.add(file);
  }
  let bytes = 0;
  for (const file of files) {
    const facts = await factsOf(file);
    if (facts !== undefined && facts.kind !== 'folder') bytes += facts.sizeBytes;
  }
  return bytes;
}
