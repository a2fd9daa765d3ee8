/**
 * Session: the models of a run in memory, used for one file after another.
 *
 * Throws  what `ensureModels` and the engine throw; whatever was loaded before is closed again.
 * @module
 */
import type { VoiceActivityDetector } from '../engines/index.ts';
import { AppError, InternalError, type ModelIdentity, throwIfCancelled } from '../kernel/index.ts';
import { markUsed, withLease } from '../models/index.ts';
import { type Decoding, modelNames, VOICE_ACTIVITY_MODEL } from './decoding.ts';
import { ensureModels, findModel } from './ensure-models.ts';
import type { Supervision } from './events.ts';
import { canFallBack, type LoadedEngine, loadEngine, loadFallback } from './loaded-engine.ts';
import type { Wiring } from './wiring.ts';

/** Loaded models; close it when done. */
export interface Session {
  readonly decoding: Decoding;
  readonly identity: ModelIdentity;
  /** The engine in use: another one after a fall back. */
  readonly loaded: LoadedEngine;
  /** Says where speech is; with `--no-vad` it only bears witness, and is absent where its model is not on this machine. */
  readonly detector?: VoiceActivityDetector;
  /** Puts the in-process engine in the place of the one that failed so; throws the error where that is no help. */
  fallBack(error: unknown): Promise<void>;
  close(): Promise<void>;
}

/** The same models, told otherwise how to decode: another language or task, other hotwords. */
export function withDecoding(session: Session, decoding: Decoding): Session {
  if (decoding === session.decoding) return session;
  const { identity, detector } = session;
  return {
    decoding,
    identity,
    get loaded() {
      return session.loaded;
    },
    ...(detector === undefined ? {} : { detector }),
    fallBack: async (error) => await session.fallBack(error),
    close: async () => await session.close(),
  };
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
  const models = new Map(
    (await ensureModels(names, wiring, supervision)).map((model, at) => [names[at], model]),
  );
  const [speech, ensured] = [models.get(decoding.entry.name), models.get(VOICE_ACTIVITY_MODEL)];
  const draft = decoding.draft && models.get(decoding.draft.name);
  if (speech === undefined) throw new InternalError('a run without a model');
  const job = {
    decoding,
    folder: speech.folder,
    ...(draft === undefined ? {} : { draftFolder: draft.folder }),
    wiring,
    supervision,
  };
  let loaded = await loadEngine(job);
  let detector: VoiceActivityDetector | undefined;
  try {
    detector =
      ensured === undefined
        ? await loadWitness(wiring, supervision, decoding.threads)
        : await wiring.loadDetector(ensured.folder, decoding.threads);
  } catch (error) {
    await loaded.model.close();
    throw error;
  }
  return {
    decoding,
    identity: { name: decoding.entry.name, sha256: speech.sha256 },
    get loaded() {
      return loaded;
    },
    ...(detector === undefined ? {} : { detector }),
    async fallBack(error) {
      if (!canFallBack(loaded.name, error)) throw error;
      await loaded.model.close();
      loaded = await loadFallback(job);
    },
    async close() {
      await detector?.close();
      await loaded.model.close();
    },
  };
}

/** A detector that only bears witness: a run that did not ask for one does not fail for want of it. */
async function loadWitness(
  wiring: Wiring,
  { report, signal }: Supervision,
  threads: number | undefined,
): Promise<VoiceActivityDetector | undefined> {
  try {
    const activity = await findModel(VOICE_ACTIVITY_MODEL, wiring);
    return activity === undefined ? undefined : await wiring.loadDetector(activity.folder, threads);
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof AppError)) throw error;
    const message = `Text is judged without ${VOICE_ACTIVITY_MODEL}, which cannot be used: ${error.message}`;
    report({ type: 'note', message });
    return undefined;
  }
}

/** Says which model and engine were chosen, and why. */
export function announceChoice(
  { entry, engine, precision }: Decoding,
  { report }: Pick<Supervision, 'report'>,
): void {
  const format = precision === undefined ? '' : ` (${precision})`;
  report({
    type: 'note',
    message: `${entry.name}${format} on the ${engine.name} engine (${engine.reason}).`,
  });
}
