/**
 * Model files: which files of a folder are the weights, and in whose format.
 *
 * Throws  NotReadyError E_MODEL_NOT_CACHED (no weights there), StoreError E_MODEL_CORRUPT (a list of shards that cannot
 *         be read), EngineError E_MODEL_UNLOADABLE (quantised, or not a model that Whisper's graphs compute).
 * @module
 */
import { join } from 'node:path';
import { NotReadyError } from '../kernel/index.ts';
import { statIfPresent } from '../platform/index.ts';
import { type CorruptError, corruptErrorFor } from './checkpoint.ts';
import { readJsonObject } from './json.ts';

/** Who writes weights so. */
export type SourceFormat = 'ctranslate2' | 'mlx' | 'huggingface';

/** Weights that were found. */
export interface ModelFiles {
  readonly folder: string;
  readonly modelName: string;
  readonly format: SourceFormat;
  /** Names of the files with tensors, in reading order; more than one where they are sharded. */
  readonly weights: readonly string[];
  /** `config.json`; empty where there is none. */
  readonly config: Readonly<Record<string, unknown>>;
}

const SHARD_LIST = 'model.safetensors.index.json';
/** The largest models have four. */
const MAX_SHARDS = 200;
const SHARD_NAME = /^[\w-][\w.-]*\.safetensors$/;
/** A member of MLX's `config.json` only. */
const MLX_MARK = 'n_audio_state';

/** Looks at the folder: CTranslate2 first, then what MLX loads, then Hugging Face. */
export async function findModelFiles(folder: string, modelName: string): Promise<ModelFiles> {
  const weights = await findWeights(folder, modelName);
  if (weights === undefined) {
    const message = `There are no weights in ${folder}: no model.bin, weights.safetensors, weights.npz or model.safetensors.`;
    throw new NotReadyError('E_MODEL_NOT_CACHED', message, { hint: `offscribe models pull ${modelName}` });
  }
  const [first = ''] = weights;
  // The settings beside model.bin are CTranslate2's own matter: no conversion of the weights stands on them.
  if (first === 'model.bin') return { folder, modelName, format: 'ctranslate2', weights, config: {} };
  const config = await readSettingsFile({ folder, modelName }, 'config.json');
  const isMlx = first.startsWith('weights.') || MLX_MARK in config;
  return { folder, modelName, format: isMlx ? 'mlx' : 'huggingface', weights, config };
}

/** A settings file of the model; empty where there is none. */
export async function readSettingsFile(
  { folder, modelName }: Pick<ModelFiles, 'folder' | 'modelName'>,
  name: string,
): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, name);
  return (await readJsonObject(path, corruptErrorFor(path, modelName))) ?? {};
}

/** The error for damage in these weights. */
export function corruptErrorOf({ folder, weights, modelName }: ModelFiles): CorruptError {
  return corruptErrorFor(join(folder, weights[0] ?? ''), modelName);
}

async function findWeights(folder: string, modelName: string): Promise<readonly string[] | undefined> {
  for (const name of ['model.bin', 'weights.safetensors', 'weights.npz', 'model.safetensors']) {
    if ((await statIfPresent(join(folder, name))) !== undefined) return [name];
  }
  const path = join(folder, SHARD_LIST);
  const corrupt = corruptErrorFor(path, modelName);
  const list = await readJsonObject(path, corrupt);
  if (list === undefined) return undefined;
  const shards = [...new Set(Object.values(list['weight_map'] ?? {}))].sort();
  const names = shards.filter((name): name is string => typeof name === 'string' && SHARD_NAME.test(name));
  if (names.length === 0 || names.length !== shards.length || names.length > MAX_SHARDS)
    throw corrupt('it does not list files of tensors beside it');
  return names;
}
