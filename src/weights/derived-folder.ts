/**
 * Derived folder: converted weights on disk, their manifest, and the proof that they are still what was written.
 *
 *   <home>/derived/<sha256 of the source manifest>/onnx-<precision>-g<GENERATOR>/
 *       encoder.onnx  decoder.onnx  weights.bin  manifest.json
 *
 * The source manifest is canonical JSON: [{ name, sizeBytes, sha256 }] of `model.bin` and `config.json`, in that order.
 * Throws  StoreError E_MODEL_CORRUPT: a file differs from the manifest; the hint is the pull that drops the folder.
 * @module
 */
import { join } from 'node:path';
import { StoreError } from '../kernel/index.ts';
import {
  listFolder,
  readTextIfPresent,
  removePath,
  sha256OfFile,
  statIfPresent,
  type TrustedDigests,
} from '../platform/index.ts';
import type { WeightPrecision } from './matrices.ts';
import { WEIGHTS_NAME } from './weight-file.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** Raised whenever the same checkpoint would give other bytes; older folders are then left to `models prune`. */
export const GENERATOR = 3;

/** The encoder's graph. */
export const ENCODER_NAME = 'encoder.onnx';
/** The decoder's graph. */
export const DECODER_NAME = 'decoder.onnx';
const MANIFEST_NAME = 'manifest.json';
const FILE_NAMES = [ENCODER_NAME, DECODER_NAME, WEIGHTS_NAME];
const SCHEMA = 'offscribe.derived/1';

/** A file by name, size and digest. */
export interface FileRecord {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** `manifest.json`: what the folder was made from and what it holds. */
export interface DerivedManifest {
  readonly schema: typeof SCHEMA;
  readonly generator: number;
  readonly precision: WeightPrecision;
  readonly source: readonly FileRecord[];
  readonly dims: WhisperDims;
  readonly files: readonly FileRecord[];
}

/** Converted weights, ready to be opened by ONNX Runtime. */
export interface DerivedWhisper {
  readonly folder: string;
  readonly encoderPath: string;
  readonly decoderPath: string;
  readonly dims: WhisperDims;
  readonly precision: WeightPrecision;
}

/** Name of the folder within the source's folder. */
export function derivedName(precision: WeightPrecision): string {
  return `onnx-${precision}-g${GENERATOR}`;
}

/** The manifest as it is written: same content, same bytes. */
export function formatManifest(manifest: Omit<DerivedManifest, 'schema'>): string {
  const { generator, precision, source, dims, files } = manifest;
  return `${JSON.stringify({ schema: SCHEMA, generator, precision, source, dims, files }, null, 1)}\n`;
}

/** Path of the manifest in a derived folder. */
export function manifestPath(folder: string): string {
  return join(folder, MANIFEST_NAME);
}

/** A published folder as the engine wants it. */
export function describeDerived(folder: string, manifest: Omit<DerivedManifest, 'schema'>): DerivedWhisper {
  return {
    folder,
    encoderPath: join(folder, ENCODER_NAME),
    decoderPath: join(folder, DECODER_NAME),
    dims: manifest.dims,
    precision: manifest.precision,
  };
}

/** Checks every file against the manifest; unchanged files are not read again. */
export async function verifyDerived(
  folder: string,
  options: { readonly digests: TrustedDigests; readonly modelName: string; readonly signal?: AbortSignal },
): Promise<DerivedWhisper> {
  const manifest = await readManifest(folder);
  const damage =
    manifest === undefined
      ? { file: manifestPath(folder), found: 'no readable manifest' }
      : await findDamage(
          folder,
          manifest,
          async (path) => await options.digests.digest(path, { signal: options.signal }),
        );
  if (manifest !== undefined && damage === undefined) return describeDerived(folder, manifest);
  const { file = folder, found = '', expected } = damage ?? {};
  const difference = expected === undefined ? found : `its sha256 is ${found}, not ${expected}`;
  throw new StoreError('E_MODEL_CORRUPT', `The converted weights in ${file} are damaged: ${difference}.`, {
    hint: `offscribe models pull ${options.modelName}`,
    details: { file, found, ...(expected === undefined ? {} : { expected }) },
  });
}

/**
 * Hashes everything converted from the weights with that sha256 and removes each folder that is damaged, so that the
 * next use converts again. Returns the removed folders. A folder without a readable manifest counts as damaged.
 */
export async function dropDamagedDerived(home: string, weightsSha256: string): Promise<readonly string[]> {
  const dropped: string[] = [];
  const root = join(home, 'derived');
  for (const source of await listFolder(root)) {
    for (const name of await listFolder(join(root, source))) {
      const folder = join(root, source, name);
      if (!name.startsWith('onnx-')) continue;
      const manifest = await readManifest(folder);
      if (manifest !== undefined && !manifest.source.some(({ sha256 }) => sha256 === weightsSha256)) continue;
      if (manifest !== undefined && (await findDamage(folder, manifest, sha256OfFile)) === undefined)
        continue;
      await removePath(folder);
      dropped.push(folder);
    }
  }
  return dropped;
}

interface Damage {
  readonly file: string;
  readonly found: string;
  readonly expected?: string;
}

async function findDamage(
  folder: string,
  manifest: DerivedManifest,
  digest: (path: string) => Promise<string>,
): Promise<Damage | undefined> {
  for (const { name, sizeBytes, sha256 } of manifest.files) {
    const file = join(folder, name);
    const size = (await statIfPresent(file))?.size;
    if (size === undefined) return { file, found: 'it is absent' };
    if (size !== sizeBytes) return { file, found: `it has ${size} bytes instead of ${sizeBytes}` };
    const found = await digest(file);
    if (found !== sha256) return { file, found, expected: sha256 };
  }
  return undefined;
}

async function readManifest(folder: string): Promise<DerivedManifest | undefined> {
  const text = await readTextIfPresent(manifestPath(folder));
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isManifest(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isManifest(value: unknown): value is DerivedManifest {
  if (!isObject(value) || value['schema'] !== SCHEMA || !isObject(value['dims'])) return false;
  if (value['precision'] !== 'f32' && value['precision'] !== 'int8') return false;
  const { files, source } = value;
  if (!isFileList(files) || !isFileList(source)) return false;
  return (
    FILE_NAMES.every((name) => files.some((file) => file.name === name)) && files.length === FILE_NAMES.length
  );
}

function isFileList(value: unknown): value is readonly FileRecord[] {
  return (
    Array.isArray(value) &&
    value.every(
      (item: unknown) =>
        isObject(item) &&
        typeof item['name'] === 'string' &&
        typeof item['sizeBytes'] === 'number' &&
        typeof item['sha256'] === 'string',
    )
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
