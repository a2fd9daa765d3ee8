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
  DECODER_NAME,
  type DerivedTarget,
  ENCODER_NAME,
  LIKELIHOOD_NAME,
  VERIFIER_NAME,
} from './derived-folder.ts';
import { addEncoder } from './encoder-graph.ts';
import { Graph } from './graph.ts';
import { addLikelihood } from './likelihood-graph.ts';
import type { ByteKernels, WeightPrecision } from './matrices.ts';
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
  /** What the processor that will run the graphs multiplies bytes by; default `any`. */
  readonly kernels?: ByteKernels;
}

/** Converted weights, ready to be opened by ONNX Runtime. */
export interface DerivedWhisper {
  readonly folder: string;
  readonly encoderPath: string;
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
    target: targetOf(options),
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
  const kind = { target: targetOf(options), reads: READS };
  return await isDerived(await openSource(modelFolder, options), kind, options);
}

function targetOf({ precision, kernels }: DeriveWhisperOptions): DerivedTarget {
  return precision === 'int8' && kernels === 'vnni' ? 'onnx-int8-vnni' : `onnx-${precision}`;
}

async function writeGraphs(
  folder: string,
  model: ModelFiles,
  { kernels = 'any', ...options }: DeriveWhisperOptions,
): Promise<Written> {
  const { checkpoint, alignmentHeads } = await openModel(model);
  try {
    const dims = await inspectWhisper(checkpoint, corruptErrorOf(model));
    const named = (await readAlignmentHeadSettings(model, dims, alignmentHeads)) ?? [];
    const heads = named.length > 0 ? named : usualAlignmentHeads(dims);
    // A tensor that stands under two names is asked for under both.
    const watch = watchShare(checkpoint, expectedTensors(dims).keys(), options);
    const [encoder, decoder, verifier] = [new Graph(), new Graph(), new Graph()];
    const [alignment, likelihood] = [new Graph(), new Graph()];
    const form = { precision: options.precision, kernels };
    const weights = await writeNewFile(folder, WEIGHTS_NAME, async (file) => {
      const tensors = new TensorWriter(checkpoint, new WeightFile(file), watch);
      await addEncoder({ graph: encoder, tensors }, form, dims);
      await addDecoder({ graph: decoder, tensors }, { ...form, dims, rows: 'texts' });
      await addDecoder({ graph: verifier, tensors }, { ...form, dims, rows: 'tokens' });
      await addAlignment({ graph: alignment, tensors }, { ...form, dims, heads });
      await addLikelihood({ graph: likelihood, tensors }, { ...form, dims });
    });
    const embeddings = await writeNewFile(folder, EMBEDDINGS_NAME, async (file) => {
      await new TensorWriter(checkpoint, new WeightFile(file), watch).halvesOrFloats(EMBEDDINGS_TENSOR);
    });
    const graphs = [
      await writeNewBytes(folder, ENCODER_NAME, [encoder.build()]),
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
