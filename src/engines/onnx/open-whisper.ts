/**
 * Open Whisper: a checkpoint's folder to a model that is ready to hear, converted first where it must be.
 * Throws  as the engine contract says; E_MODEL_CORRUPT when the checkpoint or its converted form is damaged;
 *         E_ENGINE_OOM when there is no room for it.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import { type MemoryRoom, memoryRoom, type TrustedDigests } from '../../platform/index.ts';
import { type DerivedWhisper, deriveWhisper, TokenEmbeddings } from '../../weights/index.ts';
import type { LoadOptions } from '../engine.ts';
import { byteKernels } from './byte-kernels.ts';
import { Encoder, thinningFor } from './encoder.ts';
import { productsOverflow } from './exact-products.ts';
import type { WhisperModel } from './hear-window.ts';
import { measureLateness } from './lateness.ts';
import { LogMel } from './log-mel.ts';
import { windowsThatFit, withNeed } from './memory-need.ts';
import type { Checkpoint } from './prompted-window.ts';
import { type GraphSession, openSession } from './session.ts';
import { Turns } from './turns.ts';
import { readVocabulary, requireTokenizer, type Vocabulary } from './vocabulary.ts';
import { WhisperGraphs } from './whisper-graphs.ts';

/** What the engine needs of its surroundings. */
export interface OnnxEngineContext {
  /** OFFSCRIBE_HOME, under which converted weights are kept. */
  readonly home: string;
  readonly digests: TrustedDigests;
}

/** How a model is loaded, with nothing left to defaults that the engine has to know. */
export type OpenOptions = LoadOptions & Required<Pick<LoadOptions, 'precision' | 'threads'>>;

/** A model in memory, and what it was opened from. */
export interface OpenWhisper {
  readonly model: WhisperModel;
  readonly derived: DerivedWhisper;
  /** What the process might take before the model was loaded. */
  readonly rooms: readonly MemoryRoom[];
  /** Frees it, once. */
  close(): Promise<void>;
}

/** Opens the graphs, vocabulary and front end of a checkpoint. */
export async function openWhisper(
  { home, digests }: OnnxEngineContext,
  folder: string,
  { precision, threads, signal, onConversion }: OpenOptions,
): Promise<OpenWhisper> {
  await requireTokenizer(folder);
  const derived = await deriveWhisper(folder, {
    precision,
    kernels: precision === 'int8' ? await byteKernels() : 'any',
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
  const close = once(async () => {
    await model.logMel.release();
    await model.checkpoint.graphs.release();
  });
  return { model, derived, rooms, close };
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

/** Opens the graphs of a converted checkpoint, those that most runs never need when they are first asked for. */
export async function openGraphs(derived: DerivedWhisper, threads: number): Promise<WhisperGraphs> {
  const exactProducts = derived.precision === 'int8' && (await productsOverflow());
  const open = async (path: string, plansMemory = false): Promise<GraphSession> =>
    await openSession(path, threads, { exactProducts, plansMemory });
  const encoder = new Encoder(await open(derived.encoderPath), thinningFor(derived.precision));
  const decoder = await open(derived.decoderPath, true);
  const embeddings = await TokenEmbeddings.open(derived.embeddingsPath, derived.dims);
  const openAlignment = async (): Promise<GraphSession> => await open(derived.alignmentPath);
  const openLikelihood = async (): Promise<GraphSession> => await open(derived.likelihoodPath);
  const openVerifier = async (): Promise<GraphSession> => await open(derived.verifierPath);
  const late = { openAlignment, openLikelihood, openVerifier };
  return new WhisperGraphs({ encoder, decoder, embeddings, ...late }, derived.dims);
}

/** The work at the first call, its result ever after. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return async () => {
    result ??= work();
    return await result;
  };
}
