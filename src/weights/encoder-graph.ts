/**
 * Encoder graph: log-mel of one 30 s window to the keys and values that the decoder's cross-attention reads.
 *
 * In   `mel` [1, nMels, 3000] f32.
 * Out  what `audio-keys.ts` names, for each decoder layer.
 * Source  openai-whisper `model.py`, `AudioEncoder`.
 * @module
 */
import { addAudioKeys } from './audio-keys.ts';
import { addFeedForward, addToStream, type LayerPlace, type Stream, startStream } from './layers.ts';
import {
  type LayerContext,
  linear,
  type MatrixForm,
  repeatedZeroPoint,
  type WeightPrecision,
} from './matrices.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** Mel frames of a 30 s window; the second convolution halves them. */
const MEL_FRAMES_PER_POSITION = 2;

/** Adds the whole encoder to the graph. */
export async function addEncoder(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  precision: WeightPrecision,
  dims: WhisperDims,
): Promise<void> {
  const { graph, tensors } = target;
  const rowwise = (): MatrixForm => ({ rowwise: { zeros: repeatedZeroPoint(graph, dims.nAudioCtx) } });
  const context: LayerContext = { ...target, form: precision === 'f32' ? 'f32' : rowwise() };
  graph.input('mel', 'f32', [1, dims.nMels, MEL_FRAMES_PER_POSITION * dims.nAudioCtx]);
  const first = await convolve(context, 'mel', { name: 'encoder/conv1', stride: 1 });
  const second = await convolve(context, first, { name: 'encoder/conv2', stride: 2 });
  const frames = graph.apply('Transpose', [second], { attributes: { perm: { ints: [0, 2, 1] } } });
  const positions = graph.constant(await tensors.floats('encoder/position_encodings/encodings'));
  const start = graph.apply('Add', [frames, positions]);
  let stream = await startStream(context, start, 'encoder/layer_0/self_attention/layer_norm');
  for (let i = 0; i < dims.nAudioLayer; i++) {
    stream = await addSelfAttention(context, stream, { layer: i, dims });
    const isLast = i === dims.nAudioLayer - 1;
    const norm = isLast ? 'encoder/layer_norm' : `encoder/layer_${i + 1}/self_attention/layer_norm`;
    stream = await addFeedForward(context, stream, { name: `encoder/layer_${i}/ffn`, norm, rows: 'many' });
  }
  for (let i = 0; i < dims.nTextLayer; i++) await addAudioKeys(context, stream.normal, { layer: i, dims });
}

async function convolve(
  context: LayerContext,
  input: string,
  layer: { readonly name: string; readonly stride: number },
): Promise<string> {
  const { graph, tensors } = context;
  const weight = graph.constant(await tensors.floats(`${layer.name}/weight`));
  const bias = graph.constant(await tensors.floats(`${layer.name}/bias`));
  const attributes = {
    kernel_shape: { ints: [3] },
    pads: { ints: [1, 1] },
    strides: { ints: [layer.stride] },
  };
  return graph.apply('Gelu', [graph.apply('Conv', [input, weight, bias], { attributes })]);
}

async function addSelfAttention(context: LayerContext, stream: Stream, place: LayerPlace): Promise<Stream> {
  const { graph } = context;
  const { nAudioState: size, nAudioHead: heads } = place.dims;
  const layer = `encoder/layer_${place.layer}`;
  const fused = `${layer}/self_attention/linear_0`;
  const parts = graph.split(await linear(context, stream.normal, { name: fused }), [size, size, size]);
  const input = graph.applyMicrosoft('MultiHeadAttention', parts, {
    attributes: { num_heads: { int: heads } },
  });
  const last = `${layer}/self_attention/linear_1`;
  return await addToStream(context, stream, { input, last, norm: `${layer}/ffn/layer_norm`, rows: 'many' });
}
