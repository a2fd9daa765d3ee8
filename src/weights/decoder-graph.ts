/**
 * Decoder graph: tokens, the audio's keys and values, and the cache of earlier tokens to the next token's logits.
 *
 * In   `ids` i64 [b, n]; `offset` i64 scalar, tokens already in the cache; per layer i `cross_key_i` [b, heads, 64,
 *      1500], `cross_value_i` [b, heads, 1500, 64], `past_key_i` and `past_value_i` [b, heads, p, 64].
 * Out  `logits` [b, 1, vocabulary], of the last position; `present_key_i`, `present_value_i` [b, heads, p + n, 64].
 * Source  openai-whisper `model.py`, `TextDecoder`.
 * @module
 */
import type { Graph } from './graph.ts';
import { feedForward, type LayerContext, linear, multiply, normalize, zeroPoint } from './layers.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/** Scale of attention scores, 1 / sqrt(HEAD_SIZE): a power of two, so it can be applied anywhere without rounding. */
const SCORE_SCALE = 1 / Math.sqrt(HEAD_SIZE);

/** What the decoder's matrices are: floats, or 8 bits with every row on its own. */
export type DecoderForm = 'f32' | 'rowwise';

/** Adds the whole decoder to the graph. */
export async function addDecoder(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  form: DecoderForm,
  dims: WhisperDims,
): Promise<void> {
  const { graph } = target;
  graph.input('ids', 'i64', ['b', 'n']);
  graph.input('offset', 'i64', []);
  const context: LayerContext = { ...target, form: form === 'f32' ? form : { rowwise: addRowZeros(graph) } };
  let state = await embed(context);
  for (let i = 0; i < dims.nTextLayer; i++) {
    state = await selfAttend(context, state, { layer: i, dims });
    state = await crossAttend(context, state, { layer: i, dims });
    state = await feedForward(context, state, `decoder/layer_${i}/ffn`);
  }
  const last = await onLastPosition(context, state);
  const normal = await normalize(context, last.state, 'decoder/layer_norm');
  await multiply(last.context, normal, { name: 'decoder/projection', output: 'logits' });
  graph.output('logits', 'f32', ['b', 1, dims.nVocab]);
}

/** One zero point for each row of [b, n, size]: what `QuantizeLinear` wants in order to scale every row by itself. */
function addRowZeros(graph: Graph): { readonly zeros: string } {
  const shape = graph.apply('Concat', [graph.apply('Shape', ['ids']), graph.integers([1])], {
    attributes: { axis: { int: 0 } },
  });
  return { zeros: graph.apply('Expand', [zeroPoint(graph), shape]) };
}

/** The last position alone, [b, 1, size], and the context that goes with it: only its logits are ever wanted. */
function onLastPosition(
  context: LayerContext,
  state: string,
): { readonly state: string; readonly context: LayerContext } {
  const { graph, form } = context;
  const last = (value: string): string =>
    graph.apply('Gather', [value, graph.integers([-1])], { attributes: { axis: { int: 1 } } });
  if (typeof form === 'string') return { state: last(state), context };
  return {
    state: last(state),
    context: { ...context, form: { rowwise: { zeros: last(form.rowwise.zeros) } } },
  };
}

/** Token embedding plus position. */
async function embed(context: LayerContext): Promise<string> {
  const { graph, tensors, form } = context;
  const table = 'decoder/embeddings/weight';
  const stored = await (form === 'f32' ? tensors.floats(table) : tensors.halvesOrFloats(table));
  const rows = graph.apply('Gather', [graph.constant(stored), 'ids']);
  const tokens =
    stored.type === 'f32' ? rows : graph.apply('Cast', [rows], { attributes: { to: { int: 1 } } });
  const positions = graph.constant(await tensors.floats('decoder/position_encodings/encodings'));
  const start = graph.apply('Reshape', ['offset', graph.integers([1])]);
  const count = graph.apply('Shape', ['ids'], { attributes: { start: { int: 1 }, end: { int: 2 } } });
  const end = graph.apply('Add', [start, count]);
  const slice = graph.apply('Slice', [positions, start, end, graph.integers([0])]);
  return graph.apply('Add', [tokens, slice]);
}

/** x + attention of normalised x to itself and to the cache. */
async function selfAttend(
  context: LayerContext,
  input: string,
  place: { readonly layer: number; readonly dims: WhisperDims },
): Promise<string> {
  const { graph } = context;
  const { nTextState: size, nTextHead: heads } = place.dims;
  const name = `decoder/layer_${place.layer}/self_attention`;
  const normal = await normalize(context, input, `${name}/layer_norm`);
  const fused = await linear(context, normal, { name: `${name}/linear_0` });
  const cache = ['key', 'value'].map((kind) => {
    graph.output(`present_${kind}_${place.layer}`, 'f32', ['b', heads, 'total', HEAD_SIZE]);
    return graph.input(`past_${kind}_${place.layer}`, 'f32', ['b', heads, 'p', HEAD_SIZE]);
  });
  const inputs = [...graph.split(fused, [size, size, size]), '', '', '', ...cache];
  const mixed = graph.applyMicrosoft('MultiHeadAttention', inputs, {
    attributes: { num_heads: { int: heads }, unidirectional: { int: 1 } },
    outputs: [graph.newName(), `present_key_${place.layer}`, `present_value_${place.layer}`],
  });
  return graph.apply('Add', [input, await linear(context, mixed, { name: `${name}/linear_1` })]);
}

/** x + attention of normalised x to the audio. */
async function crossAttend(
  context: LayerContext,
  input: string,
  place: { readonly layer: number; readonly dims: WhisperDims },
): Promise<string> {
  const { graph } = context;
  const { nTextState: size, nTextHead: heads, nAudioCtx } = place.dims;
  const name = `decoder/layer_${place.layer}/attention`;
  const key = graph.input(`cross_key_${place.layer}`, 'f32', ['b', heads, HEAD_SIZE, nAudioCtx]);
  const value = graph.input(`cross_value_${place.layer}`, 'f32', ['b', heads, nAudioCtx, HEAD_SIZE]);
  const normal = await normalize(context, input, `${name}/layer_norm`);
  const flat = await linear(context, normal, { name: `${name}/linear_0` });
  const swap = { attributes: { perm: { ints: [0, 2, 1, 3] } } };
  const split = graph.apply('Reshape', [flat, graph.integers([0, 0, heads, HEAD_SIZE])]);
  const query = graph.apply('Transpose', [split], swap);
  const scores = graph.applyMicrosoft('FusedMatMul', [query, key], {
    attributes: { alpha: { float: SCORE_SCALE } },
  });
  const share = graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
  const mixed = graph.apply('Transpose', [graph.apply('MatMul', [share, value])], swap);
  const joined = graph.apply('Reshape', [mixed, graph.integers([0, 0, size])]);
  return graph.apply('Add', [input, await linear(context, joined, { name: `${name}/linear_2` })]);
}
