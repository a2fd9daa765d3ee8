/**
 * Derive: a checkpoint to ONNX graphs with their weights, once, cached under OFFSCRIBE_HOME.
 *
 * Crash    everything is written into a temporary folder beside its final place, synced, then renamed: the final
 *          folder is whole or absent. What a killed run left is removed by the next one that holds the lock.
 * Races    one conversion of a source at a time; a second process waits and uses the first one's.
 * Throws   NotReadyError E_MODEL_NOT_CACHED (no checkpoint there), StoreError E_MODEL_CORRUPT, E_DISK_FULL,
 *          E_STORE_UNWRITABLE, CancelledError.
 * @module
 */
import { basename, dirname, join } from 'node:path';
import { NotReadyError, systemCode, throwIfCancelled } from '../kernel/index.ts';
import {
  isAbandoned,
  listFolder,
  makeFolder,
  openFile,
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
import { type Checkpoint, corruptErrorFor, openCheckpoint } from './checkpoint.ts';
import { addDecoder } from './decoder-graph.ts';
import {
  DECODER_NAME,
  type DerivedManifest,
  type DerivedWhisper,
  derivedName,
  describeDerived,
  ENCODER_NAME,
  type FileRecord,
  formatManifest,
  GENERATOR,
  manifestPath,
  verifyDerived,
} from './derived-folder.ts';
import { addEncoder } from './encoder-graph.ts';
import { Graph } from './graph.ts';
import type { WeightPrecision } from './matrices.ts';
import { TensorWriter } from './tensor-writer.ts';
import { WEIGHTS_NAME, WeightFile } from './weight-file.ts';
import { expectedTensors, inspectWhisper, type WhisperDims } from './whisper-checkpoint.ts';

/** What the conversion reads, in the order of the source manifest. */
const SOURCE_NAMES = ['model.bin', 'config.json'];

/** How to convert. */
export interface DeriveOptions {
  readonly precision: WeightPrecision;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly digests: TrustedDigests;
  /** What `offscribe models pull` calls the model, for hints; default: the folder's name. */
  readonly modelName?: string;
  readonly signal?: AbortSignal;
  /** Called with the share done in [0, 1] while converting; not called when nothing needs to be. */
  readonly onProgress?: (done: number) => void;
}

/** Converted weights of the checkpoint in `modelFolder`: those on disk after checking them, else made now. */
export async function deriveWhisper(modelFolder: string, options: DeriveOptions): Promise<DerivedWhisper> {
  try {
    const modelName = options.modelName ?? basename(modelFolder);
    const source = await describeSource(modelFolder, modelName, options);
    return await findOrConvert({ modelFolder, modelName, source }, options);
  } catch (error) {
    throwIfCancelled(options.signal);
    throw storeErrorFrom(error, join(options.home, 'derived'));
  }
}

/** Where the converted weights of the checkpoint in `modelFolder` lie, or will lie. */
export async function derivedWhisperFolder(modelFolder: string, options: DeriveOptions): Promise<string> {
  const modelName = options.modelName ?? basename(modelFolder);
  return folderOf(await describeSource(modelFolder, modelName, options), options);
}

function folderOf(source: readonly FileRecord[], { home, precision }: DeriveOptions): string {
  return join(home, 'derived', sha256(JSON.stringify(source)), derivedName(precision));
}

async function findOrConvert(from: Source, options: DeriveOptions): Promise<DerivedWhisper> {
  const folder = folderOf(from.source, options);
  const sourceFolder = dirname(folder);
  const find = async (): Promise<DerivedWhisper | undefined> => {
    if ((await statIfPresent(folder)) === undefined) return undefined;
    return await verifyDerived(folder, { ...options, modelName: from.modelName });
  };
  const convert = async (): Promise<DerivedWhisper> => {
    const madeMeanwhile = await find();
    if (madeMeanwhile !== undefined) return madeMeanwhile;
    await removeLeftovers(sourceFolder);
    return await convertInto(folder, from, options);
  };
  const found = await find();
  if (found !== undefined) return found;
  await makeFolder(sourceFolder);
  return await withLock(join(sourceFolder, '.lock'), convert, { signal: options.signal });
}

interface Source {
  readonly modelFolder: string;
  readonly modelName: string;
  readonly source: readonly FileRecord[];
}

async function describeSource(
  modelFolder: string,
  modelName: string,
  { digests, signal }: DeriveOptions,
): Promise<readonly FileRecord[]> {
  const records: FileRecord[] = [];
  for (const name of SOURCE_NAMES) {
    const path = join(modelFolder, name);
    const size = (await statIfPresent(path))?.size;
    if (size !== undefined)
      records.push({ name, sizeBytes: size, sha256: await digests.digest(path, { signal }) });
  }
  if (records[0]?.name === 'model.bin') return records;
  throw new NotReadyError('E_MODEL_NOT_CACHED', `There is no model.bin in ${modelFolder}.`, {
    hint: `offscribe models pull ${modelName}`,
  });
}

/** Only the holder of the lock converts here, so any temporary folder is a dead run's. */
async function removeLeftovers(sourceFolder: string): Promise<void> {
  for (const name of await listFolder(sourceFolder)) {
    if (isAbandoned(name)) await removePath(join(sourceFolder, name));
  }
}

async function convertInto(folder: string, from: Source, options: DeriveOptions): Promise<DerivedWhisper> {
  const temporary = temporaryBeside(folder);
  try {
    await makeFolder(temporary);
    const manifest = await writeDerived(temporary, from, options);
    await syncFolder(temporary);
    await publishOrYield(temporary, folder);
    for (const { name, sha256: digest } of manifest.files)
      await options.digests.record(join(folder, name), digest);
    return describeDerived(folder, manifest);
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

async function writeDerived(
  folder: string,
  { modelFolder, modelName, source }: Source,
  options: DeriveOptions,
): Promise<Omit<DerivedManifest, 'schema'>> {
  const path = join(modelFolder, 'model.bin');
  const corrupt = corruptErrorFor(path, modelName);
  const checkpoint = await openCheckpoint(path, corrupt);
  try {
    const dims = await inspectWhisper(checkpoint, corrupt);
    const files = await writeGraphs(folder, { checkpoint, dims }, options);
    const manifest = { generator: GENERATOR, precision: options.precision, source, dims, files };
    await writeSynced(manifestPath(folder), new TextEncoder().encode(formatManifest(manifest)));
    return manifest;
  } finally {
    await checkpoint.close();
  }
}

async function writeGraphs(
  folder: string,
  model: { readonly checkpoint: Checkpoint; readonly dims: WhisperDims },
  { precision, signal, onProgress }: DeriveOptions,
): Promise<readonly FileRecord[]> {
  const { checkpoint, dims } = model;
  const file = await openFile(join(folder, WEIGHTS_NAME), 'wx');
  try {
    const weights = new WeightFile(file);
    const onRead = shareOf(sourceBytes(checkpoint, dims), onProgress);
    const tensors = new TensorWriter(checkpoint, weights, { signal, onRead });
    const encoder = new Graph();
    await addEncoder({ graph: encoder, tensors }, precision, dims);
    const decoder = new Graph();
    await addDecoder({ graph: decoder, tensors }, precision, dims);
    await file.sync();
    return [
      await writeGraph(folder, ENCODER_NAME, encoder),
      await writeGraph(folder, DECODER_NAME, decoder),
      { name: WEIGHTS_NAME, ...weights.finish() },
    ];
  } finally {
    await file.close();
  }
}

async function writeGraph(folder: string, name: string, graph: Graph): Promise<FileRecord> {
  const bytes = graph.build();
  await writeSynced(join(folder, name), bytes);
  return { name, sizeBytes: bytes.length, sha256: sha256(bytes) };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await openFile(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Bytes that the graphs will ask for; a tensor that stands under two names is asked for under both. */
function sourceBytes(checkpoint: Checkpoint, dims: WhisperDims): number {
  return [...expectedTensors(dims).keys()].reduce(
    (sum, name) => sum + (checkpoint.find(name)?.bytes ?? 0),
    0,
  );
}

function shareOf(total: number, report: ((done: number) => void) | undefined): (bytes: number) => void {
  let read = 0;
  return (bytes) => {
    read += bytes;
    report?.(Math.min(1, read / total));
  };
}
