/**
 * Alignment graph: a text that is known already, and where in the audio the decoder looks while it says each token.
 *
 * In   `embedded` f32 [1, n, size], rows of the embeddings: the start of transcript, its prompt, `<|notimestamps|>`, the text, the end of text; `frames` i64
 *      [1], encoder positions that hold audio, at most 1500; per layer the audio of one window (`audio-keys.ts`).
 * Out  `attention` [heads, n, frames], of the alignment heads: each token's shares of the audio, normalised over the
 *      tokens to mean 0 and deviation 1, so that no frame draws all tokens; `states` [1, n - 1, state], what is known
 *      before each next token: the likelihood graph makes its probability of it.
 * Source  openai-whisper `timing.py`, `find_alignment`; `model.py`, `TextDecoder`.
 * @module
 */
import { softmax } from './audio-attention.ts';
import { addCrossAttention, addRowZeros, queryZeros } from './decoder-graph.ts';
import { addFeedForward, addToStream, type LayerPlace, type Stream, startStream } from './layers.ts';
import { biasOf, type GraphForm, type LayerContext, multiply } from './matrices.ts';
import type { AlignmentHead } from './readers/alignment-heads.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/** Below this a deviation is that of frames that no token looks at; dividing by it would make noise loud. */
const LEAST_DEVIATION = 1e-8;

/** What the graph is made for. */
export interface AlignmentShape extends GraphForm {
  readonly dims: WhisperDims;
  /** At least one, each of this model. */
  readonly heads: readonly AlignmentHead[];
}

/** Adds the whole decoder to the graph, all tokens at once, without a cache. */
export async function addAlignment(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  { dims, precision, kernels, heads }: AlignmentShape,
): Promise<void> {
  const { graph } = target;
  graph.input('embedded', 'f32', [1, 'n', dims.nTextState]);
  graph.input('frames', 'i64', [1]);
  const context: LayerContext = {
    ...target,
    form: precision === 'f32' ? 'f32' : { rowwise: { zeros: addRowZeros(graph, 'embedded') } },
  };
  const shapes = {
    byWindow: graph.integers([0, 0, dims.nTextHead, HEAD_SIZE]),
    byHypothesis: graph.integers([0, 0, dims.nTextState]),
    zeros: queryZeros(context, graph.integers([1, 1, -1, 1]), dims.nTextHead),
  };
  const seen: string[] = [];
  let stream = await startStream(context, await embed(context), 'decoder/layer_0/self_attention/layer_norm');
  for (let layer = 0; layer < dims.nTextLayer; layer++) {
    const place = { layer, dims };
    stream = await addSelfAttention(context, stream, place);
    const audio = { ...place, shapes, windows: 1, precision, kernels };
    const looked = await addCrossAttention(context, stream, audio);
    stream = looked.stream;
    const own = heads.filter(([of]) => of === layer).map(([, head]) => head);
    if (own.length > 0)
      seen.push(
        graph.apply('Gather', [looked.scores, graph.integers(own)], { attributes: { axis: { int: 1 } } }),
      );
    const isLast = layer === dims.nTextLayer - 1;
    const norm = isLast ? 'decoder/layer_norm' : `decoder/layer_${layer + 1}/self_attention/layer_norm`;
    stream = await addFeedForward(context, stream, { name: `decoder/layer_${layer}/ffn`, norm, rows: 'few' });
  }
  addAttention(context, seen, heads.length);
  const [first, last, tokens] = [graph.integers([0]), graph.integers([-1]), graph.integers([1])];
  graph.apply('Slice', [stream.normal, first, last, tokens], { output: 'states' });
  graph.output('states', 'f32', [1, 'm', dims.nTextState]);
}

/** Token embedding plus position, from the first position on. */
async function embed(context: LayerContext): Promise<string> {
  const { graph, tensors } = context;
  const positions = graph.constant(await tensors.floats('decoder/position_encodings/encodings'));
  const count = graph.apply('Shape', ['embedded'], { attributes: { start: { int: 1 }, end: { int: 2 } } });
  const from = graph.integers([0]);
  return graph.apply('Add', ['embedded', graph.apply('Slice', [positions, from, count, from])]);
}

/** Attention of each position to itself and to those before it. */
async function addSelfAttention(context: LayerContext, stream: Stream, place: LayerPlace): Promise<Stream> {
  const { graph } = context;
  const { nTextState: size, nTextHead: heads } = place.dims;
  const layer = `decoder/layer_${place.layer}`;
  const fused = { name: `${layer}/self_attention/linear_0` };
  const product = await multiply(context, stream.normal, fused);
  const parts = [...graph.split(product, [size, size, size]), await biasOf(context, fused)];
  const input = graph.applyMicrosoft('MultiHeadAttention', parts, {
    attributes: { num_heads: { int: heads }, unidirectional: { int: 1 } },
  });
  const last = { name: `${layer}/self_attention/linear_1` };
  return await addToStream(context, stream, {
    input,
    last,
    norm: `${layer}/attention/layer_norm`,
    rows: 'few',
  });
}

/** Scores of all alignment heads to shares of the frames that hold audio, normalised over the tokens. */
function addAttention({ graph }: LayerContext, seen: readonly string[], heads: number): void {
  const all = graph.apply('Concat', seen, { attributes: { axis: { int: 1 } } });
  const scores = graph.apply('Slice', [all, graph.integers([0]), 'frames', graph.integers([3])]);
  const shares = softmax(graph, scores);
  const overTokens = [graph.integers([2])];
  const middle = graph.apply('Sub', [shares, graph.apply('ReduceMean', [shares, ...overTokens])]);
  const variance = graph.apply('ReduceMean', [graph.apply('Mul', [middle, middle]), ...overTokens]);
  const deviation = graph.apply('Max', [
    graph.apply('Sqrt', [variance]),
    graph.floats([LEAST_DEVIATION], []),
  ]);
  const normal = graph.apply('Div', [middle, deviation]);
  graph.apply('Squeeze', [normal, graph.integers([0])], { output: 'attention' });
  graph.output('attention', 'f32', [heads, 'n', 'frames']);
}
