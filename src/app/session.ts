/**
 * Session: the models of a run in memory, used for one file after another.
 *
 * Throws  what `ensureModels` and the engine throw; whatever was loaded before is closed again.
 * @module
 */
import type { LoadedModel, SpeechEngine, VoiceActivityDetector } from '../engines/index.ts';
import { AppError, InternalError, type ModelIdentity, StoreError } from '../kernel/index.ts';
import { markUsed, withLease } from '../models/index.ts';
import { type Decoding, modelNames } from './decoding.ts';
import { ensureModels } from './ensure-models.ts';
import type { Supervision } from './events.ts';
import type { Wiring } from './wiring.ts';

/** Loaded models; close it when done. */
export interface Session {
  readonly decoding: Decoding;
  readonly engine: SpeechEngine;
  readonly model: LoadedModel;
  readonly identity: ModelIdentity;
  /** Absent with `--no-vad`. */
  readonly detector?: VoiceActivityDetector;
  close(): Promise<void>;
}

/** Makes sure of the models, then loads them; meanwhile no prune may remove them. */
export async function openSession(
  decoding: Decoding,
  wiring: Wiring,
  supervision: Supervision,
): Promise<Session> {
  const names = modelNames(decoding);
  const onWait = (owner: string): void => {
    supervision.report({ type: 'note', message: `waiting for ${owner}, which is pruning the model store` });
  };
  const session = await withLease(
    { home: wiring.home, models: names, signal: supervision.signal, onWait },
    async () => await loadModels(names, decoding, { wiring, supervision }),
  );
  for (const name of names) await markUsed(wiring.home, name);
  return session;
}

async function loadModels(
  names: readonly string[],
  decoding: Decoding,
  { wiring, supervision }: { readonly wiring: Wiring; readonly supervision: Supervision },
): Promise<Session> {
  const { signal, report } = supervision;
  const [speech, activity] = await ensureModels(names, wiring, supervision);
  if (speech === undefined) throw new InternalError('a run without a model');
  const engine = await wiring.createEngine(decoding.engine);
  const { name } = decoding.entry;
  const model = await engine
    .load(speech.folder, {
      precision: decoding.precision,
      ...(decoding.threads === undefined ? {} : { threads: decoding.threads }),
      signal,
      onConversion: (done) => report({ type: 'conversion', model: name, done }),
    })
    .catch((error: unknown) => {
      throw corruptionOf(name, error);
    });
  const identity = { name, sha256: speech.sha256 };
  if (activity === undefined) return { decoding, engine, model, identity, close: () => model.close() };
  try {
    const detector = await wiring.loadDetector(activity.folder);
    const close = async (): Promise<void> => {
      await detector.close();
      await model.close();
    };
    return { decoding, engine, model, identity, detector, close };
  } catch (error) {
    await model.close();
    throw error;
  }
}

/** Damage found below, which knows weights by their folder alone, with the command that mends this model. */
function corruptionOf(name: string, error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'E_MODEL_CORRUPT') return error;
  return new StoreError('E_MODEL_CORRUPT', error.message, {
    hint: `offscribe models pull ${name}`,
    cause: error,
    ...(error.details === undefined ? {} : { details: error.details }),
  });
}
