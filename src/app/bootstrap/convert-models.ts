/**
 * Convert models: what the in-process engine makes of a checkpoint once, made now, so that no first transcription waits.
 *
 * Throws  StoreError E_MODEL_CORRUPT, E_DISK_FULL, E_STORE_UNWRITABLE; NotReadyError E_MODEL_NOT_CACHED; CancelledError.
 * @module
 */
import { join } from 'node:path';
import { SETTINGS } from '../../kernel/index.ts';
import type { CatalogueEntry } from '../../models/index.ts';
import { removePath, statIfPresent } from '../../platform/index.ts';
import { derivedWhisperFolder, deriveWhisper } from '../../weights/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';

const PRECISION = SETTINGS.precision.default;

/** Whether a model needs a conversion at all: the one that finds speech is run as it is. */
export function needsConversion({ task }: CatalogueEntry): boolean {
  return task === 'transcribe';
}

/** Whether the conversion is here; its bytes are checked when it is used. */
export async function isConverted(entry: CatalogueEntry, wiring: Wiring): Promise<boolean> {
  if (!needsConversion(entry)) return true;
  const { folder } = await wiring.store.locate(entry);
  const derived = await derivedWhisperFolder(folder, optionsFor(entry, wiring));
  return (await statIfPresent(join(derived, 'manifest.json'))) !== undefined;
}

/** Converts a model that is here; with `force` also when that was done before. Says whether anything was made. */
export async function convertModel(
  entry: CatalogueEntry,
  wiring: Wiring,
  { force, signal, report }: Supervision & { readonly force: boolean },
): Promise<boolean> {
  const { folder } = await wiring.store.locate(entry, signal);
  const options = optionsFor(entry, wiring);
  if (force) await removePath(await derivedWhisperFolder(folder, options));
  let isMade = false;
  await deriveWhisper(folder, {
    ...options,
    signal,
    onProgress: (done) => {
      isMade = true;
      report({ type: 'conversion', model: entry.name, done });
    },
  });
  return isMade;
}

function optionsFor({ name }: CatalogueEntry, { home, digests }: Wiring) {
  return { precision: PRECISION, home, digests, modelName: name };
}
