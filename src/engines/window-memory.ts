/**
 * Window memory: what was heard in a window, kept so that a transcription that was killed goes on from there.
 *
 * A window's outcome is decided by what it is asked with and by nothing that was heard beside it (promise P5), so an answer
 * that was kept is the answer. What follows from it (halves, rests, second looks, the language) is decided again.
 * @module
 */
import type { Window } from '../audio/index.ts';
import { sha256 } from '../platform/index.ts';

/** Hexadecimal digits of a key: no two of a film's windows share 128 bits. */
const KEY_DIGITS = 32;

/**
 * Answers by key. One memory is for one model in one engine and for one stretch of audio: whatever else would change an
 * answer is in its key.
 */
export interface WindowMemory {
  /** The value kept under the key, as JSON gives it back; undefined where there is none. */
  recall(key: string): unknown;
  /** Keeps a value that survives JSON. */
  keep(key: string, value: unknown): void;
}

/** What is heard, or what was heard when the same was asked. `question`: everything that decides the answer, as JSON. */
export async function remembered<T>(
  memory: WindowMemory | undefined,
  question: Readonly<Record<string, unknown>>,
  hear: () => Promise<T>,
): Promise<T> {
  if (memory === undefined) return await hear();
  const key = sha256(JSON.stringify(question)).slice(0, KEY_DIGITS);
  const kept = memory.recall(key);
  // Under such a key lies only what the line below has put there for the same question.
  if (kept !== undefined) return kept as T;
  const heard = await hear();
  if (survivesJson(heard)) memory.keep(key, heard);
  return heard;
}

/** What of options and window decides an answer. How many windows are decoded at once does not. */
export function askedOf(
  windows: readonly Window[],
  { batchSize: _, ...options }: { readonly batchSize?: number },
): Readonly<Record<string, unknown>> {
  const places = windows.map(({ pieces, lengthSamples }) => ({
    pieces: pieces.map(({ startSamples, endSamples, atSamples }) => [startSamples, endSamples, atSamples]),
    lengthSamples,
  }));
  return { places, options };
}

/** Whether JSON gives a value back as it is: what does not is heard again rather than remembered wrongly. */
function survivesJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean')
    return true;
  if (Array.isArray(value)) return value.every((each) => each !== undefined && survivesJson(each));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(survivesJson);
}
