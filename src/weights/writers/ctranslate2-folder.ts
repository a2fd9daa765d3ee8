/**
 * CTranslate2 folder: what `faster_whisper.WhisperModel` loads without asking a network for anything.
 *
 *   model.bin  config.json  tokenizer.json  vocabulary.json  preprocessor_config.json
 *
 * Throws  EngineError E_MODEL_UNLOADABLE where the source has no tokenizer.
 * Source  CTranslate2 `converters/transformers.py`, faster-whisper 1.2.1 `transcribe.py`; loaded there by tests.
 * @module
 */
import { join } from 'node:path';
import { streamFile } from '../../platform/index.ts';
import { usualAlignmentHeads } from '../decoding-settings.ts';
import { type FileRecord, writeNewBytes, writeNewJson } from '../new-file.ts';
import type { ReadWatch } from '../read-watch.ts';
import { noTokenizer, TOKENIZER_NAME } from '../vocabulary-tokens.ts';
import { writeCtranslate2File } from './ctranslate2-file.ts';
import type { WrittenModel } from './written-model.ts';

/** How faster-whisper makes features; without the file it takes 80 bands, which is wrong for large-v3. */
const FEATURES = { chunk_length: 30, hop_length: 160, n_fft: 400, sampling_rate: 16_000 };
/** Not sampled first where nobody says: a blank, and the end. As in openai-whisper `decoding.py`, `SuppressBlank`. */
const NEVER_FIRST = ['Ġ', '<|endoftext|>'];
const LANGUAGE = /^<\|[a-z]{2,3}\|>$/;

/** Writes the folder's files. */
export async function writeCtranslate2Folder(
  folder: string,
  model: WrittenModel,
  watch: ReadWatch,
): Promise<readonly FileRecord[]> {
  const { files, settings, dims, tokens } = model;
  if (tokens === undefined) throw noTokenizer(files, 'faster-whisper');
  const idsOf = (isWanted: (token: string) => boolean): number[] =>
    tokens.flatMap((token, id) => (isWanted(token) ? [id] : []));
  return [
    await writeCtranslate2File(folder, model, watch),
    await writeNewJson(folder, 'config.json', {
      alignment_heads: settings.alignmentHeads ?? usualAlignmentHeads(dims),
      lang_ids: settings.languageIds ?? idsOf((token) => LANGUAGE.test(token)),
      suppress_ids: settings.suppressIds ?? [],
      suppress_ids_begin: settings.suppressIdsBegin ?? idsOf((token) => NEVER_FIRST.includes(token)),
    }),
    await writeNewBytes(folder, TOKENIZER_NAME, streamFile(join(files.folder, TOKENIZER_NAME))),
    await writeNewJson(folder, 'vocabulary.json', tokens),
    await writeNewJson(folder, 'preprocessor_config.json', { feature_size: dims.nMels, ...FEATURES }),
  ];
}
