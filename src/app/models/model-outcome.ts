/**
 * Model outcome: what became of each of several models; the failure of one is kept and stops no other.
 * @module
 */
import { type AppError, throwIfCancelled, toAppError } from '../../kernel/index.ts';
import type { CachedModel, CatalogueEntry, ModelState, ProbeRecord } from '../../models/index.ts';
import type { Wiring } from '../wiring.ts';

/** A model that is as it should be. */
export interface ModelSuccess {
  readonly ok: true;
  readonly name: string;
  /** `ready` only when an engine loaded exactly these bytes and understood speech. */
  readonly state: ModelState;
  readonly folder: string;
  /** Of all its files. */
  readonly sizeBytes: number;
  /** Bytes that this command transferred for it; absent where none could be. */
  readonly transferredBytes?: number;
  /** What the user should know: what was heard, or why nothing proves it here. */
  readonly note?: string;
  readonly probe?: ProbeRecord;
}

/** A model that is not. */
export interface ModelFailure {
  readonly ok: false;
  readonly name: string;
  /** What it is now. */
  readonly state: ModelState;
  /** Of what is here. */
  readonly sizeBytes: number;
  readonly error: AppError;
}

/** What became of one model. */
export type ModelOutcome = ModelSuccess | ModelFailure;

/** Does something to one model after the other. Throws CancelledError; any other failure is an outcome. */
export async function eachModel(
  entries: readonly CatalogueEntry[],
  wiring: Wiring,
  job: {
    readonly signal: AbortSignal;
    readonly work: (entry: CatalogueEntry) => Promise<ModelSuccess>;
  },
): Promise<readonly ModelOutcome[]> {
  const outcomes: ModelOutcome[] = [];
  for (const entry of entries) {
    try {
      throwIfCancelled(job.signal);
      outcomes.push(await job.work(entry));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'E_CANCELLED') throw error;
      const { state, presentBytes } = await wiring.store.status(entry);
      outcomes.push({ ok: false, name: entry.name, state, sizeBytes: presentBytes, error });
    }
  }
  return outcomes;
}

/** A model that is here, as a success. */
export function successOf(
  { entry, manifest, folder }: CachedModel,
  state: ModelState,
  more: Pick<ModelSuccess, 'note' | 'probe' | 'transferredBytes'> = {},
): ModelSuccess {
  const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { ok: true, name: entry.name, state, folder, sizeBytes, ...more };
}
