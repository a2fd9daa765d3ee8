/**
 * Derive checkpoint: a model in the form that an engine outside this process loads.
 *
 * Throws   NotReadyError E_MODEL_NOT_CACHED (no weights there), EngineError E_MODEL_UNLOADABLE (quantised, or without a
 *          tokenizer where one is needed), and what `derive.ts` says.
 * @module
 */
import { join } from 'node:path';
import { statIfPresent } from '../platform/index.ts';
import { readDecodingSettings } from './decoding-settings.ts';
import { type DeriveOptions, deriveFolder, isDerived, openSource, type Written } from './derive.ts';
import { corruptErrorOf, type ModelFiles } from './model-files.ts';
import { watchShare } from './read-watch.ts';
import { openModel } from './readers/open-model.ts';
import { noTokenizer, readTokens, TOKENIZER_NAME } from './vocabulary-tokens.ts';
import { expectedTensors, inspectWhisper } from './whisper-checkpoint.ts';
import { writeCtranslate2Folder } from './writers/ctranslate2-folder.ts';
import { writeMlxFolder } from './writers/mlx-folder.ts';

/** Formats a checkpoint can be brought into for an engine that is not in-process. */
export type CheckpointTarget = 'mlx-f16' | 'ctranslate2-f16';

/** How to convert. */
export interface DeriveCheckpointOptions extends DeriveOptions {
  readonly target: CheckpointTarget;
}

const READS = ['config.json', 'generation_config.json', TOKENIZER_NAME];

const WRITERS = { 'mlx-f16': writeMlxFolder, 'ctranslate2-f16': writeCtranslate2Folder } as const;

/**
 * The folder an engine loads: the source itself when it is in that form already (in whatever precision: each engine
 * loads all of its own), else a converted one under OFFSCRIBE_HOME/derived.
 */
export async function deriveCheckpoint(
  modelFolder: string,
  options: DeriveCheckpointOptions,
): Promise<{ folder: string }> {
  const model = await openSource(modelFolder, options);
  if (await isLoadedAsIs(model, options.target)) return { folder: modelFolder };
  const conversion = {
    target: options.target,
    reads: READS,
    write: async (folder: string) => await writeCheckpoint(folder, model, options),
  };
  const { folder } = await deriveFolder(model, conversion, options);
  return { folder };
}

/** Whether `deriveCheckpoint` would have nothing to do. Throws as it does for a model that cannot be converted. */
export async function isCheckpointDerived(
  modelFolder: string,
  options: DeriveCheckpointOptions,
): Promise<boolean> {
  const model = await openSource(modelFolder, options);
  if (await isLoadedAsIs(model, options.target)) return true;
  return await isDerived(model, { target: options.target, reads: READS }, options);
}

async function isLoadedAsIs(model: ModelFiles, target: CheckpointTarget): Promise<boolean> {
  // mlx_whisper looks for no other names than these.
  if (target === 'mlx-f16')
    return model.format === 'mlx' && model.weights[0]?.startsWith('weights.') === true;
  if (model.format !== 'ctranslate2') return false;
  // Without one faster-whisper would ask the hub.
  const tokenizer = await statIfPresent(join(model.folder, TOKENIZER_NAME));
  if (tokenizer === undefined) throw noTokenizer(model, 'faster-whisper');
  return true;
}

async function writeCheckpoint(
  folder: string,
  files: ModelFiles,
  options: DeriveCheckpointOptions,
): Promise<Written> {
  const { checkpoint, alignmentHeads } = await openModel(files);
  try {
    const dims = await inspectWhisper(checkpoint, corruptErrorOf(files));
    const settings = await readDecodingSettings(files, dims, alignmentHeads);
    const tokens = await readTokens(files, dims.nVocab);
    const names = [...expectedTensors(dims).keys()].filter((name) => checkpoint.resolve(name) === name);
    const watch = watchShare(checkpoint, names, options);
    const model = { files, checkpoint, dims, settings, tokens };
    return { dims, files: await WRITERS[options.target](folder, model, watch) };
  } finally {
    await checkpoint.close();
  }
}
