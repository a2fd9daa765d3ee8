/**
 * JSON: small files of a model, read without believing what is in them.
 * @module
 */
import { readText, statIfPresent } from '../platform/index.ts';
import type { CorruptError } from './checkpoint.ts';

/** No settings file or tokenizer of a Whisper is near it (the largest tokenizer has 4 MB). */
const MAX_JSON_BYTES = 64 << 20;

/** The text as JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether a value is an object with named members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a JSON file; undefined where there is no such file. Throws StoreError E_MODEL_CORRUPT for anything else. */
export async function readJsonObject(
  path: string,
  corrupt: CorruptError,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const size = (await statIfPresent(path))?.size;
  if (size === undefined) return undefined;
  if (size > MAX_JSON_BYTES) throw corrupt(`it has ${size} bytes, which no settings have`);
  const value = parseJson(await readText(path));
  if (!isObject(value)) throw corrupt('it is not a JSON object');
  return value;
}
