/**
 * Export models: models that are here into one bundle, for a machine without a network.
 *
 * Throws  NotReadyError E_MODEL_NOT_CACHED naming every model that is not here; what writing a bundle throws.
 * @module
 */
import { AppError, NotReadyError, throwIfCancelled, UsageError, VERSION } from '../../kernel/index.ts';
import {
  type CachedModel,
  type CatalogueEntry,
  type WrittenBundle,
  withLease,
  writeBundle,
} from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { type ModelSelection, selectModels } from './model-selection.ts';

/** What to export, and where to. */
export interface ExportRequest extends ModelSelection {
  /** Of the bundle. */
  readonly output?: string | undefined;
  /** PEM file of an ed25519 private key. */
  readonly key?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

const EXAMPLE = 'offscribe models export base silero-vad -o models.tar';

/** Writes the bundle. All or nothing: a bundle without a model that was asked for helps nobody. */
export async function exportModels(
  request: ExportRequest,
  wiring: Wiring,
  { signal, report }: Supervision,
): Promise<WrittenBundle> {
  const { output, key, overwrite } = request;
  const entries = await selectModels(request, wiring, EXAMPLE);
  if (output === undefined || output === '') {
    throw new UsageError('E_USAGE', 'No file was named for the bundle.', { hint: EXAMPLE });
  }
  const names = entries.map(({ name }) => name);
  const write = async (): Promise<WrittenBundle> =>
    await writeBundle({
      models: await locateAll(entries, wiring, signal),
      ...{ path: output, createdBy: `offscribe ${VERSION}`, signingKey: key, overwrite, signal },
      onProgress: (progress) => report({ type: 'bundle', activity: 'pack', progress }),
    });
  return await withLease({ home: wiring.home, models: names, signal }, write);
}

async function locateAll(
  entries: readonly CatalogueEntry[],
  { store }: Wiring,
  signal: AbortSignal,
): Promise<readonly CachedModel[]> {
  const found: CachedModel[] = [];
  const missing: string[] = [];
  for (const entry of entries) {
    throwIfCancelled(signal);
    try {
      found.push(await store.locate(entry, signal));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'E_MODEL_NOT_CACHED') throw error;
      missing.push(entry.name);
    }
  }
  if (missing.length === 0) return found;
  const verb = missing.length === 1 ? 'is' : 'are';
  throw new NotReadyError('E_MODEL_NOT_CACHED', `${missing.join(' and ')} ${verb} not on this machine.`, {
    hint: `offscribe models pull ${missing.join(' ')}`,
    details: { models: missing },
  });
}
