/**
 * Layers: the residual stream that Whisper's encoder and decoder both are, and what they both add to it.
 * @module
 */
import { biasOf, type LayerContext, linear, type MatrixLayer, multiply } from './matrices.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** As in PyTorch's LayerNorm, which Whisper was trained with. */
const NORM_EPSILON = 1e-5;

/** A layer of one half of the model, counted from 0. */
export interface LayerPlace {
  readonly layer: number;
  readonly dims: WhisperDims;
}

/** The residual stream: the sum of all so far, and that sum normalised for whatever reads it next. [batch, n, size]. */
export interface Stream {
  readonly sum: string;
  readonly normal: string;
}

/**
 * The operators to use, by how many rows go through. With a few rows, starting an operator costs as much as running it,
 * so bias, sum and norm are one. That one takes four times as long as its parts for 1500 rows, so those get the parts.
 */
export type Crowd = 'few' | 'many';

/** What is to be added to the stream, and who reads it then. */
export interface Addition {
  /** What goes through the last matrix. */
  readonly input: string;
  readonly last: MatrixLayer;
  /** Name of the next reader's layer norm. */
  readonly norm: string;
  readonly rows: Crowd;
  /** Whether that reader is the only one, since nothing is added any more. */
  readonly isLast?: boolean;
}

/** The stream at its start. `norm` names the layer norm of the first reader. */
export async function startStream(context: LayerContext, sum: string, norm: string): Promise<Stream> {
  const normal = context.graph.apply('LayerNormalization', [sum, ...(await normOf(context, norm))], {
    attributes: { axis: { int: -1 }, epsilon: { float: NORM_EPSILON } },
  });
  return { sum, normal };
}

/** The stream after something was added. */
export async function addToStream(
  context: LayerContext,
  stream: Stream,
  { input, last, norm, rows, isLast = false }: Addition,
): Promise<Stream> {
  const { graph } = context;
  if (rows === 'many') {
    const change = await linear(context, input, last);
    // An `Add` that only a norm reads is joined to it by the runtime: that operator again.
    const add = isLast ? 'Sum' : 'Add';
    return await startStream(context, graph.apply(add, [stream.sum, change]), norm);
  }
  const product = await multiply(context, input, last);
  const bias = await biasOf(context, last);
  const [normal, sum] = [graph.newName(), graph.newName()];
  const inputs = [product, stream.sum, ...(await normOf(context, norm)), bias];
  graph.applyMicrosoft('SkipLayerNormalization', inputs, {
    attributes: { epsilon: { float: NORM_EPSILON } },
    outputs: [normal, '', '', sum],
  });
  return { sum, normal };
}

/** The stream after the feed-forward layer `name`: two matrices with a Gelu between. */
export async function addFeedForward(
  context: LayerContext,
  stream: Stream,
  place: Pick<Addition, 'norm' | 'rows' | 'isLast'> & { readonly name: string },
): Promise<Stream> {
  const { graph } = context;
  const first = { name: `${place.name}/linear_0` };
  const input =
    place.rows === 'many'
      ? graph.apply('Gelu', [await linear(context, stream.normal, first)])
      : graph.applyMicrosoft('BiasGelu', [
          await multiply(context, stream.normal, first),
          await biasOf(context, first),
        ]);
  const { name, ...reader } = place;
  const last = { name: `${name}/linear_1`, isBehindGelu: true };
  return await addToStream(context, stream, { input, last, ...reader });
}

async function normOf({ graph, tensors }: LayerContext, name: string): Promise<[string, string]> {
  const gamma = graph.constant(await tensors.floats(`${name}/gamma`));
  return [gamma, graph.constant(await tensors.floats(`${name}/beta`))];
}
