/**
 * Decoder graph: tokens, the audio's keys and values, and the cache of earlier tokens to what may come next.
 *
 * In   `ids` and `positions` i64 [b, n], tokens and their places in their texts; `last` i32 [b], the place of each row's
 *      last token; `total` i32 [1], the largest of them plus one; per layer i the audio of w windows
 *      (`audio-keys.ts`), `past_key_i` and `past_value_i` [b, heads, room, 64], of which a row holds
 *      as many places as it has tokens. There are b / w hypotheses of each window, one window's after another's; they
 *      share its keys and values, uncopied. `text_bias` f32 [t], added to the logits of the text tokens, ids below t;
 *      `count` i64 [1], how many of those are wanted. n above 1 is for one row (b = 1) alone.
 * Out  `added` [b, n, 2 x layers x size], the new tokens' keys and values, layer by layer, which the caller puts into the
 *      cache: an output is copied on its way out, so the whole cache is none. Of the last position: `logits` [b, 1, vocabulary], or, where that is enough, `text_top` f32 and `text_ids` i64
 *      [b, count], the likeliest text tokens; `text_mass` [b], the log of the sum of exp over all text tokens, both with
 *      the bias; `special` [b, vocabulary - t], the logits of the other tokens. A run computes all and copies what is asked for.
 * Verifier  the same graph for one text whose tokens are rows, each of which sees those before it: `ids` [b, 1], one window,
 *      and a cache of one row, [1, heads, room, 64]. It tells what comes after every token, with the very numbers that
 *      one run a token would give; n above 1 does not: one row of a float product has other roundings than several.
 * Source  openai-whisper `model.py`, `TextDecoder`.
 * @module
 */
import { attendTo } from './audio-attention.ts';
import { audioKeyInputs } from './audio-keys.ts';
import type { Graph } from './graph.ts';
import { addFeedForward, addToStream, type LayerPlace, type Stream, startStream } from './layers.ts';
import { type LayerContext, linear, multiply, type WeightPrecision, zeroPoint } from './matrices.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/** What the rows of a run are: texts, each with a cache of its own, or the latest tokens of one text. */
export type DecoderRows = 'texts' | 'tokens';

/** How a decoder is made. */
export interface DecoderForm {
  readonly precision: WeightPrecision;
  readonly dims: WhisperDims;
  readonly rows: DecoderRows;
}

/** Adds the whole decoder to the graph. */
export async function addDecoder(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  { precision, dims, rows }: DecoderForm,
): Promise<void> {
  const { graph } = target;
  graph.input('ids', 'i64', ['b', 'n']);
  graph.input('positions', 'i64', ['b', 'n']);
  graph.input('last', 'i32', ['b']);
  graph.input('total', 'i32', [1]);
  const shapes = addQueryShapes(graph, dims);
  const context: LayerContext = {
    ...target,
    form: precision === 'f32' ? 'f32' : { rowwise: { zeros: addRowZeros(graph) } },
  };
  const start = await embed(context);
  let stream = await startStream(context, start, 'decoder/layer_0/self_attention/layer_norm');
  const added: string[] = [];
  for (let i = 0; i < dims.nTextLayer; i++) {
    stream = await addSelfAttention(context, stream, { layer: i, dims, rows, added });
    stream = await addCrossAttention(context, stream, { layer: i, dims, shapes, precision });
    const isLast = i === dims.nTextLayer - 1;
    const norm = isLast ? 'decoder/layer_norm' : `decoder/layer_${i + 1}/self_attention/layer_norm`;
    stream = await addFeedForward(context, stream, { name: `decoder/layer_${i}/ffn`, norm, rows: 'few' });
  }
  const last = onLastPosition(context, stream.normal);
  await multiply(last.context, last.normal, { name: 'decoder/projection', output: 'logits' });
  graph.output('logits', 'f32', ['b', 1, dims.nVocab]);
  graph.apply('Concat', added, { attributes: { axis: { int: 2 } }, output: 'added' });
  graph.output('added', 'f32', ['b', 'n', 2 * dims.nTextLayer * dims.nTextState]);
  addChoice(graph);
}

/** The likeliest text tokens, the mass of all of them, and the logits of the others: what a search mostly needs to know. */
function addChoice(graph: Graph): void {
  const bias = graph.input('text_bias', 'f32', ['t']);
  const count = graph.input('count', 'i64', [1]);
  const ends = graph.integers([Number.MAX_SAFE_INTEGER]);
  const [rows, tokens, origin] = [graph.integers([1]), graph.integers([-1]), graph.integers([0])];
  const texts = graph.apply('Shape', [bias]);
  const logits = graph.apply('Squeeze', ['logits', rows]);
  graph.apply('Slice', [logits, texts, ends, tokens], { output: 'special' });
  graph.output('special', 'f32', ['b', 's']);
  const text = graph.apply('Add', [graph.apply('Slice', [logits, origin, texts, tokens]), bias]);
  graph.apply('TopK', [text, count], { outputs: ['text_top', 'text_ids'] });
  graph.output('text_top', 'f32', ['b', 'k']);
  graph.output('text_ids', 'i64', ['b', 'k']);
  addMass(graph, text);
}

/**
 * `text_mass`: the log of the sum of exp is by how much the likeliest logit exceeds its log probability. A softmax goes
 * through each row by itself and in one order; a sum over rows (`ReduceLogSumExp`, `ReduceSum`) is shared out by how many
 * rows there are, so its roundings would tell a row who is beside it. It is also several times as slow.
 */
function addMass(graph: Graph, text: string): void {
  const tokens = graph.integers([-1]);
  const top = (values: string): string =>
    graph.apply('ReduceMax', [values, tokens], { attributes: { keepdims: { int: 0 } } });
  const logprobs = graph.apply('LogSoftmax', [text], { attributes: { axis: { int: -1 } } });
  graph.apply('Sub', [top(text), top(logprobs)], { output: 'text_mass' });
  graph.output('text_mass', 'f32', ['b']);
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
  const positions = graph.constant(await tensors.floats('decoder/position_encodings/encodings'));
  return graph.apply('Add', [await embedTokens(context), graph.apply('Gather', [positions, 'positions'])]);
}

/**
 * Attention of each position to itself and to those before it. Every head has keys of its own, so nothing is grouped; the
 * operator is the one that takes rows of different lengths in one batch. `added` collects the new keys and values.
 */
async function addSelfAttention(
  context: LayerContext,
  stream: Stream,
  { layer, dims, rows, added }: LayerPlace & { readonly rows: DecoderRows; readonly added: string[] },
): Promise<Stream> {
  const { graph } = context;
  const { nTextState: size, nTextHead: heads } = dims;
  const place = `decoder/layer_${layer}`;
  const fused = await linear(context, stream.normal, { name: `${place}/self_attention/linear_0` });
  const [query = '', ...fresh] = graph.split(fused, [size, size, size]);
  added.push(...fresh);
  const cache = ['key', 'value'].map((kind, part) => {
    const shape = [rows === 'texts' ? 'b' : 1, heads, 'room', HEAD_SIZE];
    const past = graph.input(`past_${kind}_${layer}`, 'f32', shape);
    return rows === 'texts' ? past : shareOut(graph, past, { fresh: fresh[part] ?? '', heads });
  });
  const input = graph.applyMicrosoft('GroupQueryAttention', [query, ...fresh, ...cache, 'last', 'total'], {
    attributes: { num_heads: { int: heads }, kv_num_heads: { int: heads } },
    outputs: [graph.newName(), graph.newName(), graph.newName()],
  });
  const last = `${place}/self_attention/linear_1`;
  return await addToStream(context, stream, {
    input,
    last,
    norm: `${place}/attention/layer_norm`,
    rows: 'few',
  });
}

/** A cache for each token of one text: what all have in common, then what each of them adds, of which it reads those before it. */
function shareOut(
  graph: Graph,
  past: string,
  { fresh, heads }: { readonly fresh: string; readonly heads: number },
): string {
  const [origin, one, places] = [graph.integers([0]), graph.integers([1]), graph.integers([2])];
  const first = graph.apply('Slice', ['positions', origin, one, origin]);
  const known = graph.apply('Slice', [past, origin, graph.apply('Reshape', [first, one]), places]);
  const rows = graph.apply('Reshape', [fresh, graph.integers([1, -1, heads, HEAD_SIZE])]);
  const added = graph.apply('Transpose', [rows], { attributes: { perm: { ints: [0, 2, 1, 3] } } });
  const all = graph.apply('Concat', [known, added], { attributes: { axis: { int: 2 } } });
  const count = graph.apply('Shape', ['ids'], { attributes: { start: { int: 0 }, end: { int: 1 } } });
  const shape = graph.apply('Concat', [count, graph.integers([1, 1, 1])], {
    attributes: { axis: { int: 0 } },
  });
  return graph.apply('Expand', [all, shape]);
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

/** Attention of each position to the audio. */
async function addCrossAttention(
  context: LayerContext,
  stream: Stream,
  place: LayerPlace & { readonly shapes: QueryShapes; readonly precision: WeightPrecision },
): Promise<Stream> {
  const { graph } = context;
  const layer = `decoder/layer_${place.layer}`;
  const keys = audioKeyInputs(graph, place, { windows: 'w', precision: place.precision });
  const flat = await linear(context, stream.normal, { name: `${layer}/attention/linear_0` });
  const swap = { attributes: { perm: { ints: [0, 2, 1, 3] } } };
  const query = graph.apply('Transpose', [graph.apply('Reshape', [flat, place.shapes.byWindow])], swap);
  const found = graph.apply('Transpose', [attendTo(graph, query, keys)], swap);
  const input = graph.apply('Reshape', [found, place.shapes.byHypothesis]);
  const last = `${layer}/attention/linear_2`;
  return await addToStream(context, stream, { input, last, norm: `${layer}/ffn/layer_norm`, rows: 'few' });
}
