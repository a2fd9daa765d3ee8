/**
 * Encoder graph: log-mel of one 30 s window to the keys and values that the decoder's cross-attention reads.
 *
 * Not every one of the 1500 positions need be computed: where nothing is but the zeros that fill a window up, one can stand for
 * several. It is looked at as often as all of them would be: the log of their number is added to its scores
 * (`encoder-attention.ts`).
 * In   `mel` [1, nMels, frames] f32: an even number, the last four frames zeros, all behind them taken to be zeros too.
 *      `places` i64 [n]: the positions that are computed, rising; in 8 bits a multiple of four of them.
 *      `log_counts` f32 [1, n, 1]: natural log of how many positions each stands for.
 *      `spread` i64 [1500]: for each position the one, counted in `places`, that stands for it.
 * Out  what `audio-keys.ts` names, for each decoder layer, all 1500 positions.
 * Source  openai-whisper `model.py`, `AudioEncoder`; standing for several: Bolya et al. 2023, "Token Merging", proportional
 *         attention.
 * @module
 */
import { addAudioKeys } from './audio-keys.ts';
import { convolve } from './convolutions.ts';
import { encoderAttention } from './encoder-attention.ts';
import type { Graph } from './graph.ts';
import { addFeedForward, addToStream, startStream } from './layers.ts';
import { type GraphForm, type LayerContext, type MatrixForm, zeroPoint } from './matrices.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** Adds the whole encoder to the graph. */
export async function addEncoder(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  { precision, kernels }: GraphForm,
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
  const form = precision === 'int8' && kernels === 'vnni' ? 'bytes' : 'floats';
  const attend = encoderAttention(graph, form, dims.nAudioHead);
  let stream = await startStream(context, start, 'encoder/layer_0/self_attention/layer_norm');
  for (let i = 0; i < dims.nAudioLayer; i++) {
    stream = await addToStream(context, stream, {
      input: await attend(context, stream.normal, { layer: i, dims }),
      last: { name: `encoder/layer_${i}/self_attention/linear_1` },
      norm: `encoder/layer_${i}/ffn/layer_norm`,
      rows: 'many',
    });
    const isLast = i === dims.nAudioLayer - 1;
    const norm = isLast ? 'encoder/layer_norm' : `encoder/layer_${i + 1}/self_attention/layer_norm`;
    const place = { name: `encoder/layer_${i}/ffn`, norm, rows: 'many', isLast } as const;
    stream = await addFeedForward(context, stream, place);
  }
  for (let i = 0; i < dims.nTextLayer; i++)
    await addAudioKeys(context, stream.normal, { layer: i, dims, kernels, spread });
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
