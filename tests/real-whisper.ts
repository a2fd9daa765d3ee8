/**
 * Real Whisper for tests: a catalogue model's graphs, opened as the engine opens them.
 * @module
 */
import { Encoder, thinningFor } from '../src/engines/onnx/encoder.ts';
import { LogMel } from '../src/engines/onnx/log-mel.ts';
import type { Checkpoint } from '../src/engines/onnx/prompted-window.ts';
import { type GraphSession, openSession } from '../src/engines/onnx/session.ts';
import { readVocabulary } from '../src/engines/onnx/vocabulary.ts';
import { WhisperGraphs } from '../src/engines/onnx/whisper-graphs.ts';
import { deriveWhisper, TokenEmbeddings } from '../src/weights/index.ts';
import { DIGESTS, HOME, realModel } from './real-models.ts';

/** A model in memory; close it when done. */
export interface RealWhisper {
  readonly folder: string;
  readonly checkpoint: Checkpoint;
  readonly logMel: LogMel;
  close(): Promise<void>;
}

/** Opens a model, pulled and converted if it is not here yet. */
export async function openRealWhisper(name: string, precision: 'int8' | 'f32'): Promise<RealWhisper> {
  const { folder } = await realModel(name);
  const derived = await deriveWhisper(folder, { precision, home: HOME, digests: DIGESTS });
  const encoder = new Encoder(await openSession(derived.encoderPath, 2), thinningFor(derived.precision));
  const decoder = await openSession(derived.decoderPath, 2);
  const embeddings = await TokenEmbeddings.open(derived.embeddingsPath, derived.dims);
  const openAlignment = async (): Promise<GraphSession> => await openSession(derived.alignmentPath, 2);
  const openLikelihood = async (): Promise<GraphSession> => await openSession(derived.likelihoodPath, 2);
  const openVerifier = async (): Promise<GraphSession> => await openSession(derived.verifierPath, 2);
  const late = { openAlignment, openLikelihood, openVerifier };
  const graphs = new WhisperGraphs({ encoder, decoder, embeddings, ...late }, derived.dims);
  const vocabulary = await readVocabulary(folder, derived.dims.nVocab);
  const logMel = await LogMel.open(derived.dims.nMels);
  return {
    folder,
    checkpoint: { graphs, vocabulary, nTextCtx: derived.dims.nTextCtx },
    logMel,
    async close() {
      await graphs.release();
      await logMel.release();
    },
  };
}
