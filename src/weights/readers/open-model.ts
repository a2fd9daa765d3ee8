/**
 * Open model: a folder's weights as a checkpoint, whatever their format.
 *
 * Throws  StoreError E_MODEL_CORRUPT; EngineError E_MODEL_UNLOADABLE for quantised MLX weights, and for models that
 *         are no plain Whisper.
 * @module
 */
import { join } from 'node:path';
import { NotReadyError } from '../../kernel/index.ts';
import { statIfPresent } from '../../platform/index.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { corruptErrorOf, type ModelFiles } from '../model-files.ts';
import { huggingFaceNames, MLX_NAMES, type NameScheme } from '../tensor-names.ts';
import { unloadable } from '../unloadable.ts';
import { readAlignmentHeads } from './alignment-heads.ts';
import { openCtranslate2 } from './ctranslate2.ts';
import { MappedCheckpoint, type Settings } from './mapped-checkpoint.ts';
import { openNpz } from './npz.ts';
import { openSafetensors } from './safetensors.ts';
import type { TensorFiles } from './tensor-file.ts';

/** CTranslate2's number for Gelu. */
const GELU = 3;

/** Weights that are open for reading. */
export interface OpenModel {
  readonly checkpoint: Checkpoint;
  /** [layer, head] of the attention that follows the speech; only MLX keeps them with the weights. */
  readonly alignmentHeads?: readonly (readonly [number, number])[];
}

/** Opens the weights; the caller closes the checkpoint. */
export async function openModel(model: ModelFiles): Promise<OpenModel> {
  const corrupt = corruptErrorOf(model);
  if (model.format === 'ctranslate2')
    return { checkpoint: await openCtranslate2(join(model.folder, 'model.bin'), corrupt) };
  const settings = model.format === 'mlx' ? mlxSettings(model) : huggingFaceSettings(model);
  const files = await openTensors(model);
  try {
    if (model.format === 'huggingface')
      return { checkpoint: new MappedCheckpoint(files, namesIn(files), settings) };
    for (const name of files.names()) if (name.endsWith('.scales')) throw quantised(model);
    const alignmentHeads = await readAlignmentHeads(files);
    const checkpoint = new MappedCheckpoint(files, MLX_NAMES, settings);
    return alignmentHeads === undefined ? { checkpoint } : { checkpoint, alignmentHeads };
  } catch (error) {
    await files.close();
    throw error;
  }
}

async function openTensors(model: ModelFiles): Promise<TensorFiles> {
  const corrupt = corruptErrorOf(model);
  const paths = model.weights.map((name) => join(model.folder, name));
  for (const path of paths) {
    if ((await statIfPresent(path)) !== undefined) continue;
    const hint = `offscribe models pull ${model.modelName}`;
    throw new NotReadyError('E_MODEL_NOT_CACHED', `A part of the weights is missing: ${path}.`, { hint });
  }
  const [first = ''] = paths;
  return first.endsWith('.npz') ? await openNpz(first, corrupt) : await openSafetensors(paths, corrupt);
}

/** Models that were saved without their output layer have no `model.` before their names. */
function namesIn(files: TensorFiles): NameScheme {
  return huggingFaceNames(files.find('encoder.conv1.weight') === undefined ? 'model.' : '');
}

function mlxSettings(model: ModelFiles): Settings {
  const { config } = model;
  if (config['quantization'] !== undefined || config['quantization_config'] !== undefined)
    throw quantised(model);
  return numbersOf(config, { 'encoder/num_heads': 'n_audio_head', 'decoder/num_heads': 'n_text_head' });
}

function huggingFaceSettings(model: ModelFiles): Settings {
  const { config } = model;
  const refuse = (what: string): Error =>
    unloadable(`The model in ${model.folder} cannot be converted: ${what}`);
  if (config['model_type'] !== 'whisper')
    throw refuse(`its config.json says ${JSON.stringify(config['model_type'] ?? null)}, not "whisper"`);
  if (config['quantization_config'] !== undefined) throw refuse('its weights are quantised');
  if (config['tie_word_embeddings'] === false) throw refuse('its output matrix is not its token embedding');
  const activation = config['activation_function'] ?? 'gelu';
  if (activation !== 'gelu') throw refuse(`its activation is ${JSON.stringify(activation)}, not "gelu"`);
  return {
    'decoder/activation': GELU,
    'decoder/scale_embeddings': config['scale_embedding'] === true ? 1 : 0,
    ...numbersOf(config, {
      'encoder/num_heads': 'encoder_attention_heads',
      'decoder/num_heads': 'decoder_attention_heads',
    }),
  };
}

/** Members of `config` that are there, by CTranslate2's names. */
function numbersOf(
  config: Readonly<Record<string, unknown>>,
  members: Readonly<Record<string, string>>,
): Settings {
  const found = Object.entries(members).flatMap(([name, member]) => {
    return config[member] === undefined ? [] : [[name, Number(config[member])] as const];
  });
  return Object.fromEntries(found);
}

function quantised({ folder }: ModelFiles): Error {
  const what = `The MLX weights in ${folder} are quantised, and rounded weights are not converted to other formats`;
  return unloadable(what, {
    hint: 'offscribe transcribe MEDIA --engine mlx   (mlx loads them as they are; or pull the model unquantised)',
  });
}
