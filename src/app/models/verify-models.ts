/**
 * Verify models: hashes every byte of models that are here. It mends nothing: its errors name the command that does.
 *
 * Throws  UsageError, CancelledError; a damaged model is an outcome.
 * @module
 */
import { type CachedModel, type CatalogueEntry, type PullProgress, withLease } from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { eachModel, type ModelOutcome, successOf } from './model-outcome.ts';
import { type ModelSelection, selectModels } from './model-selection.ts';

/** What became of each model; without names, of all whose files are here. */
export async function verifyModels(
  selection: ModelSelection,
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly ModelOutcome[]> {
  const { signal, report } = supervision;
  const entries =
    selection.names.length === 0
      ? await modelsHere(wiring, supervision)
      : await selectModels(selection, wiring, 'offscribe models verify base');
  return await eachModel(entries, wiring, {
    signal,
    work: async (entry) => {
      const onProgress = (progress: PullProgress): void => report({ type: 'pull', progress });
      const verify = async (): Promise<CachedModel> =>
        await wiring.store.verify(entry, { signal, onProgress });
      const model = await withLease({ home: wiring.home, models: [entry.name], signal }, verify);
      const { state } = await wiring.store.status(entry);
      return successOf(model, state);
    },
  });
}

/** Models with all their files. One that is half here is no failure of these, but is not passed over in silence. */
export async function modelsHere(
  wiring: Wiring,
  { report }: Supervision,
): Promise<readonly CatalogueEntry[]> {
  const here: CatalogueEntry[] = [];
  for (const entry of (await wiring.catalogue()).entries) {
    const { state } = await wiring.store.status(entry);
    if (state === 'partial') {
      const message = `${entry.name} is only partly here: offscribe models pull ${entry.name} goes on with it.`;
      report({ type: 'note', message });
    } else if (state !== 'absent') here.push(entry);
  }
  return here;
}
