/**
 * Decoder graph: tokens, the audio's keys and values, and the cache of earlier tokens to what may come next.
 *
 * In   `embedded` f32 [b, n, size], tokens by their rows of the embeddings, and `positions` i64 [b, n], their places in their texts; per layer i the audio of w windows
 *      (`audio-keys.ts`), `past_key_i` and `past_value_i` [b, heads, room, 64], of which a row holds
 *      as many places as it has tokens; `mask` f32 [b, 1, n, room + n], added to the scores of those places and, behind them,
 *      of the new tokens: 0 for what a token may see, minus infinity for the rest. There are b / w hypotheses of each window, one window's after another's; they
 *      share its keys and values, uncopied. `text_bias` f32 [t], added to the logits of the text tokens, ids below t;
 *      `count` i64 [1], how many of those are wanted. n above 1 is for one row (b = 1) alone.
 * Out  `added` [b, n, 2 x layers x size], the new tokens' keys and values, layer by layer, which the caller puts into the
 *      cache: an output is copied on its way out, so the whole cache is none. Of the last position: `logits` [b, 1, vocabulary], or, where that is enough, `text_top` f32 and `text_ids` i64
 *      [b, count], the likeliest text tokens; `text_mass` [b], the log of the sum of exp over all text tokens, both with
 *      the bias; `special` [b, vocabulary - t], the logits of the other tokens. A run computes all and copies what is asked for.
 * Verifier  the same graph for one text whose tokens are rows, each of which sees those before it: `embedded` [b, 1, size], one window,
 *      and a cache of one row, [1, heads, room, 64]. It tells what comes after every token, with the very numbers that
 *      one run a token would give; n above 1 does not: one row of a float product has other roundings than several.
 * Source  openai-whisper `model.py`, `TextDecoder`.
 * @module
 */
import { attendTo, SCORE_SCALE, softmax } from './audio-attention.ts';
import { audioKeyInputs } from './audio-keys.ts';
import type { Graph } from './graph.ts';
import { addFeedForward, addToStream, type LayerPlace, type Stream, startStream } from './layers.ts';
import { type GraphForm, type LayerContext, linear, multiply, zeroPoint } from './matrices.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/** What the rows of a run are: texts, each with a cache of its own, or the latest tokens of one text. */
export type DecoderRows = 'texts' | 'tokens';

/** How a decoder is made. */
export interface DecoderForm extends GraphForm {
  readonly dims: WhisperDims;
  readonly rows: DecoderRows;
}

/** Adds the whole decoder to the graph. */
export async function addDecoder(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  { precision, kernels, dims, rows }: DecoderForm,
): Promise<void> {
  const { graph } = target;
  graph.input('embedded', 'f32', ['b', 'n', dims.nTextState]);
  graph.input('positions', 'i64', ['b', 'n']);
  graph.input('mask', 'f32', ['b', 1, 'n', 'seen']);
  const seen = addSeenSizes(graph);
  const context: LayerContext = {
    ...target,
    form: precision === 'f32' ? 'f32' : { rowwise: { zeros: addRowZeros(graph, 'embedded') } },
  };
  const shapes = addQueryShapes(context, dims);
  const start = await embed(context);
  let stream = await startStream(context, start, 'decoder/layer_0/self_attention/layer_norm');
  const added: string[] = [];
  for (let i = 0; i < dims.nTextLayer; i++) {
    stream = await addSelfAttention(context, stream, { layer: i, dims, rows, seen, added });
    const audio = { layer: i, dims, shapes, windows: 'w', precision, kernels };
    stream = (await addCrossAttention(context, stream, audio)).stream;
    const isLast = i === dims.nTextLayer - 1;
    const norm = isLast ? 'decoder/layer_norm' : `decoder/layer_${i + 1}/self_attention/layer_norm`;
    stream = await addFeedForward(context, stream, { name: `decoder/layer_${i}/ffn`, norm, rows: 'few' });
  }
  const last = onLastPosition(context, stream.normal);
  await multiply(last.context, last.normal, { name: 'decoder/projection', output: 'logits' });
  graph.output('logits', 'f32', ['b', 1, dims.nVocab]);
  graph.apply('Concat', added, { attributes: { axis: { int: 2 } }, output: 'added' });
  graph.output('added', 'f32', ['b', 'n', 2 * dims.nTextLayer * dims.nTextState]);
  addChoice(graph, dims.nVocab);
}

/** The likeliest text tokens, the mass of all of them, and the logits of the others: what a search mostly needs to know. */
function addChoice(graph: Graph, nVocab: number): void {
  const bias = graph.input('text_bias', 'f32', ['t']);
  const count = graph.input('count', 'i64', [1]);
  const ends = graph.integers([Number.MAX_SAFE_INTEGER]);
  const [rows, tokens] = [graph.integers([1]), graph.integers([-1])];
  const texts = graph.apply('Shape', [bias]);
  const logits = graph.apply('Squeeze', ['logits', rows]);
  graph.apply('Slice', [logits, texts, ends, tokens], { output: 'special' });
  graph.output('special', 'f32', ['b', 's']);
  // Minus infinity for the others: all rows are as they are then, and only the bias is copied.
  const others = graph.apply('Sub', [graph.integers([nVocab]), texts]);
  const pads = graph.apply('Concat', [graph.integers([0]), others], { attributes: { axis: { int: 0 } } });
  const padded = graph.apply('Pad', [bias, pads, graph.floats([-Infinity], [])]);
  const text = graph.apply('Add', [logits, padded]);
  graph.apply('TopK', [text, count], { outputs: ['text_top', 'text_ids'] });
  graph.output('text_top', 'f32', ['b', 'k']);
  graph.output('text_ids', 'i64', ['b', 'k']);
  massFromTop(graph, text, rows);
  graph.output('text_mass', 'f32', ['b']);
}

/**
 * The log of the sum of exp over all text: by how much the largest logit exceeds its log probability. A softmax goes through each
 * row by itself and in one order; a sum over rows (`ReduceLogSumExp`, `ReduceSum`) is shared out by how many rows there are,
 * so its roundings would tell a row who is beside it. It is also several times as slow.
 */
function massFromTop(graph: Graph, text: string, column: string): void {
  const along = { attributes: { axis: { int: 1 } } };
  const first = (found: string): string => graph.apply('Gather', [found, graph.integers([0])], along);
  const logprob = graph.apply('GatherElements', [logprobsOf(graph, text), first('text_ids')], along);
  graph.apply('Squeeze', [graph.apply('Sub', [first('text_top'), logprob]), column], { output: 'text_mass' });
}

/** Each value less the log of the sum of exp over its row. */
export function logprobsOf(graph: Graph, values: string): string {
  return graph.apply('LogSoftmax', [values], { attributes: { axis: { int: -1 } } });
}

/** One zero point for each row of `rows` [b, n, size]: what `QuantizeLinear` wants in order to scale every row by itself. */
export function addRowZeros(graph: Graph, rows: string): string {
  const shape = graph.apply('Concat', [rowsOf(graph, rows), graph.integers([1])], {
    attributes: { axis: { int: 0 } },
  });
  return graph.apply('Expand', [zeroPoint(graph), shape]);
}

/** How many rows [b, n, size] has, i64 [b, n]. */
function rowsOf(graph: Graph, rows: string): string {
  return graph.apply('Shape', [rows], { attributes: { end: { int: 2 } } });
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

/** Token embedding plus position. */
async function embed(context: LayerContext): Promise<string> {
  const { graph, tensors } = context;
  const positions = graph.constant(await tensors.floats('decoder/position_encodings/encodings'));
  return graph.apply('Add', ['embedded', graph.apply('Gather', [positions, 'positions'])]);
}

/** How many places of the cache and how many new tokens are seen, i64 [2]. */
function addSeenSizes(graph: Graph): string {
  const room = graph.apply('Shape', ['past_key_0'], { attributes: { start: { int: 2 }, end: { int: 3 } } });
  const fresh = graph.apply('Shape', ['positions'], { attributes: { start: { int: 1 } } });
  return graph.apply('Concat', [room, fresh], { attributes: { axis: { int: 0 } } });
}

/** What the self-attention of a layer needs beside its place. */
interface OwnTokens extends LayerPlace {
  readonly rows: DecoderRows;
  readonly seen: string;
  /** Collects the new keys and values. */
  readonly added: string[];
}

/**
 * Attention of each position to itself and to those before it: to the cache as it lies there, and to the new tokens beside
 * it, since to put both into one tensor (as ONNX Runtime's operators for it do) is to copy the cache in every layer of every
 * step. What a row may not see has a share of exactly 0, and room grows by whole blocks of the sums
 * (`key-cache.ts`), so a row's numbers do not depend on the room that others need.
 */
async function addSelfAttention(context: LayerContext, stream: Stream, own: OwnTokens): Promise<Stream> {
  const { graph } = context;
  const { nTextState: size, nTextHead: heads } = own.dims;
  const place = `decoder/layer_${own.layer}`;
  // The scale of the scores is in the weights: within their product it would cost ONNX Runtime a fast path, as one more
  // operator before it that operator's time.
  const factors = new Float32Array(3 * size).fill(SCORE_SCALE, 0, size).fill(1, size);
  const fused = await linear(context, stream.normal, { name: `${place}/self_attention/linear_0`, factors });
  const [, fresh = ''] = graph.split(fused, [size, 2 * size]);
  own.added.push(fresh);
  const swap = { attributes: { perm: { ints: [0, 2, 1, 3] } } };
  const split = graph.apply('Reshape', [fused, graph.integers([0, 0, 3 * heads, HEAD_SIZE])]);
  const [query, key, value] = [graph.newName(), graph.newName(), graph.newName()];
  graph.apply('Split', [graph.apply('Transpose', [split], swap), graph.integers([heads, heads, heads])], {
    attributes: { axis: { int: 1 } },
    outputs: [query, key, value],
  });
  const scores = [pastOf(graph, own, { kind: 'key', fresh: key }), key].map((keys) =>
    graph.applyMicrosoft('FusedMatMul', [query, keys], { attributes: { transB: { int: 1 } } }),
  );
  const all = graph.apply('Concat', scores, { attributes: { axis: { int: 3 } } });
  const shares = softmax(graph, graph.apply('Add', [all, 'mask']));
  const [ofPast, ofFresh] = [graph.newName(), graph.newName()];
  graph.apply('Split', [shares, own.seen], {
    attributes: { axis: { int: 3 } },
    outputs: [ofPast, ofFresh],
  });
  const found = graph.apply('Add', [
    graph.apply('MatMul', [ofPast, pastOf(graph, own, { kind: 'value', fresh: value })]),
    graph.apply('MatMul', [ofFresh, value]),
  ]);
  const input = graph.apply('Reshape', [
    graph.apply('Transpose', [found], swap),
    graph.integers([0, 0, size]),
  ]);
  const last = { name: `${place}/self_attention/linear_1` };
  return await addToStream(context, stream, {
    input,
    last,
    norm: `${place}/attention/layer_norm`,
    rows: 'few',
  });
}

/** The cache of a layer; `fresh` [b, heads, n, 64] is what the new tokens have. */
function pastOf(
  graph: Graph,
  { layer, dims, rows }: OwnTokens,
  { kind, fresh }: { readonly kind: 'key' | 'value'; readonly fresh: string },
): string {
  const shape = [rows === 'texts' ? 'b' : 1, dims.nTextHead, 'room', HEAD_SIZE];
  const past = graph.input(`past_${kind}_${layer}`, 'f32', shape);
  return rows === 'texts' ? past : withTokens(graph, past, fresh);
}

/** The cache of one text with its latest tokens at their places, [1, heads, room, 64]; `fresh` is [tokens, heads, 1, 64]. */
function withTokens(graph: Graph, past: string, fresh: string): string {
  const [origin, one, places] = [graph.integers([0]), graph.integers([1]), graph.integers([2])];
  const ends = graph.integers([Number.MAX_SAFE_INTEGER]);
  const first = graph.apply('Reshape', [graph.apply('Slice', ['positions', origin, one, origin]), one]);
  const count = graph.apply('Shape', ['positions'], { attributes: { end: { int: 1 } } });
  const known = graph.apply('Slice', [past, origin, first, places]);
  const rest = graph.apply('Slice', [past, graph.apply('Add', [first, count]), ends, places]);
  const added = graph.apply('Transpose', [fresh], { attributes: { perm: { ints: [2, 1, 0, 3] } } });
  return graph.apply('Concat', [known, added, rest], { attributes: { axis: { int: 2 } } });
}

/** Shapes of the query, as a reshape wants them. */
export interface QueryShapes {
  /** [w, positions of all hypotheses of a window, heads, 64] */
  readonly byWindow: string;
  /** [b, n, size] */
  readonly byHypothesis: string;
  /** No shape, but a zero point for each query, [w, heads, rows, 1]; none in floats. */
  readonly zeros: string;
}

/** The hypotheses of a window become rows of one query, so that they meet one copy of its keys. */
function addQueryShapes(
  context: LayerContext,
  { nTextHead: heads, nTextState: size }: WhisperDims,
): QueryShapes {
  const { graph } = context;
  const join = (parts: readonly string[]): string =>
    graph.apply('Concat', parts, { attributes: { axis: { int: 0 } } });
  const windows = graph.apply('Shape', ['cross_key_0'], {
    attributes: { start: { int: 0 }, end: { int: 1 } },
  });
  return {
    byWindow: join([windows, graph.integers([-1, heads, HEAD_SIZE])]),
    byHypothesis: join([graph.apply('Shape', ['positions']), graph.integers([size])]),
    zeros: queryZeros(context, join([windows, graph.integers([1, -1, 1])]), heads),
  };
}

/** A zero point for each query, [w, heads, rows, 1], from those of the rows laid out as `oneEach`, [w, 1, rows, 1]; none in floats. */
export function queryZeros({ graph, form }: LayerContext, oneEach: string, heads: number): string {
  if (form === 'f32') return '';
  const each = graph.apply('Reshape', [form.rowwise.zeros, oneEach]);
  return graph.apply('Expand', [each, graph.integers([1, heads, 1, 1])]);
}

/** Attention of each position to the audio, and its scores before they become shares (`audio-attention.ts`). */
export async function addCrossAttention(
  context: LayerContext,
  stream: Stream,
  place: LayerPlace & GraphForm & { readonly shapes: QueryShapes; readonly windows: number | string },
): Promise<{ readonly stream: Stream; readonly scores: string }> {
  const { graph } = context;
  const layer = `decoder/layer_${place.layer}`;
  const keys = audioKeyInputs(graph, place, place);
  const flat = await linear(context, stream.normal, { name: `${layer}/attention/linear_0` });
  const swap = { attributes: { perm: { ints: [0, 2, 1, 3] } } };
  const query = graph.apply('Transpose', [graph.apply('Reshape', [flat, place.shapes.byWindow])], swap);
  const { scores, found } = attendTo(graph, query, { ...keys, zeros: place.shapes.zeros });
  const input = graph.apply('Reshape', [graph.apply('Transpose', [found], swap), place.shapes.byHypothesis]);
  const last = { name: `${layer}/attention/linear_2` };
  const added = { input, last, norm: `${layer}/ffn/layer_norm`, rows: 'few' } as const;
  return { stream: await addToStream(context, stream, added), scores };
}
