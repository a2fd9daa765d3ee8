/**
 * Probe models: loads models that are here with the engine that would use them, and lets it listen to known words.
 *
 * Throws  UsageError, CancelledError; a model that fails is an outcome: E_MODEL_UNLOADABLE, or E_RUNTIME_MISSING
 *         when it was named and no engine of this build can load it.
 * @module
 */
import { NotReadyError } from '../../kernel/index.ts';
import { withLease } from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { eachModel, type ModelOutcome, type ModelSuccess } from './model-outcome.ts';
import { type ModelSelection, parseEngine, selectModels } from './model-selection.ts';
import { proveModel } from './prove-model.ts';
import { modelsHere } from './verify-models.ts';

/** What became of each model; without names, of all whose files are here. */
export async function probeModels(
  selection: ModelSelection,
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly ModelOutcome[]> {
  const areNamed = selection.names.length > 0;
  const engine = parseEngine(selection.engine);
  const entries = areNamed
    ? await selectModels(selection, wiring, 'offscribe models probe base')
    : await modelsHere(wiring, supervision);
  return await eachModel(entries, wiring, {
    signal: supervision.signal,
    work: async (entry) => {
      const { signal } = supervision;
      const prove = async (): Promise<ModelSuccess> =>
        await proveModel(await wiring.store.locate(entry, signal), engine, { wiring, supervision });
      const outcome = await withLease({ home: wiring.home, models: [entry.name], signal }, prove);
      if (!areNamed || outcome.probe !== undefined) return outcome;
      throw new NotReadyError('E_RUNTIME_MISSING', `${entry.name} is ${outcome.note ?? 'not proven.'}`, {
        hint: 'offscribe doctor   (which engines are ready here)',
      });
    },
  });
}
