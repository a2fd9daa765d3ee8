/**
 * Likelihood graph: how likely each token of a known text was, from what the alignment graph knew before it.
 *
 * In   `states` f32 [1, m, state], of the positions before the tokens; `ids` i64 [1, m], the tokens, all of them text; `text_ids` i64 [1],
 *      how many ids are text: those below the end of text.
 * Out  `logprobs` [m], of each token among all text tokens.
 * Apart from the alignment graph, so that a text can be asked about a few tokens at a time: the logits of 150 tokens of
 *      `base` are 31 MB, and they are held three times.
 * Source  openai-whisper `timing.py`, `find_alignment`.
 * @module
 */
import { addRowZeros, logprobsOf } from './decoder-graph.ts';
import { type LayerContext, multiply, type WeightPrecision } from './matrices.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** Time and end of text are not what is asked about. */
export async function addLikelihood(
  target: Pick<LayerContext, 'graph' | 'tensors'>,
  { dims, precision }: { readonly dims: WhisperDims; readonly precision: WeightPrecision },
): Promise<void> {
  const { graph } = target;
  graph.input('states', 'f32', [1, 'm', dims.nTextState]);
  graph.input('ids', 'i64', [1, 'm']);
  graph.input('text_ids', 'i64', [1]);
  const context: LayerContext = {
    ...target,
    form: precision === 'f32' ? 'f32' : { rowwise: { zeros: addRowZeros(graph, 'states') } },
  };
  const logits = await multiply(context, 'states', { name: 'decoder/projection' });
  const text = graph.apply('Slice', [logits, graph.integers([0]), 'text_ids', graph.integers([2])]);
  const places = graph.apply('Unsqueeze', ['ids', graph.integers([2])]);
  const found = graph.apply('GatherElements', [logprobsOf(graph, text), places], {
    attributes: { axis: { int: 2 } },
  });
  graph.apply('Reshape', [found, graph.integers([-1])], { output: 'logprobs' });
  graph.output('logprobs', 'f32', ['m']);
}
