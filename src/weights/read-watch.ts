/**
 * Read watch: how a conversion is stopped, and how it is told how far it has come.
 * @module
 */
import type { Checkpoint } from './checkpoint.ts';

/** Goes with whatever reads a checkpoint from end to end. */
export interface ReadWatch {
  readonly signal: AbortSignal | undefined;
  /** Told of every tensor, or part of one, with its stored bytes. */
  readonly onRead: (bytes: number) => void;
}

/** A watch that reports the share of the tensors `names` that has been read, in [0, 1]. */
export function watchShare(
  checkpoint: Checkpoint,
  names: Iterable<string>,
  {
    signal,
    onProgress,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((done: number) => void) | undefined;
  },
): ReadWatch {
  let total = 0;
  for (const name of names) total += checkpoint.find(name)?.bytes ?? 0;
  let read = 0;
  return {
    signal,
    onRead: (bytes) => {
      read += bytes;
      onProgress?.(Math.min(1, read / total));
    },
  };
}
