/**
 * Engine checkpoint: the folder that an engine loads, in the engine's own format.
 * @module
 */
import type { TrustedDigests } from '../../platform/index.ts';
import { type CheckpointTarget, deriveCheckpoint } from '../../weights/index.ts';
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

const TARGETS: Readonly<Record<PythonEngineName, CheckpointTarget>> = {
  mlx: 'mlx-f16',
  'faster-whisper': 'ctranslate2-f16',
};

/** The model folder itself when the engine can load it as it is, else a converted one. Throws what `weights/` does. */
export async function engineCheckpoint(
  folder: string,
  { engine, home, digests, signal, onProgress }: CheckpointContext,
): Promise<string> {
  const derived = await deriveCheckpoint(folder, {
    target: TARGETS[engine],
    home,
    digests,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  return derived.folder;
}
