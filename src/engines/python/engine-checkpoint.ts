/**
 * Engine checkpoint: the folder that an engine loads, in the engine's own format.
 * @module
 */
import type { TrustedDigests } from '../../platform/index.ts';
import type { PythonEngineName } from './python-engine-name.ts';

/** What a conversion needs of its surroundings. */
export interface CheckpointContext {
  readonly engine: PythonEngineName;
  /** OFFSCRIBE_HOME, under which converted weights are kept. */
  readonly home: string;
  readonly digests: TrustedDigests;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** A folder that the engine can load as it is. This is the one place where a checkpoint is brought into another format. */
export async function engineCheckpoint(folder: string, _context: CheckpointContext): Promise<string> {
  return folder;
}
