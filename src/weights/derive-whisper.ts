/**
 * Derive Whisper: a checkpoint of any format to ONNX graphs with their weights.
 *
 * Throws   NotReadyError E_MODEL_NOT_CACHED (no weights there), EngineError E_MODEL_UNLOADABLE (quantised), and what
 *          `derive.ts` says.
 * @module
 */
import { join } from 'node:path';
import { addAlignment } from './alignment-graph.ts';
import { addDecoder } from './decoder-graph.ts';
import { readAlignmentHeadSettings, usualAlignmentHeads } from './decoding-settings.ts';
import { type DeriveOptions, deriveFolder, isDerived, openSource, type Written } from './derive.ts';
import {
  ALIGNMENT_NAME,
  BYTE_ENCODER_NAME,
  DECODER_NAME,
  ENCODER_NAME,
  LIKELIHOOD_NAME,
  VERIFIER_NAME,
} from './derived-folder.ts';
import { addEncoder } from './encoder-graph.ts';
import { Graph } from './graph.ts';
import { addLikelihood } from './likelihood-graph.ts';
import type { WeightPrecision } from './matrices.ts';
import { corruptErrorOf, type ModelFiles } from './model-files.ts';
import { writeNewBytes, writeNewFile } from './new-file.ts';
import { watchShare } from './read-watch.ts';
import { openModel } from './readers/open-model.ts';
import { TensorWriter } from './tensor-writer.ts';
import { EMBEDDINGS_NAME, EMBEDDINGS_TENSOR } from './token-embeddings.ts';
import { WEIGHTS_NAME, WeightFile } from './weight-file.ts';
import { expectedTensors, inspectWhisper, type WhisperDims } from './whisper-checkpoint.ts';

/** Both may name the alignment heads. */
const READS = ['config.json', 'generation_config.json'];

/** How to convert. */
export interface DeriveWhisperOptions extends DeriveOptions {
  readonly precision: WeightPrecision;
}

/** Converted weights, ready to be opened by ONNX Runtime. */
export interface DerivedWhisper {
  readonly folder: string;
  readonly encoderPath: string;
  /** The encoder whose scores are products of bytes (`encoder-attention.ts`); only of weights in 8 bits. */
  readonly byteEncoderPath?: string;
  readonly decoderPath: string;
  /** The decoder whose rows are the tokens of one text. */
  readonly verifierPath: string;
  readonly alignmentPath: string;
  readonly likelihoodPath: string;
  /** What `TokenEmbeddings` reads. */
  readonly embeddingsPath: string;
  readonly dims: WhisperDims;
  readonly precision: WeightPrecision;
  /** Size of all weights. */
  readonly weightBytes: number;
}

/** Converted weights of the checkpoint in `modelFolder`: those on disk after checking them, else made now. */
export async function deriveWhisper(
  modelFolder: string,
  options: DeriveWhisperOptions,
): Promise<DerivedWhisper> {
  const { precision } = options;
  const conversion = {
    target: `onnx-${precision}`,
    reads: READS,
    write: async (folder: string, model: ModelFiles) => await writeGraphs(folder, model, options),
  } as const;
  const { folder, manifest } = await deriveFolder(
    await openSource(modelFolder, options),
    conversion,
    options,
  );
  const sizeOf = (name: string): number => manifest.files.find((file) => file.name === name)?.sizeBytes ?? 0;
  return {
    folder,
    encoderPath: join(folder, ENCODER_NAME),
    ...(precision === 'int8' ? { byteEncoderPath: join(folder, BYTE_ENCODER_NAME) } : {}),
    decoderPath: join(folder, DECODER_NAME),
    verifierPath: join(folder, VERIFIER_NAME),
    alignmentPath: join(folder, ALIGNMENT_NAME),
    likelihoodPath: join(folder, LIKELIHOOD_NAME),
    embeddingsPath: join(folder, EMBEDDINGS_NAME),
    dims: manifest.dims,
    precision,
    // In floats the output layer is the table of embeddings itself: it counts once.
    weightBytes: sizeOf(WEIGHTS_NAME) + (precision === 'f32' ? 0 : sizeOf(EMBEDDINGS_NAME)),
  };
}

/** Whether `deriveWhisper` would have nothing to do. */
export async function isWhisperDerived(modelFolder: string, options: DeriveWhisperOptions): Promise<boolean> {
  const target = `onnx-${options.precision}` as const;
  return await isDerived(await openSource(modelFolder, options), { target, reads: READS }, options);
}

async function writeGraphs(
  folder: string,
  model: ModelFiles,
  options: DeriveWhisperOptions,
): Promise<Written> {
  const { checkpoint, alignmentHeads } = await openModel(model);
  try {
    const dims = await inspectWhisper(checkpoint, corruptErrorOf(model));
    const named = (await readAlignmentHeadSettings(model, dims, alignmentHeads)) ?? [];
    const heads = named.length > 0 ? named : usualAlignmentHeads(dims);
    // A tensor that stands under two names is asked for under both.
    const watch = watchShare(checkpoint, expectedTensors(dims).keys(), options);
    const [encoder, byteEncoder, decoder] = [new Graph(), new Graph(), new Graph()];
    const [verifier, alignment, likelihood] = [new Graph(), new Graph(), new Graph()];
    const weights = await writeNewFile(folder, WEIGHTS_NAME, async (file) => {
      const tensors = new TensorWriter(checkpoint, new WeightFile(file), watch);
      await addEncoder({ graph: encoder, tensors }, { ...options, scores: 'floats' }, dims);
      if (options.precision === 'int8')
        await addEncoder({ graph: byteEncoder, tensors }, { ...options, scores: 'bytes' }, dims);
      await addDecoder({ graph: decoder, tensors }, { ...options, dims, rows: 'texts' });
      await addDecoder({ graph: verifier, tensors }, { ...options, dims, rows: 'tokens' });
      await addAlignment({ graph: alignment, tensors }, { ...options, dims, heads });
      await addLikelihood({ graph: likelihood, tensors }, { ...options, dims });
    });
    const embeddings = await writeNewFile(folder, EMBEDDINGS_NAME, async (file) => {
      await new TensorWriter(checkpoint, new WeightFile(file), watch).halvesOrFloats(EMBEDDINGS_TENSOR);
    });
    const graphs = [
      await writeNewBytes(folder, ENCODER_NAME, [encoder.build()]),
      ...(options.precision === 'int8'
        ? [await writeNewBytes(folder, BYTE_ENCODER_NAME, [byteEncoder.build()])]
        : []),
      await writeNewBytes(folder, DECODER_NAME, [decoder.build()]),
      await writeNewBytes(folder, VERIFIER_NAME, [verifier.build()]),
      await writeNewBytes(folder, ALIGNMENT_NAME, [alignment.build()]),
      await writeNewBytes(folder, LIKELIHOOD_NAME, [likelihood.build()]),
    ];
    return { dims, files: [...graphs, weights, embeddings] };
  } finally {
    await checkpoint.close();
  }
}
