/**
 * The onnx engine: Whisper in this process, on ONNX Runtime, from the checkpoint alone.
 *
 * Loading converts the checkpoint once (`weights/`), then opens three graphs: log-mel, encoder, decoder.
 * Throws  as the contract says; E_MODEL_CORRUPT when the checkpoint or its converted form is damaged.
 * @module
 */
import { availableParallelism } from 'node:os';
import { throwIfCancelled } from '../../kernel/index.ts';
import { memoryRoom, type TrustedDigests } from '../../platform/index.ts';
import { type DerivedWhisper, deriveWhisper } from '../../weights/index.ts';
import {
  DEFAULT_SEARCH,
  type EngineEvent,
  type LoadedModel,
  type LoadOptions,
  type SpeechEngine,
} from '../engine.ts';
import { requireLanguage } from '../model-languages.ts';

import { ENGINE_VERSION } from './engine-version.ts';
import { productsOverflow } from './exact-products.ts';
import { findWords } from './find-words.ts';
import type { WhisperModel } from './hear-window.ts';
import { measureLateness } from './lateness.ts';
import { LogMel } from './log-mel.ts';
import { windowsThatFit, withNeed } from './memory-need.ts';
import type { Checkpoint } from './prompted-window.ts';
import { type GraphSession, openSession, runtimeVersion } from './session.ts';
import { transcribeWindows } from './transcribe-windows.ts';
import { Turns } from './turns.ts';
import { readVocabulary, requireTokenizer, type Vocabulary } from './vocabulary.ts';
import { WhisperGraphs } from './whisper-graphs.ts';
import { windowsAtOnce } from './windows-at-once.ts';

/** More threads than this slow a decoder step down: its matrices are too small to share out. */
const MOST_THREADS = 8;

/** What the engine needs of its surroundings. */
export interface OnnxEngineContext {
  /** OFFSCRIBE_HOME, under which converted weights are kept. */
  readonly home: string;
  readonly digests: TrustedDigests;
}

/** Makes the in-process engine. Nothing is loaded until `load`. */
export function createOnnxEngine(context: OnnxEngineContext): SpeechEngine {
  return {
    name: 'onnx',
    version: ENGINE_VERSION,
    capabilities: { wordTimes: true, beam: true, batch: true, translate: true, hotwords: true },
    load: async (folder, options) => await loadModel(context, folder, options),
  };
}

async function loadModel(
  { home, digests }: OnnxEngineContext,
  folder: string,
  { precision = 'int8', threads = defaultThreads(), signal, onConversion }: LoadOptions,
): Promise<LoadedModel> {
  await requireTokenizer(folder);
  const derived = await deriveWhisper(folder, {
    precision,
    home,
    digests,
    ...(signal === undefined ? {} : { signal }),
    ...(onConversion === undefined ? {} : { onProgress: onConversion }),
  });
  const rooms = await memoryRoom();
  windowsThatFit(derived, rooms);
  const vocabulary = await readVocabulary(folder, derived.dims.nVocab);
  throwIfCancelled(signal);
  const model = await openModel(derived, vocabulary, threads).catch((error: unknown) => {
    throw withNeed(error, derived);
  });
  let effective: Readonly<Record<string, unknown>> = {};
  const runtime = `onnxruntime ${await runtimeVersion()}`;

  return {
    get effectiveOptions() {
      return effective;
    },
    async *transcribe(input, options, signal) {
      const { multilingual, languageTokens } = vocabulary;
      requireLanguage({ multilingual, knows: (code) => languageTokens.has(code) }, options);
      const wished = windowsAtOnce(input, options, { dims: derived.dims, precision });
      const shape = { lanes: wished, rows: options.beamSize ?? 1 };
      const batchSize = windowsThatFit(derived, rooms, shape);
      if (batchSize < wished) yield shortOfMemory(batchSize, wished);
      const wanted = { ...options, batchSize };
      effective = { ...DEFAULT_SEARCH, ...wanted, precision, threads, runtime };
      try {
        yield* transcribeWindows(model, input, { options: wanted, signal });
      } catch (error) {
        throw withNeed(error, derived, { ...shape, lanes: batchSize });
      }
    },
    findWords: async (search) => await findWords(model, search),
    close: once(async () => {
      await model.logMel.release();
      await model.checkpoint.graphs.release();
    }),
  };
}

async function openModel(
  derived: DerivedWhisper,
  vocabulary: Vocabulary,
  threads: number,
): Promise<WhisperModel> {
  const logMel = await LogMel.open(derived.dims.nMels, threads);
  const graphs = await openGraphs(derived, threads);
  const checkpoint: Checkpoint = { graphs, vocabulary, nTextCtx: derived.dims.nTextCtx };
  const lateness = once(async () => await measureLateness(checkpoint, logMel));
  return { checkpoint, logMel, lateness, encoding: new Turns() };
}

async function openGraphs(derived: DerivedWhisper, threads: number): Promise<WhisperGraphs> {
  const exact = derived.precision === 'int8' && (await productsOverflow());
  const encoder = await openSession(derived.encoderPath, threads, exact);
  const decoder = await openSession(derived.decoderPath, threads, exact);
  const openAlignment = async (): Promise<GraphSession> =>
    await openSession(derived.alignmentPath, threads, exact);
  return new WhisperGraphs({ encoder, decoder, openAlignment }, derived.dims);
}

function shortOfMemory(windows: number, wished: number): EngineEvent {
  const message = `Memory is short: windows decoded at once are ${windows}, not ${wished}.`;
  return { type: 'note', message };
}

/** The work at the first call, its result ever after. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return async () => {
    result ??= work();
    return await result;
  };
}

function defaultThreads(): number {
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism()));
}
