/**
 * Vocabulary: Whisper's tokens as the decoder sees them: special ids by name, timestamps, suppressed ids, text.
 *
 * Ids are looked up by their names in the checkpoint's own `tokenizer.json`, never assumed: English-only and
 * multilingual models, and large-v3, number them differently. Timestamps follow `<|notimestamps|>`, 20 ms apart.
 * Throws  StoreError E_MODEL_CORRUPT when a token that decoding needs is not there; EngineError E_MODEL_UNLOADABLE for
 *         a model that comes without a tokenizer.
 * Source  openai/whisper `whisper/tokenizer.py`.
 * @module
 */
import { join } from 'node:path';
import { EngineError, LANGUAGES, StoreError } from '../../kernel/index.ts';
import { listFolder, readBytes, readText, statIfPresent } from '../../platform/index.ts';
import { readTokenText, type TokenText } from './token-text.ts';

/** Seconds between two neighbouring timestamp tokens. */
export const TIMESTAMP_STEP_SEC = 0.02;

/** Whisper's tokens of one checkpoint. */
export interface Vocabulary {
  readonly multilingual: boolean;
  readonly endOfText: number;
  readonly startOfTranscript: number;
  /** Opens the text that came before. */
  readonly startOfPrev: number;
  readonly noSpeech: number;
  readonly noTimestamps: number;
  /** Id of `<|0.00|>`; larger ids are later timestamps. */
  readonly timestampBegin: number;
  /** Language code -> token id; empty for an English-only model. */
  readonly languageTokens: ReadonlyMap<string, number>;
  /** Never sampled: non-speech symbols and all special tokens but end of text and timestamps. */
  readonly suppressed: readonly number[];
  /** Never sampled first: a blank, and end of text. */
  readonly suppressedAtBegin: readonly number[];
  /** Ids that follow `<|startoftranscript|>`: language and task for a multilingual model, nothing otherwise. */
  promptAfterStart(language: string, task: 'transcribe' | 'translate'): readonly number[];
  /** What the tokenizer calls a token; undefined for an id that it does not know. */
  nameOf(id: number): string | undefined;
  idOf(name: string): number | undefined;
  /** Text of token ids; timestamps and special tokens must have been taken out. */
  decode(tokens: readonly number[]): string;
  /** Token ids of a text; the names of special tokens in it are text like any other. */
  encode(text: string): readonly number[];
}

/** Smallest vocabulary of a multilingual checkpoint; English-only ones have one token fewer. */
const MULTILINGUAL_VOCABULARY = 51_865;

/** Timestamps of a window, 0.00 to 30.00 s. */
const TIMESTAMPS = 1501;

/**
 * Reads `tokenizer.json` and the suppression lists, which CTranslate2 keeps in `config.json` and Hugging Face in
 * `generation_config.json`; `size` is the checkpoint's vocabulary size.
 */
export async function readVocabulary(folder: string, size: number): Promise<Vocabulary> {
  const tokens = await readTokens(folder);
  const never = await readSuppression(folder, size);
  const idOf = (token: string): number => {
    const id = tokens.idOf(token);
    if (id === undefined) throw corrupt(folder, `tokenizer.json has no token ${token}`);
    return id;
  };

  const startOfTranscript = idOf('<|startoftranscript|>');
  const endOfText = idOf('<|endoftext|>');
  const noTimestamps = idOf('<|notimestamps|>');
  if (noTimestamps + TIMESTAMPS >= size)
    throw corrupt(folder, `tokenizer.json names more tokens than the ${size} that its weights know`);
  // English-only tokenizers list language tokens too, so only the size tells the two kinds apart.
  const multilingual = size >= MULTILINGUAL_VOCABULARY;
  const languageTokens = new Map<string, number>();
  if (multilingual) {
    for (const code of LANGUAGES) {
      const id = tokens.idOf(`<|${code}|>`);
      if (id !== undefined) languageTokens.set(code, id);
    }
  }
  const tasks = { transcribe: idOf('<|transcribe|>'), translate: idOf('<|translate|>') };
  return {
    multilingual,
    endOfText,
    startOfTranscript,
    startOfPrev: idOf('<|startofprev|>'),
    // Named `nocaptions` in the published tokenizers and `nospeech` in the reference code.
    noSpeech: tokens.idOf('<|nospeech|>') ?? idOf('<|nocaptions|>'),
    noTimestamps,
    timestampBegin: noTimestamps + 1,
    languageTokens,
    suppressed: [...never.sampled, ...range(startOfTranscript, noTimestamps + 1)],
    suppressedAtBegin: [...never.first, endOfText],
    promptAfterStart: (language, task) => {
      const languageToken = languageTokens.get(language);
      return languageToken === undefined ? [] : [languageToken, tasks[task]];
    },
    nameOf: tokens.nameOf,
    idOf: tokens.idOf,
    decode: tokens.decode,
    encode: tokens.encode,
  };
}

async function readTokens(folder: string): Promise<TokenText> {
  try {
    return readTokenText(await readBytes(join(folder, 'tokenizer.json')));
  } catch (error) {
    throw corrupt(folder, 'tokenizer.json cannot be read', error);
  }
}

/**
 * Throws EngineError E_MODEL_UNLOADABLE for a model that was published without a tokenizer, before anything is made of
 * its weights. A CTranslate2 model that has lost its own is damaged instead, and is left to `readVocabulary`.
 */
export async function requireTokenizer(folder: string): Promise<void> {
  const isThere = async (name: string): Promise<boolean> =>
    (await statIfPresent(join(folder, name))) !== undefined;
  if ((await isThere('tokenizer.json')) || (await isThere('model.bin'))) return;
  if ((await listFolder(folder)).length === 0) return;
  const message = `The onnx engine needs tokenizer.json, and there is none in ${folder} (published MLX models come without).`;
  throw new EngineError('E_MODEL_UNLOADABLE', message, {
    hint: 'offscribe transcribe MEDIA --engine mlx   (or -m with a CTranslate2 model of: offscribe models list)',
    details: { file: join(folder, 'tokenizer.json') },
  });
}

/** Tokens that are never sampled, and never first; what `generation_config.json` says is the newer word. */
async function readSuppression(
  folder: string,
  size: number,
): Promise<{ sampled: number[]; first: number[] }> {
  const newer = 'generation_config.json';
  const isThere = (await statIfPresent(join(folder, newer))) !== undefined;
  const settings = {
    ...(await readJson(folder, 'config.json')),
    ...(isThere ? await readJson(folder, newer) : {}),
  };
  const ids = (value: unknown): number[] => {
    const listed = idList(value);
    if (listed.some((id) => id >= size))
      throw corrupt(folder, `its suppressed tokens go beyond the ${size} that its weights know`);
    return listed;
  };
  return {
    sampled: ids(settings['suppress_ids'] ?? settings['suppress_tokens']),
    first: ids(settings['suppress_ids_begin'] ?? settings['begin_suppress_tokens']),
  };
}

/** What the decoder adds to the logits of text tokens, [endOfText]: minus infinity for those never sampled, else 0. */
export function textBias({
  endOfText,
  suppressed,
}: Pick<Vocabulary, 'endOfText' | 'suppressed'>): Float32Array {
  const bias = new Float32Array(endOfText);
  for (const id of suppressed) if (id < endOfText) bias[id] = -Infinity;
  return bias;
}

async function readJson(folder: string, name: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readText(join(folder, name)));
  } catch (error) {
    throw corrupt(folder, `${name} cannot be read`, error);
  }
}

function corrupt(folder: string, what: string, cause?: unknown): StoreError {
  return new StoreError('E_MODEL_CORRUPT', `The model in ${folder} is damaged: ${what}.`, {
    hint: 'offscribe models list   (then: offscribe models pull NAME)',
    cause,
  });
}

function idList(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((id) => Number.isInteger(id) && id >= 0) : [];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
