/**
 * Encoder graph: log-mel of one 30 s window to the keys and values that the decoder's cross-attention reads.
 *
 * Not every one of the 1500 positions need be computed: where nothing is but the zeros that fill a window up, one can stand for
 * several. It is looked at as often as all of them would be: the log of their number is added to its scores, through
 * one more channel of each head, since a bias beside `MultiHeadAttention` would cost it its fast path.
 * In   `mel` [1, nMels, frames] f32: an even number, the last four frames zeros, all behind them taken to be zeros too.
 *      `places` i64 [n]: the positions that are computed, rising; in 8 bits a multiple of four of them.
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
import {
  type LayerContext,
  linear,
  type MatrixForm,
  type MatrixLayer,
  type WeightPrecision,
  zeroPoint,
} from './matrices.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/** What a query has in the channel where a key has the log of its count: its score is that log. */
const EVEN = 1 / SCORE_SCALE;

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
  const counts = addCounts(graph, dims.nAudioHead);
  let stream = await startStream(context, start, 'encoder/layer_0/self_attention/layer_norm');
  for (let i = 0; i < dims.nAudioLayer; i++) {
    stream = await addSelfAttention(context, stream, { layer: i, dims, counts });
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

/** How often each position is to be looked at, [1, n, heads * 65]: what each key has in one channel more, among zeros. */
function addCounts(graph: Graph, heads: number): string {
  const logs = graph.apply('Reshape', ['log_counts', graph.integers([1, -1, 1, 1])]);
  const channel = graph.apply('Expand', [logs, graph.integers([1, 1, heads, 1])]);
  const wide = graph.apply('Pad', [channel, graph.integers([0, 0, 0, HEAD_SIZE, 0, 0, 0, 0])]);
  return graph.apply('Reshape', [wide, graph.integers([0, 0, -1])]);
}

async function addSelfAttention(
  context: LayerContext,
  stream: Stream,
  place: LayerPlace & { readonly counts: string },
): Promise<Stream> {
  const { graph } = context;
  const { nAudioState: size, nAudioHead: heads } = place.dims;
  const layer = `encoder/layer_${place.layer}`;
  const part = (at: number, gapBias?: number): MatrixLayer => ({
    name: `${layer}/self_attention/linear_0`,
    rows: { start: at * size, end: (at + 1) * size },
    ...(gapBias === undefined ? {} : { gap: { group: HEAD_SIZE, bias: gapBias } }),
  });
  // Products as wide as attention wants them, [1, n, heads * 65]: to make room behind them would be to copy them.
  const query = await linear(context, stream.normal, part(0, EVEN));
  const key = graph.apply('Add', [await linear(context, stream.normal, part(1, 0)), place.counts]);
  const inputs = [query, key, await linear(context, stream.normal, part(2))];
  const input = graph.applyMicrosoft('MultiHeadAttention', inputs, {
    attributes: { num_heads: { int: heads }, scale: { float: SCORE_SCALE } },
  });
  const last = { name: `${layer}/self_attention/linear_1` };
  return await addToStream(context, stream, { input, last, norm: `${layer}/ffn/layer_norm`, rows: 'many' });
}
