/**
 * MLX folder: what `mlx_whisper.load_models.load_model` reads, in halves.
 *
 *   config.json  weights.safetensors  generation_config.json  tokenizer.json (where the source has one)
 *
 * `load_model` hands every member of `config.json` but `model_type` to `ModelDimensions`, so nothing else may stand there;
 * it takes `alignment_heads` among the weights, as published models have them. The encoder's positions, which MLX would
 * compute, come along as the source has them: published ones differ from computed ones in one half of a hundred. The two
 * files more are not read there: they let the folder be brought into other formats.
 * Source  mlx-whisper 0.4.3 `load_models.py`, `whisper.py`; loaded there by tests.
 * @module
 */
import { join } from 'node:path';
import { streamFile } from '../../platform/index.ts';
import { type FileRecord, writeNewBytes, writeNewJson } from '../new-file.ts';
import { bytesOf } from '../number-formats.ts';
import type { ReadWatch } from '../read-watch.ts';
import { swapLastAxes } from '../swap-axes.ts';
import { MLX_NAMES, placeOf, type TensorPlace } from '../tensor-names.ts';
import { TOKENIZER_NAME } from '../vocabulary-tokens.ts';
import { expectedTensors, type WhisperDims } from '../whisper-checkpoint.ts';
import { HALF_BYTES, HalfTensors } from './half-tensors.ts';
import { type SafeTensor, writeSafetensors } from './safetensors.ts';
import { requireTiedOutput } from './tied-output.ts';
import type { WrittenModel } from './written-model.ts';

/** Writes the folder's files. */
export async function writeMlxFolder(
  folder: string,
  model: WrittenModel,
  watch: ReadWatch,
): Promise<readonly FileRecord[]> {
  requireTiedOutput(model.checkpoint);
  const tensors = await planTensors(model, new HalfTensors(model.checkpoint, watch));
  const files = [
    await writeSafetensors(folder, 'weights.safetensors', { format: 'mlx', tensors }),
    await writeNewJson(folder, 'config.json', configOf(model.dims)),
    await writeNewJson(folder, 'generation_config.json', generationConfigOf(model)),
  ];
  if (model.tokens === undefined) return files;
  const tokenizer = streamFile(join(model.files.folder, TOKENIZER_NAME));
  return [...files, await writeNewBytes(folder, TOKENIZER_NAME, tokenizer)];
}

async function planTensors(model: WrittenModel, halves: HalfTensors): Promise<readonly SafeTensor[]> {
  const planned: SafeTensor[] = [];
  for (const [name, shape] of expectedTensors(model.dims)) {
    const place = placeOf(name, MLX_NAMES);
    // The output matrix is the token embedding and has no place of its own.
    if (place === undefined) continue;
    planned.push(...(await planParts({ name, shape, place }, halves)));
  }
  planned.sort((a, b) => (a.name < b.name ? -1 : 1));
  const heads = model.settings.alignmentHeads;
  if (heads === undefined) return planned;
  const numbers = bytesOf(Int32Array.from(heads.flat()));
  const pairs = { name: 'alignment_heads', dtype: 'I32', shape: [heads.length, 2] } as const;
  return [{ ...pairs, pieces: () => [numbers] }, ...planned];
}

async function planParts(
  tensor: { readonly name: string; readonly shape: readonly number[]; readonly place: TensorPlace },
  halves: HalfTensors,
): Promise<SafeTensor[]> {
  const { name, shape, place } = tensor;
  const [rowCount = 0, ...inner] = shape;
  const partRows = rowCount / place.parts.length;
  const planned: SafeTensor[] = [];
  for (const [index, part] of place.parts.entries()) {
    const rows = { start: index * partRows, end: (index + 1) * partRows };
    if (part === undefined) {
      await halves.requireZeros(name, rows);
      continue;
    }
    const [first = 1, second = 1] = inner;
    const swap = { first, second, elementBytes: HALF_BYTES };
    planned.push({
      name: part,
      dtype: 'F16',
      shape: [partRows, ...(place.swapped ? [second, first] : inner)],
      pieces: () => (place.swapped ? swapped(halves.blocks(name, rows), swap) : halves.blocks(name, rows)),
    });
  }
  return planned;
}

async function* swapped(
  blocks: AsyncIterable<Uint8Array>,
  axes: Parameters<typeof swapLastAxes>[1],
): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) yield swapLastAxes(block, axes);
}

function configOf(dims: WhisperDims): Readonly<Record<string, number | string>> {
  return {
    model_type: 'whisper',
    n_mels: dims.nMels,
    n_audio_ctx: dims.nAudioCtx,
    n_audio_state: dims.nAudioState,
    n_audio_head: dims.nAudioHead,
    n_audio_layer: dims.nAudioLayer,
    n_vocab: dims.nVocab,
    n_text_ctx: dims.nTextCtx,
    n_text_state: dims.nTextState,
    n_text_head: dims.nTextHead,
    n_text_layer: dims.nTextLayer,
  };
}

/** What there is of it, under Hugging Face's names. */
function generationConfigOf({ settings, tokens }: WrittenModel): Readonly<Record<string, unknown>> {
  const { languageIds, suppressIds, suppressIdsBegin, alignmentHeads } = settings;
  const languages = languageIds?.map((id) => [tokens?.[id] ?? String(id), id] as const);
  return {
    alignment_heads: alignmentHeads,
    begin_suppress_tokens: suppressIdsBegin,
    lang_to_id: languages && Object.fromEntries(languages),
    suppress_tokens: suppressIds,
  };
}
