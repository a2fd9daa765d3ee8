/**
 * Derived folder: a converted model on disk, its manifest, and the proof that it is still what was written.
 *
 *   <home>/derived/<sha256 of the source manifest>/<target>-g<GENERATOR>/
 *       manifest.json, and by target
 *       onnx-f32, onnx-int8, onnx-int8-vnni (for processors of that kind, `matrices.ts`)
 *                            encoder.onnx  decoder.onnx  verifier.onnx  alignment.onnx  likelihood.onnx  weights.bin
 *                            embeddings.bin
 *       mlx-f16              weights.safetensors  config.json  generation_config.json  tokenizer.json
 *       ctranslate2-f16      model.bin  config.json  tokenizer.json  vocabulary.json  preprocessor_config.json
 *
 * The source manifest is canonical JSON: [{ name, sizeBytes, sha256 }] of what the conversion reads, the weights first.
 * Throws  StoreError E_MODEL_CORRUPT: a file differs from the manifest; the hint is the pull that drops the folder.
 * @module
 */
import { basename, join } from 'node:path';
import { StoreError } from '../kernel/index.ts';
import {
  listFolder,
  readTextIfPresent,
  removePath,
  sha256OfFile,
  statIfPresent,
  type TrustedDigests,
} from '../platform/index.ts';
import { isObject, parseJson } from './json.ts';
import type { FileRecord } from './new-file.ts';
import { EMBEDDINGS_NAME } from './token-embeddings.ts';
import { WEIGHTS_NAME } from './weight-file.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** Raised whenever the same checkpoint would give other bytes; older folders are then left to `models prune`. */
export const GENERATOR = 23;

/** The encoder's graph. */
export const ENCODER_NAME = 'encoder.onnx';
/** The decoder's graph. */
export const DECODER_NAME = 'decoder.onnx';
/** The decoder that tells what comes after each of several tokens of a text. */
export const VERIFIER_NAME = 'verifier.onnx';
/** The graph that tells where a text is said. */
export const ALIGNMENT_NAME = 'alignment.onnx';
/** The graph that tells how likely the tokens of a known text were. */
export const LIKELIHOOD_NAME = 'likelihood.onnx';
/** What the folder was made from and what it holds. */
export const MANIFEST_NAME = 'manifest.json';
const SCHEMA = 'offscribe.derived/1';

const GRAPH_NAMES = [ENCODER_NAME, DECODER_NAME, VERIFIER_NAME, ALIGNMENT_NAME, LIKELIHOOD_NAME] as const;
const GRAPH_FILES = [...GRAPH_NAMES, WEIGHTS_NAME, EMBEDDINGS_NAME] as const;

/** Files without which a folder is not that. */
const REQUIRED_FILES = {
  'onnx-f32': GRAPH_FILES,
  'onnx-int8': GRAPH_FILES,
  'onnx-int8-vnni': GRAPH_FILES,
  'mlx-f16': ['weights.safetensors', 'config.json'],
  'ctranslate2-f16': ['model.bin', 'config.json', 'tokenizer.json', 'vocabulary.json'],
} as const;

/** What a model is converted to: the form, and the precision of its weights. */
export type DerivedTarget = keyof typeof REQUIRED_FILES;
type Precision = 'f32' | 'int8' | 'f16';

/** `manifest.json`: what the folder was made from and what it holds. */
export interface DerivedManifest {
  readonly schema: typeof SCHEMA;
  readonly generator: number;
  readonly precision: Precision;
  readonly source: readonly FileRecord[];
  readonly dims: WhisperDims;
  readonly files: readonly FileRecord[];
}

/** Name of the folder within the source's folder. */
export function derivedName(target: DerivedTarget): string {
  return `${target}-g${GENERATOR}`;
}

/** Precision of the weights in the folder of that target. */
export function precisionOf(target: DerivedTarget): Precision {
  return target.split('-')[1] as Precision;
}

/** The manifest, and the text of it that is written: same content, same bytes. */
export function formatManifest(content: Omit<DerivedManifest, 'schema'>): {
  readonly manifest: DerivedManifest;
  readonly text: string;
} {
  const { generator, precision, source, dims, files } = content;
  const manifest = { schema: SCHEMA, generator, precision, source, dims, files } as const;
  return { manifest, text: `${JSON.stringify(manifest, null, 1)}\n` };
}

/** Path of the manifest in a derived folder. */
export function manifestPath(folder: string): string {
  return join(folder, MANIFEST_NAME);
}

/** Checks every file against the manifest; unchanged files are not read again. */
export async function verifyDerived(
  folder: string,
  options: { readonly digests: TrustedDigests; readonly modelName: string; readonly signal?: AbortSignal },
): Promise<DerivedManifest> {
  const manifest = await readManifest(folder);
  const damage =
    manifest === undefined
      ? { file: manifestPath(folder), found: 'no readable manifest' }
      : await findDamage(
          folder,
          manifest,
          async (path) => await options.digests.digest(path, { signal: options.signal }),
        );
  if (manifest !== undefined && damage === undefined) return manifest;
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
      if (targetOf(name) === undefined) continue;
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

/** The folder's manifest; undefined unless it is one of such a folder. */
async function readManifest(folder: string): Promise<DerivedManifest | undefined> {
  const target = targetOf(basename(folder));
  const text = await readTextIfPresent(manifestPath(folder));
  if (text === undefined || target === undefined) return undefined;
  const manifest = parseJson(text);
  return isManifest(manifest, target) ? manifest : undefined;
}

/** What the folder of that name holds, whichever generator made it; undefined for other names. */
function targetOf(name: string): DerivedTarget | undefined {
  const [, target = ''] = /^(.+)-g\d+$/.exec(name) ?? [];
  return Object.hasOwn(REQUIRED_FILES, target) ? (target as DerivedTarget) : undefined;
}

function isManifest(value: unknown, target: DerivedTarget): value is DerivedManifest {
  if (!isObject(value) || value['schema'] !== SCHEMA || !isObject(value['dims'])) return false;
  if (value['precision'] !== precisionOf(target)) return false;
  const { files, source } = value;
  if (!isFileList(files) || !isFileList(source)) return false;
  return REQUIRED_FILES[target].every((name) => files.some((file) => file.name === name));
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
