/**
 * Derive: one model converted into one folder, once, cached under OFFSCRIBE_HOME.
 *
 * Crash    everything is written into a temporary folder beside its final place, synced, then renamed: the final
 *          folder is whole or absent. What a killed run left is removed by the next one that holds the lock.
 * Races    one conversion of a source at a time; a second process waits and uses the first one's.
 * Throws   StoreError E_MODEL_CORRUPT, E_DISK_FULL, E_STORE_UNWRITABLE, CancelledError, and what the target's writer
 *          throws.
 * @module
 */
import { basename, dirname, join } from 'node:path';
import { systemCode, throwIfCancelled } from '../kernel/index.ts';
import {
  isAbandoned,
  listFolder,
  makeFolder,
  publish,
  removePath,
  sha256,
  statIfPresent,
  storeErrorFrom,
  syncFolder,
  type TrustedDigests,
  temporaryBeside,
  withLock,
} from '../platform/index.ts';
import {
  type DerivedManifest,
  type DerivedTarget,
  derivedName,
  formatManifest,
  GENERATOR,
  MANIFEST_NAME,
  precisionOf,
  verifyDerived,
} from './derived-folder.ts';
import { findModelFiles, type ModelFiles } from './model-files.ts';
import { type FileRecord, writeNewBytes } from './new-file.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** What every conversion is told. */
export interface DeriveOptions {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly digests: TrustedDigests;
  /** What `offscribe models pull` calls the model, for hints; default: the folder's name. */
  readonly modelName?: string;
  /** Converts even when that was done before. */
  readonly again?: boolean;
  readonly signal?: AbortSignal;
  /** Called with the share done in [0, 1] while converting; not called when nothing needs to be. */
  readonly onProgress?: (done: number) => void;
}

/** One kind of conversion. */
export interface Conversion {
  readonly target: DerivedTarget;
  /** Files that it reads besides the weights, by name; those that are there are part of the source. */
  readonly reads: readonly string[];
  /** Writes into an empty folder; tells what it wrote. */
  write(folder: string, model: ModelFiles): Promise<Written>;
}

/** What a conversion wrote. */
export interface Written {
  readonly dims: WhisperDims;
  readonly files: readonly FileRecord[];
}

/** A published folder and its manifest. */
export interface Derived {
  readonly folder: string;
  readonly manifest: DerivedManifest;
}

/** The model's files as the errors of a conversion name them. Throws as `findModelFiles`. */
export async function openSource(modelFolder: string, options: DeriveOptions): Promise<ModelFiles> {
  return await findModelFiles(modelFolder, options.modelName ?? basename(modelFolder));
}

/** The converted model: that on disk after checking it, else made now. */
export async function deriveFolder(
  model: ModelFiles,
  conversion: Conversion,
  options: DeriveOptions,
): Promise<Derived> {
  try {
    return await findOrConvert(model, conversion, options);
  } catch (error) {
    throwIfCancelled(options.signal);
    throw storeErrorFrom(error, join(options.home, 'derived'));
  }
}

/** Whether a conversion is there already; its bytes are checked when it is used. */
export async function isDerived(
  model: ModelFiles,
  conversion: Pick<Conversion, 'target' | 'reads'>,
  options: DeriveOptions,
): Promise<boolean> {
  const source = await describeSource(model, conversion, options);
  return (await statIfPresent(folderOf(source, conversion, options))) !== undefined;
}

function folderOf(
  source: readonly FileRecord[],
  { target }: Pick<Conversion, 'target'>,
  { home }: DeriveOptions,
): string {
  return join(home, 'derived', sha256(JSON.stringify(source)), derivedName(target));
}

async function findOrConvert(
  model: ModelFiles,
  conversion: Conversion,
  options: DeriveOptions,
): Promise<Derived> {
  const source = await describeSource(model, conversion, options);
  const folder = folderOf(source, conversion, options);
  const sourceFolder = dirname(folder);
  const find = async (): Promise<Derived | undefined> => {
    if ((await statIfPresent(folder)) === undefined) return undefined;
    return { folder, manifest: await verifyDerived(folder, { ...options, modelName: model.modelName }) };
  };
  const convert = async (): Promise<Derived> => {
    const madeMeanwhile = options.again === true ? undefined : await find();
    if (madeMeanwhile !== undefined) return madeMeanwhile;
    if (options.again === true) await removePath(folder);
    await removeLeftovers(sourceFolder);
    const write = async (temporary: string): Promise<DerivedManifest> => {
      const written = await conversion.write(temporary, model);
      return await writeManifest(temporary, { target: conversion.target, source, ...written });
    };
    return await publishWritten(folder, write, options);
  };
  const found = options.again === true ? undefined : await find();
  if (found !== undefined) return found;
  await makeFolder(sourceFolder);
  return await withLock(join(sourceFolder, '.lock'), convert, { signal: options.signal });
}

async function describeSource(
  { folder, weights }: ModelFiles,
  { reads }: Pick<Conversion, 'reads'>,
  { digests, signal }: DeriveOptions,
): Promise<readonly FileRecord[]> {
  const records: FileRecord[] = [];
  for (const name of [...weights, ...reads]) {
    const path = join(folder, name);
    const size = (await statIfPresent(path))?.size;
    if (size !== undefined)
      records.push({ name, sizeBytes: size, sha256: await digests.digest(path, { signal }) });
  }
  return records;
}

/** Only the holder of the lock converts here, so any temporary folder is a dead run's. */
async function removeLeftovers(sourceFolder: string): Promise<void> {
  for (const name of await listFolder(sourceFolder)) {
    if (isAbandoned(name)) await removePath(join(sourceFolder, name));
  }
}

async function publishWritten(
  folder: string,
  write: (temporary: string) => Promise<DerivedManifest>,
  { digests }: DeriveOptions,
): Promise<Derived> {
  const temporary = temporaryBeside(folder);
  try {
    await makeFolder(temporary);
    const manifest = await write(temporary);
    await syncFolder(temporary);
    await publishOrYield(temporary, folder);
    for (const { name, sha256: digest } of manifest.files) await digests.record(join(folder, name), digest);
    return { folder, manifest };
  } finally {
    await removePath(temporary);
  }
}

/** A lock can be taken over from a process that was only suspended; then the first to finish wins, with equal bytes. */
async function publishOrYield(temporary: string, folder: string): Promise<void> {
  try {
    await publish(temporary, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCode(error) ?? '')) throw error;
    if ((await statIfPresent(folder)) === undefined) throw error;
  }
}

async function writeManifest(
  folder: string,
  { target, source, dims, files }: Written & { target: DerivedTarget; source: readonly FileRecord[] },
): Promise<DerivedManifest> {
  const content = { generator: GENERATOR, precision: precisionOf(target), source, dims, files };
  const { manifest, text } = formatManifest(content);
  await writeNewBytes(folder, MANIFEST_NAME, [new TextEncoder().encode(text)]);
  return manifest;
}
