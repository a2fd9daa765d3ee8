/**
 * Encoder attention: every computed position of a window looks at every other, as often as that stands for.
 *
 * In two forms, since processors differ. A matrix of scores is the product of long, thin matrices: tiles of bytes (AMX) have to
 * fetch and store so much for it that floats take half their time, where instructions for bytes alone (VNNI) take a third of
 * what floats do.
 *
 * floats  one operator that never has all scores in memory at once. The log of a count is one more channel of each key and
 *         query, since a bias beside that operator would cost it its fast path.
 * bytes   head by head: keys as bytes with a scale for each channel, queries (times that) with one scale, whose sums become floats,
 *         the log of a count added to them. Shares are bytes too, each row as wide as its largest; many small ones are lost
 *         beside a large one. So values lie around their mean, which is added to the sums: what is lost counts as looking at
 *         everything evenly.
 * Source  Zhang et al. 2024, "SageAttention", for queries and keys: it finds 8 bits too few for shares. Measured here, rows of their
 *         own scale and values without their mean lose nothing (docs/performance.md).
 * @module
 */
import { SCORE_SCALE, shareBytes, softmax } from './audio-attention.ts';
import { channelBytes, channelMeans } from './channel-bytes.ts';
import type { Graph } from './graph.ts';
import type { LayerPlace } from './layers.ts';
import { type LayerContext, linear, type MatrixLayer, signedZero, toBytes } from './matrices.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/** What its products are of. */
type AttentionForm = 'floats' | 'bytes';

/** What a query has in the channel where a key has the log of its count: its score is that log. */
const EVEN = 1 / SCORE_SCALE;

/** Lets the positions of `input` [1, n, size], as a layer's norm leaves them, look at each other: [1, n, size]. */
export type EncoderAttention = (context: LayerContext, input: string, place: LayerPlace) => Promise<string>;

/** Attention in that form; the graph's `log_counts` [1, n, 1] say how many positions each stands for. */
export function encoderAttention(graph: Graph, form: AttentionForm, heads: number): EncoderAttention {
  if (form === 'bytes') {
    const logs = graph.apply('Reshape', ['log_counts', graph.integers([-1])]);
    return async (context, input, place) => await attendInBytes(context, input, { ...place, logs });
  }
  const counts = addCounts(graph, heads);
  return async (context, input, place) => await attendInFloats(context, input, { ...place, counts });
}

/** How often each position is to be looked at, [1, n, heads * 65]: what each key has in one channel more, among zeros. */
function addCounts(graph: Graph, heads: number): string {
  const logs = graph.apply('Reshape', ['log_counts', graph.integers([1, -1, 1, 1])]);
  const channel = graph.apply('Expand', [logs, graph.integers([1, 1, heads, 1])]);
  const wide = graph.apply('Pad', [channel, graph.integers([0, 0, 0, HEAD_SIZE, 0, 0, 0, 0])]);
  return graph.apply('Reshape', [wide, graph.integers([0, 0, -1])]);
}

async function attendInFloats(
  context: LayerContext,
  input: string,
  { counts, ...place }: LayerPlace & { readonly counts: string },
): Promise<string> {
  const { graph } = context;
  // Products as wide as attention wants them, [1, n, heads * 65]: to make room behind them would be to copy them.
  const wide = (bias: number): Pick<MatrixLayer, 'gap'> => ({ gap: { group: HEAD_SIZE, bias } });
  const query = await linear(context, input, { ...partOf(place, 'query'), ...wide(EVEN) });
  const key = await linear(context, input, { ...partOf(place, 'key'), ...wide(0) });
  const value = await linear(context, input, partOf(place, 'value'));
  const inputs = [query, graph.apply('Add', [key, counts]), value];
  return graph.applyMicrosoft('MultiHeadAttention', inputs, {
    attributes: { num_heads: { int: place.dims.nAudioHead }, scale: { float: SCORE_SCALE } },
  });
}

async function attendInBytes(
  context: LayerContext,
  input: string,
  { logs, ...place }: LayerPlace & { readonly logs: string },
): Promise<string> {
  const { graph } = context;
  const sizes = headSizes(place.dims);
  const key = channelBytes(graph, await linear(context, input, partOf(place, 'key')), {
    size: place.dims.nAudioState,
    // ONNX Runtime multiplies by bytes with a sign twice as fast.
    zero: signedZero(graph),
  });
  const query = await linear(context, input, partOf(place, 'query'));
  const asked = toBytes(graph, graph.apply('Mul', [query, key.unit]));
  const turned = graph.apply('Transpose', [key.bytes], { attributes: { perm: { ints: [0, 2, 1] } } });
  const [queries, keys] = [graph.split(asked.bytes, sizes), graph.split(turned, sizes, 1)];
  const value = await linear(context, input, partOf(place, 'value'));
  const worth = graph.floats([SCORE_SCALE], []);
  return lookAround(graph, value, {
    dims: place.dims,
    sharesOf: (head) => {
      const product = [queries[head] ?? '', keys[head] ?? '', asked.unit, worth, asked.zero, '', logs];
      return softmax(graph, graph.applyMicrosoft('MatMulIntegerToFloat', product));
    },
  });
}

/** What each position finds in the values [1, n, size] by its shares [1, n, n] in each head. */
function lookAround(
  graph: Graph,
  values: string,
  { dims, sharesOf }: { readonly dims: WhisperDims; readonly sharesOf: (head: number) => string },
): string {
  const { nAudioState: size } = dims;
  const mean = channelMeans(graph, values, size);
  const sizes = headSizes(dims);
  const { bytes, unit } = channelBytes(graph, graph.apply('Sub', [values, mean]), {
    size,
    zero: signedZero(graph),
  });
  const [heads, worths] = [graph.split(bytes, sizes), graph.split(unit, sizes)];
  const found = heads.map((head, at) => {
    const looks = shareBytes(graph, sharesOf(at), dims.nAudioCtx);
    const product = [looks.bytes, head, graph.floats([1], []), worths[at] ?? ''];
    return graph.apply('Mul', [graph.applyMicrosoft('MatMulIntegerToFloat', product), looks.unit]);
  });
  const all = graph.apply('Concat', found, { attributes: { axis: { int: -1 } } });
  return graph.apply('Add', [all, mean]);
}

function headSizes({ nAudioHead }: WhisperDims): number[] {
  return Array.from({ length: nAudioHead }, () => HEAD_SIZE);
}

const PARTS = ['query', 'key', 'value'] as const;

/** Some rows of the one matrix that a checkpoint has for all three. */
function partOf({ layer, dims }: LayerPlace, kind: (typeof PARTS)[number]): MatrixLayer {
  const [size, at] = [dims.nAudioState, PARTS.indexOf(kind)];
  return {
    name: `encoder/layer_${layer}/self_attention/linear_0`,
    rows: { start: at * size, end: (at + 1) * size },
  };
}
