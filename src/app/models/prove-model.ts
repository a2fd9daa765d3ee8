/**
 * Prove model: from bytes that are right to a model that an engine understands speech with.
 *
 * Throws  EngineError E_MODEL_UNLOADABLE when the engine fails on the model, CancelledError.
 * @module
 */
import { EngineError } from '../../kernel/index.ts';
import type { CachedModel, LoadingEngine, ProbeRecord } from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { type ModelSuccess, successOf } from './model-outcome.ts';

/** Where a proof is made. */
export interface ProofSurroundings {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/**
 * The proof by the engine that is named, else by the first that is ready; or why there can be none here: then the model
 * stays `verified`, and that is said.
 */
export async function proveModel(
  model: CachedModel,
  engine: LoadingEngine | undefined,
  { wiring, supervision: { signal, report } }: ProofSurroundings,
): Promise<ModelSuccess> {
  const { name } = model.entry;
  const reason = await wiring.prober.unprovable(model, engine);
  if (reason !== undefined) return successOf(model, 'verified', { note: `not proven: ${reason}` });
  report({ type: 'probe', model: name });
  const record = await wiring.prober.probe(model, { engine, signal });
  report({ type: 'probed', model: name, record });
  if (!record.ok) throw unloadable(name, record);
  return successOf(model, 'ready', { note: record.finding, probe: record });
}

function unloadable(name: string, { engine, engineVersion, finding, tookSec }: ProbeRecord): EngineError {
  const message = `The bytes of ${name} are right, but ${engine} cannot work with it: ${finding}`;
  return new EngineError('E_MODEL_UNLOADABLE', message, {
    hint: `offscribe models probe ${name}   (tries again)`,
    details: { model: name, engine, engineVersion, finding, tookSec },
  });
}
