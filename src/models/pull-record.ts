/**
 * Pull record: which files a pull set out to bring, kept until they are there, so that what a stopped pull left can be
 * told from nothing at all. A lost or torn record costs no more than the word `partial`.
 * @module
 */
import { join } from 'node:path';
import { makeFolder, readTextIfPresent, removePath, writeFileAtomic } from '../platform/index.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { isEtag } from './safe-names.ts';

/** Notes what a pull is about to bring. */
export async function keepPullRecord(home: string, { model, files }: ModelManifest): Promise<void> {
  await makeFolder(join(home, 'pulls'));
  await writeFileAtomic(recordPath(home, model), `${JSON.stringify({ files })}\n`);
}

/** The files that the last, unfinished pull of a model set out to bring; none when there is no such pull. */
export async function readPullRecord(home: string, model: string): Promise<readonly ManifestFile[]> {
  const text = await readTextIfPresent(recordPath(home, model));
  if (text === undefined) return [];
  try {
    const { files } = JSON.parse(text);
    return Array.isArray(files) && files.every(isFile) ? files : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Forgets a pull that has finished. */
export async function dropPullRecord(home: string, model: string): Promise<void> {
  await removePath(recordPath(home, model));
}

function recordPath(home: string, model: string): string {
  return join(home, 'pulls', `${model}.json`);
}

function isFile(value: unknown): value is ManifestFile {
  if (typeof value !== 'object' || value === null) return false;
  const { name, sizeBytes, etag } = value as Partial<Record<keyof ManifestFile, unknown>>;
  const isSized = typeof sizeBytes === 'number' && Number.isSafeInteger(sizeBytes);
  return typeof name === 'string' && isSized && typeof etag === 'string' && isEtag(etag);
}
