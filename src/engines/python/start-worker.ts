/**
 * Start worker: the worker of an engine, on its environment's Python.
 * @module
 */
import type { Environment } from '../../platform/index.ts';
import type { PythonEngineName } from './python-engine-name.ts';
import { Worker } from './worker.ts';
import { workerArguments, workerEnvironment } from './worker-program.ts';

/** Starts it and waits for its hello. Throws EngineError E_ENGINE_CRASHED, E_ENGINE_PROTOCOL; CancelledError. */
export async function startWorker(
  engine: PythonEngineName,
  python: string,
  { env, signal }: { readonly env: Environment; readonly signal?: AbortSignal | undefined },
): Promise<Worker> {
  const args = await workerArguments(engine);
  return await Worker.start({ engine, file: python, args, env: workerEnvironment(env) }, signal);
}
