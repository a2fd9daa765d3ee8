/**
 * Memory need: what a model takes in this process, checked against what the process may take, before it is loaded. Beyond a
 * limit the system ends a process without a word.
 *
 * Need    bytes = copies x weights + 4 x heads x 1500 x 1500 + 24 MB
 *         copies: 1.2 for int8, 1.8 for f32: the weights as they are mapped, and the part of them that ONNX Runtime lays
 *         out anew; the attention scores of one encoder layer; activations and the caches of a few sequences.
 *         Measured, peak resident set less what the process had before, 11 s of speech: `tiny.en` int8 175 MB (formula 177),
 *         `base` int8 254 MB (255), `tiny.en` f32 348 MB (350).
 * Reserve of a limited address space (`ulimit -v`) a half more goes to what is reserved and never touched.
 * Throws  EngineError E_ENGINE_OOM.
 * @module
 */
import { EngineError } from '../../kernel/index.ts';
import { type MemoryRoom, memoryRoom } from '../../platform/index.ts';
import type { DerivedWhisper } from '../../weights/index.ts';

const COPIES = { int8: 1.2, f32: 1.8 } as const;
const POSITIONS = 1500;
const BYTES_OF_FLOAT = 4;
const SMALL_THINGS_BYTES = 24e6;
const RESERVED = 1.5;

/** What failed allocations say, in the words of ONNX Runtime, of the C++ library and of the system. */
const FAILED_ALLOCATION =
  /bad_alloc|failed to allocate|cannot allocate memory|out of memory|pthread_create failed/i;

/** A model as the formula sees it. */
export type SizedModel = Pick<DerivedWhisper, 'precision' | 'weightBytes'> & {
  readonly dims: Pick<DerivedWhisper['dims'], 'nAudioHead'>;
};

/** Bytes that the model takes, loaded and at work on one window. */
export function memoryNeed({ precision, weightBytes, dims }: SizedModel): number {
  const scores = BYTES_OF_FLOAT * dims.nAudioHead * POSITIONS * POSITIONS;
  return COPIES[precision] * weightBytes + scores + SMALL_THINGS_BYTES;
}

/** Throws when a limit leaves less than the model needs. `rooms`: default, those of this process. */
export async function requireMemory(model: SizedModel, rooms?: readonly MemoryRoom[]): Promise<void> {
  const need = memoryNeed(model);
  for (const { kind, bytes, limitBytes } of rooms ?? (await memoryRoom())) {
    const needed = kind === 'address-space' ? need * RESERVED : need;
    if (bytes >= needed) continue;
    const limit = kind === 'address-space' ? 'limit of address space (ulimit -v)' : 'memory limit';
    throw outOfMemory(
      `The model needs ${megabytes(needed)} of memory, and the ${limit} of ${megabytes(limitBytes)} leaves ${megabytes(bytes)}.`,
      { neededBytes: Math.ceil(needed), availableBytes: bytes, limitBytes },
    );
  }
}

/** The error for a failure whose reason says that memory ran out; undefined for any other. */
export function failedAllocation(what: string, reason: string, cause: unknown): EngineError | undefined {
  if (!FAILED_ALLOCATION.test(reason)) return undefined;
  const message = `Memory ran out: ${what}: ${reason.trim()}`;
  return outOfMemory(message, {}, cause);
}

function outOfMemory(
  message: string,
  details: Readonly<Record<string, number>>,
  cause?: unknown,
): EngineError {
  return new EngineError('E_ENGINE_OOM', message, {
    hint: 'offscribe transcribe MEDIA -m tiny.en   (or raise the limit)',
    details,
    cause,
  });
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
