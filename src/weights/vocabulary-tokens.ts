/**
 * Vocabulary tokens: the token of every id, out of `tokenizer.json`.
 *
 * Throws  EngineError E_MODEL_UNLOADABLE where there is no tokenizer; StoreError E_MODEL_CORRUPT for one that is not of
 *         this model.
 * Source  CTranslate2 `converters/transformers.py`: the timestamps that a tokenizer leaves out are added.
 * @module
 */
import { join } from 'node:path';
import { corruptErrorFor } from './checkpoint.ts';
import { isObject, readJsonObject } from './json.ts';
import type { ModelFiles } from './model-files.ts';
import { unloadable } from './unloadable.ts';

/** Name of the file. */
export const TOKENIZER_NAME = 'tokenizer.json';
/** Seconds between two timestamp tokens. */
const TIMESTAMP_STEP_SEC = 0.02;

/** Tokens by id, `count` of them; undefined where the folder has no tokenizer. */
export async function readTokens(model: ModelFiles, count: number): Promise<readonly string[] | undefined> {
  const path = join(model.folder, TOKENIZER_NAME);
  const corrupt = corruptErrorFor(path, model.modelName);
  const tokenizer = await readJsonObject(path, corrupt);
  if (tokenizer === undefined) return undefined;
  const { model: table, added_tokens: added } = tokenizer;
  const vocabulary = isObject(table) && isObject(table['vocab']) ? table['vocab'] : undefined;
  if (vocabulary === undefined) throw corrupt('it has no vocabulary');
  const tokens = new Map<number, string>();
  const put = (token: unknown, id: unknown): void => {
    if (typeof token !== 'string' || typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id >= count)
      throw corrupt(`its token ${JSON.stringify(token)} is not one of the model's ${count}`);
    tokens.set(id, token);
  };
  for (const [token, id] of Object.entries(vocabulary)) put(token, id);
  for (const item of Array.isArray(added) ? added : [])
    put(isObject(item) ? item['content'] : item, isObject(item) ? item['id'] : item);
  const listed = tokens.size;
  return Array.from({ length: count }, (_, id) => {
    const token = id < listed ? tokens.get(id) : `<|${((id - listed) * TIMESTAMP_STEP_SEC).toFixed(2)}|>`;
    if (token === undefined) throw corrupt(`it has no token ${id}`);
    return token;
  });
}

/** The error where a conversion needs the tokenizer and there is none. */
export function noTokenizer({ folder }: Pick<ModelFiles, 'folder'>, reader: string): Error {
  const what = `${reader} needs ${TOKENIZER_NAME}, and there is none in ${folder} (published MLX models come without)`;
  return unloadable(what, { file: join(folder, TOKENIZER_NAME) });
}
