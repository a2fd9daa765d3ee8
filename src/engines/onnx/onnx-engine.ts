/**
 * The onnx engine: Whisper in this process, on ONNX Runtime, from the checkpoint alone.
 *
 * Loading converts the checkpoint once (`weights/`), then opens three graphs: log-mel, encoder, decoder.
 * Throws  as the contract says; E_MODEL_CORRUPT when the checkpoint or its converted form is damaged.
 * @module
 */
import { availableParallelism } from 'node:os';
import { throwIfCancelled } from '../../kernel/index.ts';
import type { TrustedDigests } from '../../platform/index.ts';
import { type DerivedWhisper, deriveWhisper } from '../../weights/index.ts';
import {
  DEFAULT_SEARCH,
  type DraftSource,
  type LoadedModel,
  type LoadOptions,
  type Precision,
  type SpeechEngine,
  type TranscribeOptions,
} from '../engine.ts';
import { requireLanguage } from '../model-languages.ts';

import { Drafter } from './draft.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { productsOverflow } from './exact-products.ts';
import { findWords } from './find-words.ts';
import type { WhisperModel } from './hear-window.ts';
import { measureLateness } from './lateness.ts';
import { LogMel } from './log-mel.ts';
import { requireMemory } from './memory-need.ts';
import type { Checkpoint } from './prompted-window.ts';
import { type GraphSession, openSession, runtimeVersion } from './session.ts';
import { transcribeWindows } from './transcribe-windows.ts';
import { readVocabulary, requireTokenizer } from './vocabulary.ts';
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
  context: OnnxEngineContext,
  folder: string,
  { precision = 'int8', threads = defaultThreads(), ...rest }: LoadOptions,
): Promise<LoadedModel> {
  const options = { ...rest, precision, threads };
  const { model, derived } = await openWhisper(context, folder, options);
  const { checkpoint } = model;
  const { vocabulary } = checkpoint;
  const { draft } = rest;
  const small = draft === undefined ? undefined : await openDraft(context, draft, { options, model });
  const runtime = await runtimeVersion();
  let effective: () => Readonly<Record<string, unknown>> = () => ({});
  let closed = false;

  return {
    get effectiveOptions() {
      return effective();
    },
    async *transcribe(input, options, signal) {
      const { multilingual, languageTokens } = vocabulary;
      requireLanguage({ multilingual, knows: (language) => languageTokens.has(language) }, options);
      const hasDraft = small !== undefined;
      const batchSize = windowsAtOnce(input, options, { dims: derived.dims, precision, hasDraft });
      const wanted = { ...options, batchSize };
      const why = hasDraft ? draftHindrance(wanted) : undefined;
      if (why !== undefined) yield { type: 'note', message: why };
      const drafter = hasDraft && why === undefined ? new Drafter(small, vocabulary) : undefined;
      effective = () => ({
        ...DEFAULT_SEARCH,
        ...wanted,
        precision,
        threads,
        runtime: `onnxruntime ${runtime}`,
        ...(drafter === undefined ? {} : { draft: { model: draft?.name, ...drafter.tally } }),
      });
      const run = { options: wanted, signal, ...(drafter === undefined ? {} : { drafter }) };
      yield* transcribeWindows(model, input, run);
    },
    findWords: async (search) => await findWords(model, search),
    async close() {
      if (closed) return;
      closed = true;
      for (const { logMel, checkpoint } of small === undefined ? [model] : [model, small]) {
        await logMel.release();
        await checkpoint.graphs.release();
      }
    },
  };
}

/** A model's graphs, vocabulary and front end. */
async function openWhisper(
  { home, digests }: OnnxEngineContext,
  folder: string,
  { precision, threads, signal, onConversion }: LoadOptions & { precision: Precision; threads: number },
): Promise<{ readonly model: WhisperModel; readonly derived: DerivedWhisper }> {
  await requireTokenizer(folder);
  const derived = await deriveWhisper(folder, {
    precision,
    home,
    digests,
    ...(signal === undefined ? {} : { signal }),
    ...(onConversion === undefined ? {} : { onProgress: onConversion }),
  });
  await requireMemory(derived);
  const vocabulary = await readVocabulary(folder, derived.dims.nVocab);
  throwIfCancelled(signal);
  const logMel = await LogMel.open(derived.dims.nMels, threads);
  const graphs = await openGraphs(derived, threads);
  const checkpoint: Checkpoint = { graphs, vocabulary, nTextCtx: derived.dims.nTextCtx };
  const lateness = once(async () => await measureLateness(checkpoint, logMel));
  return { model: { checkpoint, logMel, lateness }, derived };
}

/** The model that drafts; the other one is closed where that fails. */
async function openDraft(
  context: OnnxEngineContext,
  { folder }: DraftSource,
  large: { readonly options: Parameters<typeof openWhisper>[2]; readonly model: WhisperModel },
): Promise<WhisperModel> {
  try {
    return (await openWhisper(context, folder, large.options)).model;
  } catch (error) {
    await large.model.logMel.release();
    await large.model.checkpoint.graphs.release();
    throw error;
  }
}

/** Why a draft would be of no use; undefined where it is. */
function draftHindrance({
  batchSize = 1,
  beamSize = 1,
  temperatures,
}: TranscribeOptions): string | undefined {
  const hindrance =
    (batchSize > 1 && 'windows are decoded several at a time') ||
    (beamSize > 1 && 'a beam is searched') ||
    (!temperatures.includes(0) && 'no temperature is 0') ||
    undefined;
  return (
    hindrance &&
    `The draft model has no effect: it is for greedy search of one window at a time, and ${hindrance}.`
  );
}

async function openGraphs(derived: DerivedWhisper, threads: number): Promise<WhisperGraphs> {
  const exact = derived.precision === 'int8' && (await productsOverflow());
  const open = async (path: string): Promise<GraphSession> => await openSession(path, threads, exact);
  const encoder = await open(derived.encoderPath);
  const decoder = await open(derived.decoderPath);
  const openAlignment = async (): Promise<GraphSession> => await open(derived.alignmentPath);
  const openVerifier = async (): Promise<GraphSession> => await open(derived.verifierPath);
  return new WhisperGraphs({ encoder, decoder, openAlignment, openVerifier }, derived.dims);
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
