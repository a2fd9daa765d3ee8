/**
 * Python engines: Whisper on MLX or CTranslate2, each in a worker process of its environment's Python.
 *
 * Offline  a worker gets a folder of this machine, never the name of something on a hub.
 * Throws   as the contract says, and EngineError E_ENGINE_CRASHED, E_ENGINE_PROTOCOL, E_ENGINE_OOM for what becomes of
 *          the process. After one of these the model is gone; load it again.
 * @module
 */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Environment, TrustedDigests } from '../../platform/index.ts';
import type { LoadedModel, LoadOptions, SpeechEngine, TranscribeOptions } from '../engine.ts';
import { requireLanguage } from '../model-languages.ts';
import type { SpokenLanguage } from '../narrator.ts';
import { CAPABILITIES, requireOptions } from './decode-options.ts';
import { engineCheckpoint } from './engine-checkpoint.ts';
import type { PythonEngineName } from './python-engine-name.ts';
import type { Spool } from './spool.ts';
import type { Worker } from './worker.ts';
import type { EventNamed } from './worker-messages.ts';

/** As for the onnx engine: more threads than this slow a decoder step down. */
const MOST_THREADS = 8;

/** What an engine is made from. */
export interface PythonEngineOptions {
  readonly engine: PythonEngineName;
  /** Interpreter of the engine's environment. */
  readonly python: string;
  /** Version of the engine's package. */
  readonly version: string;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly digests: TrustedDigests;
  readonly env: Environment;
}

/** Makes an engine. Nothing is started until `load`. */
export function createPythonEngine(options: PythonEngineOptions): SpeechEngine {
  return {
    name: options.engine,
    version: options.version,
    capabilities: CAPABILITIES[options.engine],
    load: async (folder, loadOptions) => await loadModel(options, folder, loadOptions),
  };
}

async function loadModel(
  { engine, python, home, digests, env }: PythonEngineOptions,
  folder: string,
  { precision, threads = defaultThreads(), signal, onConversion }: LoadOptions,
): Promise<LoadedModel> {
  const checkpoint = await engineCheckpoint(folder, {
    engine,
    home,
    digests,
    signal,
    onProgress: onConversion,
  });
  const { startWorker } = await import('./start-worker.ts');
  const { Spool } = await import('./spool.ts');
  const spool = await Spool.open(home);
  const worker = await startWorker(engine, python, { env, signal });
  try {
    const request = {
      type: 'load',
      folder: resolve(checkpoint),
      precision: precision ?? null,
      threads,
    } as const;
    for await (const answer of worker.request(request, signal))
      if (answer.event === 'loaded') return loadedModel(worker, spool, { engine, threads, loaded: answer });
    throw new Error('a load request ends with an answer or an error');
  } catch (error) {
    await worker.close();
    throw error;
  }
}

function loadedModel(
  worker: Worker,
  spool: Spool,
  {
    engine,
    threads,
    loaded,
  }: {
    readonly engine: PythonEngineName;
    readonly threads: number;
    readonly loaded: EventNamed<'loaded'>;
  },
): LoadedModel {
  const { multilingual, languages, device, precision, versions } = loaded;
  const runtime = Object.entries(versions)
    .map((each) => each.join(' '))
    .join(', ');
  const facts = { precision, threads, device, runtime };
  const known = new Set(languages);
  let effective: Readonly<Record<string, unknown>> = {};
  return {
    get effectiveOptions() {
      return effective;
    },
    async *transcribe(input, options, signal) {
      requireLanguage({ multilingual, knows: (language) => known.has(language) }, options);
      requireOptions(engine, options);
      effective = { ...options, ...facts };
      const onDone = (used: Readonly<Record<string, unknown>>): void => {
        const { language, conditionOnPreviousText = false } = options;
        // What the engine calls so is off: windows and languages are handed to it one by one.
        const ours = { language, conditionOnPreviousText, multilingual: options.multilingual ?? false };
        effective = { ...options, ...used, ...ours, ...facts };
      };
      const { transcribeClips } = await import('./transcribe-clips.ts');
      const language = givenLanguage(multilingual, options);
      yield* transcribeClips(input, { worker, spool, options, language, signal, onDone });
    },
    close: async () => await worker.close(),
  };
}

function givenLanguage(multilingual: boolean, { language }: TranscribeOptions): SpokenLanguage | undefined {
  if (!multilingual) return { code: 'en', probability: 1 };
  return language === 'auto' ? undefined : { code: language, probability: 1 };
}

function defaultThreads(): number {
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism()));
}
