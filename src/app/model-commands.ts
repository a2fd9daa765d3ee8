/**
 * Model commands: list, pull and find models.
 *
 * Throws  UsageError E_MODEL_UNKNOWN before anything is fetched; `pullModels` keeps a model's own failure as its
 *         outcome, so that one failure does not stop the others.
 * @module
 */
import { type AppError, throwIfCancelled, toAppError, UsageError } from '../kernel/index.ts';
import { CATALOGUE, findEntry } from '../models/index.ts';
import { DEFAULT_MODEL } from './decoding.ts';
import type { Supervision } from './events.ts';
import type { Wiring } from './wiring.ts';

/** One line of `models list`. */
export interface ModelRow {
  readonly name: string;
  readonly task: string;
  readonly languages: 'multilingual' | readonly string[];
  readonly sizeBytes: number;
  readonly licence: string;
  readonly licenceEvidence: string;
  readonly nonCommercial: boolean;
  readonly state: 'absent' | 'partial' | 'verified' | 'corrupt';
  /** Whether `transcribe` uses it when no model is named. */
  readonly isDefault: boolean;
}

/** What became of one model that was to be pulled. */
export type PullOutcome =
  | {
      readonly ok: true;
      readonly name: string;
      readonly folder: string;
      readonly sizeBytes: number;
      readonly state: 'verified';
    }
  | { readonly ok: false; readonly name: string; readonly error: AppError };

/** Every model of the catalogue and its state on this machine. */
export async function listModels(wiring: Wiring): Promise<readonly ModelRow[]> {
  const rows: ModelRow[] = [];
  for (const entry of CATALOGUE) {
    const { name, task, languages, sizeBytes, licence, licenceEvidence, nonCommercial } = entry;
    const state = await wiring.store.state(entry);
    const isDefault = name === DEFAULT_MODEL;
    rows.push({
      name,
      task,
      languages,
      sizeBytes,
      licence,
      licenceEvidence,
      nonCommercial,
      state,
      isDefault,
    });
  }
  return rows;
}

/** Fetches models, or proves and mends those that are there; damaged converted weights of theirs are dropped. */
export async function pullModels(
  names: readonly string[],
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly PullOutcome[]> {
  if (names.length === 0) {
    throw new UsageError('E_USAGE', 'No model was named.', { hint: 'offscribe models pull base silero-vad' });
  }
  const wanted = [...new Set(names)];
  for (const name of wanted) findEntry(name);
  const outcomes: PullOutcome[] = [];
  for (const name of wanted) outcomes.push(await pullOne(name, wiring, supervision));
  return outcomes;
}

/** Folder of a model on this machine, its files verified. */
export async function modelPath(name: string, wiring: Wiring): Promise<string> {
  return (await wiring.store.locate(findEntry(name))).folder;
}

async function pullOne(name: string, wiring: Wiring, { signal, report }: Supervision): Promise<PullOutcome> {
  const entry = findEntry(name);
  const { sizeBytes, licence, licenceEvidence } = entry;
  try {
    throwIfCancelled(signal);
    const terms = entry.nonCommercial ? `${licence}, NON-COMMERCIAL USE ONLY` : licence;
    report({ type: 'note', message: `${name}: licence ${terms} (${licenceEvidence}).` });
    const model = await wiring.store.pull(entry, {
      offline: wiring.offline,
      rehash: true,
      signal,
      onProgress: (progress) => report({ type: 'pull', progress }),
    });
    const { dropDamagedDerived } = await import('../weights/index.ts');
    const dropped = await dropDamagedDerived(wiring.home, model.sha256);
    if (dropped.length > 0) {
      report({
        type: 'note',
        message: `${name}: damaged converted weights were dropped; the next run converts again.`,
      });
    }
    report({ type: 'pulled', model: name, sizeBytes });
    return { ok: true, name, folder: model.folder, sizeBytes, state: 'verified' };
  } catch (error) {
    const known = toAppError(error);
    if (known.code === 'E_CANCELLED') throw known;
    return { ok: false, name, error: known };
  }
}
