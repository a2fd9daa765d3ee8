/**
 * Loaded engine: the model of a run in an engine, and the in-process engine that takes over when that one fails.
 *
 * Fall back  an engine in a process of its own can be killed, run out of memory or hang in a driver after hours of work;
 *            what it finished stays, and the rest goes to the engine that needs none of these. It is said, and recorded.
 * Throws     what engines throw.
 * @module
 */
import type { LoadedModel, SpeechEngine } from '../engines/index.ts';
import { type AppError, EngineError, StoreError } from '../kernel/index.ts';
import type { LoadingEngine } from '../models/index.ts';
import type { Decoding } from './decoding.ts';
import type { Supervision } from './events.ts';
import type { Wiring } from './wiring.ts';

/** An engine with a model in it. */
export interface LoadedEngine {
  /** As the roster knows it. */
  readonly name: LoadingEngine;
  readonly engine: SpeechEngine;
  readonly model: LoadedModel;
}

/** Where a model is loaded. */
export interface LoadSurroundings {
  readonly decoding: Decoding;
  /** The model's folder. */
  readonly folder: string;
  /** That of the model that drafts. */
  readonly draftFolder?: string;
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/** Behind the start of the programs that look at the media: loading a native library holds the only JavaScript thread. */
const PREPARE_AFTER_MS = 25;

/**
 * Lets the engine load what every model needs, while other work waits for programs and disks. Nobody waits for it, and
 * what goes wrong in it goes wrong once more when a model is loaded, and is told there.
 */
export function prepareEngine({ engine: { name } }: Decoding, { engines }: Pick<Wiring, 'engines'>): void {
  setTimeout(() => void engines.prepare?.(name).catch(() => {}), PREPARE_AFTER_MS).unref();
}

/** Loads into the engine that was chosen; when `auto` chose it and it fails, into the in-process one. */
export async function loadEngine(job: LoadSurroundings): Promise<LoadedEngine> {
  const { name, isAuto } = job.decoding.engine;
  try {
    return await loadInto(name, job);
  } catch (error) {
    if (!isAuto || !canFallBack(name, error)) throw error;
    const message = `The ${name} engine failed to load the model (${error.code}: ${error.message}); the onnx engine is used instead.`;
    job.supervision.report({ type: 'warning', message });
    return await loadInto('onnx', job);
  }
}

/** Loads into the in-process engine. */
export async function loadFallback(job: LoadSurroundings): Promise<LoadedEngine> {
  return await loadInto('onnx', job);
}

/** Whether another engine can do what this one failed at: not when the input or the user was at fault. */
export function canFallBack(engine: LoadingEngine, error: unknown): error is EngineError {
  return engine !== 'onnx' && error instanceof EngineError;
}

async function loadInto(
  name: LoadingEngine,
  { decoding, folder, draftFolder, wiring, supervision }: LoadSurroundings,
): Promise<LoadedEngine> {
  const { signal, report } = supervision;
  const { entry, draft, precision, threads } = decoding;
  const drafting =
    draft === undefined || draftFolder === undefined
      ? {}
      : { draft: { folder: draftFolder, name: draft.name } };
  const engine = await wiring.engines.create(name);
  const model = await engine
    .load(folder, {
      ...(precision === undefined ? {} : { precision }),
      ...(threads === undefined ? {} : { threads }),
      ...drafting,
      signal,
      onConversion: (done) => report({ type: 'conversion', model: entry.name, done }),
    })
    .catch((error: unknown) => {
      throw corruptionOf(entry.name, error);
    });
  return { name, engine, model };
}

/** Damage found below, which knows weights by their folder alone, with the command that mends this model. */
function corruptionOf(name: string, error: unknown): unknown {
  if (!isCorruption(error)) return error;
  return new StoreError('E_MODEL_CORRUPT', error.message, {
    hint: `offscribe models pull ${name}`,
    cause: error,
    ...(error.details === undefined ? {} : { details: error.details }),
  });
}

function isCorruption(error: unknown): error is AppError {
  return error instanceof StoreError && error.code === 'E_MODEL_CORRUPT';
}
