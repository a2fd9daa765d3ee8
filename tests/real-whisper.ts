/**
 * Real Whisper for tests: a catalogue model's graphs, opened as the engine opens them.
 * @module
 */
import { byteKernels } from '../src/engines/onnx/byte-kernels.ts';
import { LogMel } from '../src/engines/onnx/log-mel.ts';
import { openGraphs } from '../src/engines/onnx/open-whisper.ts';
import type { Checkpoint } from '../src/engines/onnx/prompted-window.ts';
import { readVocabulary } from '../src/engines/onnx/vocabulary.ts';
import { deriveWhisper } from '../src/weights/index.ts';
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
  const derived = await deriveWhisper(folder, {
    precision,
    kernels: await byteKernels(),
    home: HOME,
    digests: DIGESTS,
  });
  const graphs = await openGraphs(derived, 2);
  const vocabulary = await readVocabulary(folder, derived.dims.nVocab);
  const logMel = await LogMel.open(derived.dims.nMels, 2);
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
