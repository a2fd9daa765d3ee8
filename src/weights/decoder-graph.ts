/**
 * Decoder graph: tokens, the audio's keys and values, and the cache of earlier tokens to the next token's logits.
 *
 * In   `ids` i64 [b, n]; `offset` i64 scalar, tokens already in the cache; per layer i `cross_key_i` [w, heads, 64,
 *      1500], `cross_value_i` [w, heads, 1500, 64], `past_key_i` and `past_value_i` [b, heads, p, 64]. There are
 *      b / w hypotheses of each window, one window's after another's; they share its keys and values, uncopied.
 * Out  `logits` [b, 1, vocabulary], of the last position; `present_key_i`, `present_value_i` [b, heads, p + n, 64].
 * Source  openai-whisper `model.py`, `TextDecoder`.
 * @module
 */
import type { Graph } from './graph.ts';
import { addFeedForward, addToStream, type LayerPlace, type Stream, startStream } from './layers.ts';
import { biasOf, type LayerContext, linear, multiply, type WeightPrecision, zeroPoint } from './matrices.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/**
 * Scale of attention scores, 1 / sqrt(HEAD_SIZE). A power of two, so it can be applied to the query without rounding;
 * inside the product, as `FusedMatMul` would, it costs ONNX Runtime its fast path for one row: 337 for 96 us a layer.
 */
export const SCORE_SCALE = 1 / Math.sqrt(HEAD_SIZE);

/** Adds the whole decoder to the graph. */
export async function addDecoder(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  precision: WeightPrecision,
  dims: WhisperDims,
): Promise<void> {
  const { graph } = target;
  graph.input('ids', 'i64', ['b', 'n']);
  graph.input('offset', 'i64', []);
  const shapes = addQueryShapes(graph, dims);
  const context: LayerContext = {
    ...target,
    form: precision === 'f32' ? 'f32' : { rowwise: { zeros: addRowZeros(graph) } },
  };
  const start = await embed(context);
  let stream = await startStream(context, start, 'decoder/layer_0/self_attention/layer_norm');
  for (let i = 0; i < dims.nTextLayer; i++) {
    stream = await addSelfAttention(context, stream, { layer: i, dims });
    stream = await addCrossAttention(context, stream, { layer: i, dims, shapes });
    const isLast = i === dims.nTextLayer - 1;
    const norm = isLast ? 'decoder/layer_norm' : `decoder/layer_${i + 1}/self_attention/layer_norm`;
    stream = await addFeedForward(context, stream, { name: `decoder/layer_${i}/ffn`, norm, rows: 'few' });
  }
  const last = onLastPosition(context, stream.normal);
  await multiply(last.context, last.normal, { name: 'decoder/projection', output: 'logits' });
  graph.output('logits', 'f32', ['b', 1, dims.nVocab]);
}

/** One zero point for each row of [b, n, size]: what `QuantizeLinear` wants in order to scale every row by itself. */
export function addRowZeros(graph: Graph): string {
  const shape = graph.apply('Concat', [graph.apply('Shape', ['ids']), graph.integers([1])], {
    attributes: { axis: { int: 0 } },
  });
  return graph.apply('Expand', [zeroPoint(graph), shape]);
}

/** The last position alone, [b, 1, size], and the context that goes with it: only its logits are ever wanted. */
function onLastPosition(
  context: LayerContext,
  normal: string,
): { readonly normal: string; readonly context: LayerContext } {
  const { graph, form } = context;
  const last = (value: string): string =>
    graph.apply('Gather', [value, graph.integers([-1])], { attributes: { axis: { int: 1 } } });
  if (typeof form === 'string') return { normal: last(normal), context };
  const zeros = last(form.rowwise.zeros);
  return { normal: last(normal), context: { ...context, form: { rowwise: { zeros } } } };
}

/** The embedding of each token of the input `ids`, [b, n, size] f32. */
export async function embedTokens({ graph, tensors, form }: LayerContext): Promise<string> {
  const table = 'decoder/embeddings/weight';
  const stored = await (form === 'f32' ? tensors.floats(table) : tensors.halvesOrFloats(table));
  const rows = graph.apply('Gather', [graph.constant(stored), 'ids']);
  return stored.type === 'f32' ? rows : graph.apply('Cast', [rows], { attributes: { to: { int: 1 } } });
}

/** Token embedding plus position. */
async function embed(context: LayerContext): Promise<string> {
  const { graph, tensors } = context;
  const tokens = await embedTokens(context);
  const positions = graph.constant(await tensors.floats('decoder/position_encodings/encodings'));
  const start = graph.apply('Reshape', ['offset', graph.integers([1])]);
  const count = graph.apply('Shape', ['ids'], { attributes: { start: { int: 1 }, end: { int: 2 } } });
  const end = graph.apply('Add', [start, count]);
  const slice = graph.apply('Slice', [positions, start, end, graph.integers([0])]);
  return graph.apply('Add', [tokens, slice]);
}

/** Attention of each position to itself and to those before it, in the cache too. */
async function addSelfAttention(context: LayerContext, stream: Stream, place: LayerPlace): Promise<Stream> {
  const { graph } = context;
  const { nTextState: size, nTextHead: heads } = place.dims;
  const layer = `decoder/layer_${place.layer}`;
  const fused = `${layer}/self_attention/linear_0`;
  const product = await multiply(context, stream.normal, { name: fused });
  const cache = ['key', 'value'].map((kind) => {
    graph.output(`present_${kind}_${place.layer}`, 'f32', ['b', heads, 'total', HEAD_SIZE]);
    return graph.input(`past_${kind}_${place.layer}`, 'f32', ['b', heads, 'p', HEAD_SIZE]);
  });
  const parts = [...graph.split(product, [size, size, size]), await biasOf(context, { name: fused })];
  const input = graph.applyMicrosoft('MultiHeadAttention', [...parts, '', '', ...cache], {
    attributes: { num_heads: { int: heads }, unidirectional: { int: 1 } },
    outputs: [graph.newName(), `present_key_${place.layer}`, `present_value_${place.layer}`],
  });
  const last = `${layer}/self_attention/linear_1`;
  return await addToStream(context, stream, {
    input,
    last,
    norm: `${layer}/attention/layer_norm`,
    rows: 'few',
  });
}

/** Shapes of the query, known only when the graph runs. */
interface QueryShapes {
  /** [w, positions of all hypotheses of a window, heads, 64] */
  readonly byWindow: string;
  /** [b, n, size] */
  readonly byHypothesis: string;
}

/** The hypotheses of a window become rows of one query, so that they meet one copy of its keys. */
function addQueryShapes(graph: Graph, { nTextHead: heads, nTextState: size }: WhisperDims): QueryShapes {
  const join = (parts: readonly string[]): string =>
    graph.apply('Concat', parts, { attributes: { axis: { int: 0 } } });
  const windows = graph.apply('Shape', ['cross_key_0'], {
    attributes: { start: { int: 0 }, end: { int: 1 } },
  });
  return {
    byWindow: join([windows, graph.integers([-1, heads, HEAD_SIZE])]),
    byHypothesis: join([graph.apply('Shape', ['ids']), graph.integers([size])]),
  };
}

/**
 * Attention of each position to the audio. Plain operators on keys that lie transposed: for eight rows 0.47 ms a layer
 * where `MultiHeadAttention` takes 0.90, and the shares are there to be read by whoever wants word times.
 */
async function addCrossAttention(
  context: LayerContext,
  stream: Stream,
  place: LayerPlace & { readonly shapes: QueryShapes },
): Promise<Stream> {
  const { graph } = context;
  const { nTextHead: heads, nAudioCtx } = place.dims;
  const layer = `decoder/layer_${place.layer}`;
  const key = graph.input(`cross_key_${place.layer}`, 'f32', ['w', heads, HEAD_SIZE, nAudioCtx]);
  const value = graph.input(`cross_value_${place.layer}`, 'f32', ['w', heads, nAudioCtx, HEAD_SIZE]);
  const flat = await linear(context, stream.normal, { name: `${layer}/attention/linear_0` });
  const scaled = graph.apply('Mul', [flat, graph.floats([SCORE_SCALE], [])]);
  const swap = { attributes: { perm: { ints: [0, 2, 1, 3] } } };
  const split = graph.apply('Reshape', [scaled, place.shapes.byWindow]);
  const scores = graph.apply('MatMul', [graph.apply('Transpose', [split], swap), key]);
  const shares = graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
  const mixed = graph.apply('Transpose', [graph.apply('MatMul', [shares, value])], swap);
  const input = graph.apply('Reshape', [mixed, place.shapes.byHypothesis]);
  const last = `${layer}/attention/linear_2`;
  return await addToStream(context, stream, { input, last, norm: `${layer}/ffn/layer_norm`, rows: 'few' });
}
