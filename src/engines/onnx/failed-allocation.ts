/**
 * Failed allocation: memory that ran out in the middle of work, told from other failures by what is said of it.
 * @module
 */
import { EngineError } from '../../kernel/index.ts';

/** What failed allocations say, in the words of ONNX Runtime, of the C++ library and of the system. */
const FAILED_ALLOCATION =
  /bad_alloc|failed to allocate|cannot allocate memory|out of memory|pthread_create failed/i;

/** The error for a failure whose reason says that memory ran out; undefined for any other. */
export function failedAllocation(what: string, reason: string, cause: unknown): EngineError | undefined {
  if (!FAILED_ALLOCATION.test(reason)) return undefined;
  const hint = 'offscribe transcribe MEDIA --mode sequential   (or raise the limit)';
  return new EngineError('E_ENGINE_OOM', `Memory ran out: ${what}: ${reason.trim()}`, { hint, cause });
}
