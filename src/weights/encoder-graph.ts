/**
 * Encoder graph: log-mel of one 30 s window to the keys and values that the decoder's cross-attention reads.
 *
 * Not every one of the 1500 positions need be computed: where nothing is but the zeros that fill a window up, one can stand for
 * several. It is looked at as often as all of them would be: the log of their number is added to its scores, through
 * one more channel of each head, since a bias beside `MultiHeadAttention` would cost it its fast path.
 * In   `mel` [1, nMels, frames] f32: an even number, the last four frames zeros, all behind them taken to be zeros too.
 *      `places` i64 [n]: the positions that are computed, rising.
 *      `log_counts` f32 [1, n, 1]: natural log of how many positions each stands for.
 *      `spread` i64 [1500]: for each position the one, counted in `places`, that stands for it.
 * Out  what `audio-keys.ts` names, for each decoder layer, all 1500 positions.
 * Source  openai-whisper `model.py`, `AudioEncoder`; standing for several: Bolya et al. 2023, "Token Merging", proportional
 *         attention.
 * @module
 */
import { SCORE_SCALE } from './audio-attention.ts';
import { addAudioKeys } from './audio-keys.ts';
import { convolve } from './convolutions.ts';
import type { Graph } from './graph.ts';
import { addFeedForward, addToStream, type LayerPlace, type Stream, startStream } from './layers.ts';
import { type LayerContext, linear, type MatrixForm, type WeightPrecision, zeroPoint } from './matrices.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/** What every layer needs to know of the positions. */
interface Positions {
  /** Names of [1, n, heads, 1]: the channel that each query and each key has more. */
  readonly queryChannel: string;
  readonly keyChannel: string;
}

/** Adds the whole encoder to the graph. */
export async function addEncoder(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  precision: WeightPrecision,
  dims: WhisperDims,
): Promise<void> {
  const { graph, tensors } = target;
  graph.input('mel', 'f32', [1, dims.nMels, 'frames']);
  graph.input('places', 'i64', ['n']);
  graph.input('log_counts', 'f32', [1, 'n', 1]);
  const spread = graph.input('spread', 'i64', [dims.nAudioCtx]);
  const context: LayerContext = { ...target, form: precision === 'f32' ? 'f32' : rowwise(graph) };
  const convolved = await convolve(context, 'mel', dims);
  const encodings = graph.constant(await tensors.floats('encoder/position_encodings/encodings'));
  const start = graph.apply('Add', [
    rowsAt(graph, convolved),
    graph.apply('Gather', [encodings, 'places'], { attributes: { axis: { int: 0 } } }),
  ]);
  const positions = addChannels(graph, dims.nAudioHead);
  let stream = await startStream(context, start, 'encoder/layer_0/self_attention/layer_norm');
  for (let i = 0; i < dims.nAudioLayer; i++) {
    stream = await addSelfAttention(context, stream, { layer: i, dims, positions });
    const isLast = i === dims.nAudioLayer - 1;
    const norm = isLast ? 'encoder/layer_norm' : `encoder/layer_${i + 1}/self_attention/layer_norm`;
    stream = await addFeedForward(context, stream, { name: `encoder/layer_${i}/ffn`, norm, rows: 'many' });
  }
  for (let i = 0; i < dims.nTextLayer; i++)
    await addAudioKeys(context, stream.normal, { layer: i, dims, spread });
}

/** A zero point for every row, where rows have scales of their own. */
function rowwise(graph: Graph): MatrixForm {
  const shape = graph.apply('Shape', ['log_counts']);
  return { rowwise: { zeros: graph.apply('Expand', [zeroPoint(graph), shape]), isOneWindow: true } };
}

/** The rows [1, m, size] at `places`, [1, n, size]; behind the last, which has seen zeros alone, that one again. */
function rowsAt(graph: Graph, rows: string): string {
  const count = graph.apply('Gather', [graph.apply('Shape', [rows]), graph.integers([1])]);
  const last = graph.apply('Sub', [count, graph.integers([1])]);
  const at = graph.apply('Min', ['places', last]);
  return graph.apply('Gather', [rows, at], { attributes: { axis: { int: 1 } } });
}

function addChannels(graph: Graph, heads: number): Positions {
  const logs = graph.apply('Reshape', ['log_counts', graph.integers([1, -1, 1, 1])]);
  const keyChannel = graph.apply('Expand', [logs, graph.integers([1, 1, heads, 1])]);
  const even = graph.floats([1 / SCORE_SCALE], []);
  return { keyChannel, queryChannel: graph.apply('Expand', [even, graph.apply('Shape', [keyChannel])]) };
}

async function addSelfAttention(
  context: LayerContext,
  stream: Stream,
  place: LayerPlace & { readonly positions: Positions },
): Promise<Stream> {
  const { graph } = context;
  const { nAudioState: size, nAudioHead: heads } = place.dims;
  const { queryChannel, keyChannel } = place.positions;
  const layer = `encoder/layer_${place.layer}`;
  const fused = `${layer}/self_attention/linear_0`;
  const product = await linear(context, stream.normal, { name: fused });
  const [query = '', key = '', value = ''] = graph.split(product, [size, size, size]);
  const inputs = [widen(graph, query, queryChannel), widen(graph, key, keyChannel), value];
  const input = graph.applyMicrosoft('MultiHeadAttention', inputs, {
    attributes: { num_heads: { int: heads }, scale: { float: SCORE_SCALE } },
  });
  const last = { name: `${layer}/self_attention/linear_1` };
  return await addToStream(context, stream, { input, last, norm: `${layer}/ffn/layer_norm`, rows: 'many' });
}

/** [1, n, heads * 64] and a channel [1, n, heads, 1] more for each head: [1, n, heads * 65]. */
function widen(graph: Graph, part: string, channel: string): string {
  const split = graph.apply('Reshape', [part, graph.integers([0, 0, -1, HEAD_SIZE])]);
  const both = graph.apply('Concat', [split, channel], { attributes: { axis: { int: 3 } } });
  return graph.apply('Reshape', [both, graph.integers([0, 0, -1])]);
}
