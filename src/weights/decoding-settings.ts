/**
 * Decoding settings: what decoders want to know of a model besides its weights, under the names of three projects.
 *
 * CTranslate2 keeps them in `config.json`, Hugging Face in `generation_config.json` (formerly in `config.json`), MLX only
 * the alignment heads, among the weights; the folders that we write for MLX have a `generation_config.json` too.
 * Throws  StoreError E_MODEL_CORRUPT for lists that are no lists of such numbers.
 * @module
 */
import { join } from 'node:path';
import { corruptErrorFor } from './checkpoint.ts';
import { isObject } from './json.ts';
import { type ModelFiles, readSettingsFile } from './model-files.ts';
import type { AlignmentHead } from './readers/alignment-heads.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** What is known; undefined where nobody says. */
export interface DecodingSettings {
  /** Tokens that are never sampled. */
  readonly suppressIds: readonly number[] | undefined;
  /** Tokens that are never sampled first. */
  readonly suppressIdsBegin: readonly number[] | undefined;
  readonly languageIds: readonly number[] | undefined;
  readonly alignmentHeads: readonly AlignmentHead[] | undefined;
}

/** Reads the settings beside the weights. `stored` are the alignment heads that lie among the weights, if any. */
export async function readDecodingSettings(
  model: ModelFiles,
  dims: WhisperDims,
  stored: readonly AlignmentHead[] | undefined,
): Promise<DecodingSettings> {
  const config = await readSettingsFile(model, 'config.json');
  const generation = await readSettingsFile(model, 'generation_config.json');
  const corrupt = corruptErrorFor(join(model.folder, 'config.json'), model.modelName);
  const ids = (member: string, value: unknown): readonly number[] | undefined => {
    if (value === undefined || value === null) return undefined;
    const isIds = Array.isArray(value) && value.every((id) => isIndex(id, dims.nVocab));
    if (!isIds) throw corrupt(`its ${member} are no list of token ids`);
    return value;
  };
  const languages = isObject(generation['lang_to_id']) ? Object.values(generation['lang_to_id']) : undefined;
  const suppressed = config['suppress_ids'] ?? generation['suppress_tokens'] ?? config['suppress_tokens'];
  const first =
    config['suppress_ids_begin'] ?? generation['begin_suppress_tokens'] ?? config['begin_suppress_tokens'];
  return {
    suppressIds: ids('suppressed tokens', suppressed),
    suppressIdsBegin: ids('tokens suppressed at the beginning', first),
    languageIds: ids('languages', config['lang_ids'] ?? languages?.sort((a, b) => Number(a) - Number(b))),
    alignmentHeads: await readAlignmentHeadSettings(model, dims, stored),
  };
}

/** The alignment heads that the settings name, else `stored`; undefined where nobody names any. */
export async function readAlignmentHeadSettings(
  model: ModelFiles,
  dims: WhisperDims,
  stored: readonly AlignmentHead[] | undefined,
): Promise<readonly AlignmentHead[] | undefined> {
  const config = await readSettingsFile(model, 'config.json');
  const generation = await readSettingsFile(model, 'generation_config.json');
  const heads = config['alignment_heads'] ?? generation['alignment_heads'] ?? stored ?? undefined;
  if (heads === undefined || areHeads(heads, dims)) return heads;
  throw corruptErrorFor(
    join(model.folder, 'config.json'),
    model.modelName,
  )('its alignment heads are not of this model');
}

/** The heads of the last half of the layers: what both CTranslate2 and MLX take where nobody says better. */
export function usualAlignmentHeads({ nTextLayer, nTextHead }: WhisperDims): readonly AlignmentHead[] {
  const heads: AlignmentHead[] = [];
  for (let layer = Math.floor(nTextLayer / 2); layer < nTextLayer; layer++)
    for (let head = 0; head < nTextHead; head++) heads.push([layer, head]);
  return heads;
}

function areHeads(value: unknown, dims: WhisperDims): value is readonly AlignmentHead[] {
  return (
    Array.isArray(value) &&
    value.every(
      (pair: unknown) =>
        Array.isArray(pair) &&
        pair.length === 2 &&
        isIndex(pair[0], dims.nTextLayer) &&
        isIndex(pair[1], dims.nTextHead),
    )
  );
}

function isIndex(value: unknown, count: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count;
}
