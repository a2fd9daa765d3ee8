/**
 * Memory: how much this process may have, and how much of it is free now. Bytes.
 * @module
 */
import { freemem, totalmem } from 'node:os';
import { readGroupLimits, readTextIfPresent } from '../../platform/index.ts';

/** Memory, bytes. */
export interface Memory {
  readonly totalBytes: number;
  /** What programs could have without swapping. */
  readonly availableBytes: number;
  /** What a control group leaves; absent where none does, or where it is more than there is. */
  readonly limitBytes?: number;
}

/** Asks the system. */
export async function readMemory(): Promise<Memory> {
  const { memoryBytes } = await readGroupLimits();
  const totalBytes = totalmem();
  const [, available] =
    /^MemAvailable:\s+(\d+) kB$/m.exec((await readTextIfPresent('/proc/meminfo')) ?? '') ?? [];
  return {
    totalBytes,
    // Caches count as free: the kernel gives them up.
    availableBytes: available === undefined ? freemem() : Number(available) * 1024,
    ...(memoryBytes === undefined || memoryBytes >= totalBytes ? {} : { limitBytes: memoryBytes }),
  };
}
