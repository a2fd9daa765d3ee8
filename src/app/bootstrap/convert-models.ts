/**
 * Convert models: what an engine makes of a checkpoint once, made now, so that no first transcription waits.
 *
 * Throws  StoreError E_MODEL_CORRUPT, E_DISK_FULL, E_STORE_UNWRITABLE; EngineError E_MODEL_UNLOADABLE; NotReadyError
 *         E_MODEL_NOT_CACHED; CancelledError.
 * @module
 */
import { byteKernels } from '../../engines/index.ts';
import type { CatalogueEntry, LoadingEngine } from '../../models/index.ts';
import {
  type CheckpointTarget,
  deriveCheckpoint,
  deriveWhisper,
  isCheckpointDerived,
  isWhisperDerived,
} from '../../weights/index.ts';
import { DEFAULT_PRECISION } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';

const TARGETS: Readonly<Record<Exclude<LoadingEngine, 'onnx'>, CheckpointTarget>> = {
  mlx: 'mlx-f16',
  'faster-whisper': 'ctranslate2-f16',
};

/** A model and an engine that is to load it. */
export interface ModelForEngine {
  readonly entry: CatalogueEntry;
  readonly engine: LoadingEngine;
}

/** Whether a model is converted at all: the one that finds speech is run as it is. */
export function needsConversion({ task }: CatalogueEntry): boolean {
  return task === 'transcribe';
}

/** Whether there is nothing left to convert. */
export async function isConverted({ entry, engine }: ModelForEngine, wiring: Wiring): Promise<boolean> {
  if (!needsConversion(entry)) return true;
  const { folder } = await wiring.store.locate(entry);
  const options = optionsFor(entry, wiring);
  return engine === 'onnx'
    ? await isWhisperDerived(folder, { ...options, ...(await usualGraphs()) })
    : await isCheckpointDerived(folder, { ...options, target: TARGETS[engine] });
}

/** Converts a model that is here; with `again` also when that was done before. Says whether anything was made. */
export async function convertModel(
  { entry, engine }: ModelForEngine,
  wiring: Wiring,
  { again, signal, report }: Supervision & { readonly again: boolean },
): Promise<boolean> {
  const { folder } = await wiring.store.locate(entry, signal);
  let isMade = false;
  const onProgress = (done: number): void => {
    isMade = true;
    report({ type: 'conversion', model: entry.name, done });
  };
  const options = { ...optionsFor(entry, wiring), again, signal, onProgress };
  if (engine === 'onnx') await deriveWhisper(folder, { ...options, ...(await usualGraphs()) });
  else await deriveCheckpoint(folder, { ...options, target: TARGETS[engine] });
  return isMade;
}

/** What a transcription on this machine opens, if nobody asks for anything else. */
async function usualGraphs() {
  return { precision: DEFAULT_PRECISION, kernels: await byteKernels() } as const;
}

function optionsFor({ name }: CatalogueEntry, { home, digests }: Wiring) {
  return { home, digests, modelName: name };
}
