/**
 * Ensure models: every model a run needs, verified; those that are absent are fetched, or all named at once.
 *
 * Throws  NotReadyError E_MODEL_NOT_CACHED naming every missing model (offline), StoreError E_MODEL_CORRUPT or
 *         E_MODEL_PULL_FAILED from the store.
 * @module
 */
import { AppError, NotReadyError } from '../kernel/index.ts';
import type { CachedModel, Catalogue } from '../models/index.ts';
import type { Supervision } from './events.ts';
import type { Wiring } from './wiring.ts';

/** The models of these names, in the same order. */
export async function ensureModels(
  names: readonly string[],
  wiring: Wiring,
  { signal, report }: Supervision,
): Promise<readonly CachedModel[]> {
  const catalogue = await wiring.catalogue();
  const found = await Promise.all(names.map((name) => locateIfCached(name, catalogue, wiring)));
  const missing = names.filter((_, i) => found[i] === undefined);
  if (missing.length > 0 && wiring.offline) {
    throw new NotReadyError(
      'E_MODEL_NOT_CACHED',
      `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not on this machine, and offline is in force.`,
      { hint: `offscribe models pull ${missing.join(' ')}   (on a machine with a network)` },
    );
  }
  const models: CachedModel[] = [];
  for (const [i, name] of names.entries()) models.push(found[i] ?? (await fetch(name)));
  return models;

  async function fetch(name: string): Promise<CachedModel> {
    const entry = catalogue.find(name);
    const terms = entry.nonCommercial ? `${entry.licence}, NON-COMMERCIAL USE ONLY` : entry.licence;
    report({ type: 'note', message: `${name} is not on this machine yet: fetching it once (${terms}).` });
    const model = await wiring.store.pull(entry, {
      offline: false,
      signal,
      onProgress: (progress) => report({ type: 'pull', progress }),
      onWait: (wait) => report({ type: 'wait', wait }),
    });
    const sizeBytes = model.manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    report({ type: 'pulled', model: name, sizeBytes });
    return model;
  }
}

/** A model that is on this machine, by name; undefined where it is not. Nothing is fetched. */
export async function findModel(name: string, wiring: Wiring): Promise<CachedModel | undefined> {
  return await locateIfCached(name, await wiring.catalogue(), wiring);
}

async function locateIfCached(
  name: string,
  catalogue: Catalogue,
  wiring: Wiring,
): Promise<CachedModel | undefined> {
  try {
    return await wiring.store.locate(catalogue.find(name));
  } catch (error) {
    if (error instanceof AppError && error.code === 'E_MODEL_NOT_CACHED') return undefined;
    throw error;
  }
}
