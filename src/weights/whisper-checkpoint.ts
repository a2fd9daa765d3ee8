/**
 * Whisper checkpoint: what must be in a CTranslate2 checkpoint for it to be a Whisper model that we can convert.
 *
 * Throws  StoreError E_MODEL_CORRUPT: a tensor is absent or has another shape, or the model computes something else.
 * Source  tensor names and fused projections as CTranslate2's `WhisperSpec` writes them.
 * @module
 */
import type { Checkpoint, CorruptError } from './checkpoint.ts';

/** Sizes of a Whisper model, named as in openai-whisper's `ModelDimensions`. */
export interface WhisperDims {
  readonly nMels: number;
  /** Encoder positions of one 30 s window: 1500. */
  readonly nAudioCtx: number;
  readonly nAudioState: number;
  readonly nAudioHead: number;
  readonly nAudioLayer: number;
  readonly nVocab: number;
  /** Decoder positions: 448. */
  readonly nTextCtx: number;
  readonly nTextState: number;
  readonly nTextHead: number;
  readonly nTextLayer: number;
}

/** Size of one attention head: the same in every Whisper, and the scale 1/8 in the graphs stands on it. */
export const HEAD_SIZE = 64;

/** The graphs are written for these settings; a checkpoint may leave one out, but not set another. */
const SETTINGS: Readonly<Record<string, number>> = {
  'decoder/activation': 3,
  'decoder/pre_norm': 1,
  'decoder/alibi': 0,
  'decoder/scale_embeddings': 0,
  'decoder/start_from_zero_embedding': 0,
};

/** Bounds that every Whisper keeps by far; beyond them a header is a lie. */
const MAX_STATE = 8192;
const MAX_VOCAB = 1 << 20;

/** Reads the sizes off the tensors and checks every tensor that the graphs will read. */
export async function inspectWhisper(checkpoint: Checkpoint, corrupt: CorruptError): Promise<WhisperDims> {
  if (checkpoint.spec !== 'WhisperSpec') {
    throw corrupt(`it holds a ${JSON.stringify(checkpoint.spec)}, not a Whisper model`);
  }
  const sizeOf = (name: string, axis: number): number => {
    const size = checkpoint.find(name)?.shape[axis];
    if (size === undefined)
      throw corrupt(`it has no tensor ${JSON.stringify(name)} with ${axis + 1} dimensions`);
    return size;
  };
  const dims: WhisperDims = {
    nMels: sizeOf('encoder/conv1/weight', 1),
    nAudioCtx: sizeOf('encoder/position_encodings/encodings', 0),
    nAudioState: sizeOf('encoder/conv1/weight', 0),
    nAudioHead: Math.floor(sizeOf('encoder/conv1/weight', 0) / HEAD_SIZE),
    nAudioLayer: countLayers(checkpoint, 'encoder'),
    nVocab: sizeOf('decoder/embeddings/weight', 0),
    nTextCtx: sizeOf('decoder/position_encodings/encodings', 0),
    nTextState: sizeOf('decoder/embeddings/weight', 1),
    nTextHead: Math.floor(sizeOf('decoder/embeddings/weight', 1) / HEAD_SIZE),
    nTextLayer: countLayers(checkpoint, 'decoder'),
  };
  requireSaneDims(dims, corrupt);
  for (const [name, shape] of expectedTensors(dims)) requireShape(checkpoint, { name, shape }, corrupt);
  await requireSettings(checkpoint, dims, corrupt);
  return dims;
}

/** Every tensor of the graphs with its shape. */
export function expectedTensors(dims: WhisperDims): Map<string, readonly number[]> {
  const { nAudioState: audio, nTextState: text } = dims;
  const tensors = new Map<string, readonly number[]>([
    ['encoder/conv1/weight', [audio, dims.nMels, 3]],
    ['encoder/conv1/bias', [audio]],
    ['encoder/conv2/weight', [audio, audio, 3]],
    ['encoder/conv2/bias', [audio]],
    ['encoder/position_encodings/encodings', [dims.nAudioCtx, audio]],
    ['decoder/embeddings/weight', [dims.nVocab, text]],
    ['decoder/projection/weight', [dims.nVocab, text]],
    ['decoder/position_encodings/encodings', [dims.nTextCtx, text]],
  ]);
  const linear = (name: string, outputs: number, inputs: number): void => {
    tensors.set(`${name}/weight`, [outputs, inputs]).set(`${name}/bias`, [outputs]);
  };
  const norm = (name: string, size: number): void => {
    tensors.set(`${name}/gamma`, [size]).set(`${name}/beta`, [size]);
  };
  const block = (layer: string, size: number): void => {
    linear(`${layer}/self_attention/linear_0`, 3 * size, size);
    linear(`${layer}/self_attention/linear_1`, size, size);
    norm(`${layer}/self_attention/layer_norm`, size);
    linear(`${layer}/ffn/linear_0`, 4 * size, size);
    linear(`${layer}/ffn/linear_1`, size, 4 * size);
    norm(`${layer}/ffn/layer_norm`, size);
  };
  for (let i = 0; i < dims.nAudioLayer; i++) block(`encoder/layer_${i}`, audio);
  for (let i = 0; i < dims.nTextLayer; i++) {
    block(`decoder/layer_${i}`, text);
    linear(`decoder/layer_${i}/attention/linear_0`, text, text);
    linear(`decoder/layer_${i}/attention/linear_1`, 2 * text, audio);
    linear(`decoder/layer_${i}/attention/linear_2`, text, text);
    norm(`decoder/layer_${i}/attention/layer_norm`, text);
  }
  norm('encoder/layer_norm', audio);
  norm('decoder/layer_norm', text);
  return tensors;
}

function countLayers(checkpoint: Checkpoint, side: 'encoder' | 'decoder'): number {
  let count = 0;
  while (checkpoint.find(`${side}/layer_${count}/self_attention/linear_0/weight`) !== undefined) count++;
  return count;
}

function requireSaneDims(dims: WhisperDims, corrupt: CorruptError): void {
  const { nAudioState, nTextState } = dims;
  const sane =
    nAudioState === nTextState &&
    nAudioState % HEAD_SIZE === 0 &&
    nAudioState > 0 &&
    nAudioState <= MAX_STATE &&
    dims.nVocab > 0 &&
    dims.nVocab <= MAX_VOCAB &&
    dims.nAudioCtx === 1500 &&
    dims.nTextCtx > 0 &&
    dims.nAudioLayer > 0 &&
    dims.nTextLayer > 0;
  if (!sane) throw corrupt(`its sizes are no Whisper model's: ${JSON.stringify(dims)}`);
}

function requireShape(
  checkpoint: Checkpoint,
  expected: { readonly name: string; readonly shape: readonly number[] },
  corrupt: CorruptError,
): void {
  const shape = checkpoint.find(expected.name)?.shape;
  if (shape?.join() === expected.shape.join()) return;
  const found = shape === undefined ? 'is absent' : `has the shape [${shape.join(', ')}]`;
  throw corrupt(`its tensor ${expected.name} ${found}; [${expected.shape.join(', ')}] was expected`);
}

async function requireSettings(
  checkpoint: Checkpoint,
  dims: WhisperDims,
  corrupt: CorruptError,
): Promise<void> {
  const heads = { 'encoder/num_heads': dims.nAudioHead, 'decoder/num_heads': dims.nTextHead };
  for (const [name, expected] of Object.entries({ ...SETTINGS, ...heads })) {
    if (checkpoint.find(name) === undefined) continue;
    const [value] = await checkpoint.readSettings(name);
    if (value !== expected)
      throw corrupt(`its setting ${name} is ${value}; only ${expected} can be converted`);
  }
}
