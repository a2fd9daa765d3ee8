/**
 * Convolutions: the two that turn the features of a window into the rows of the encoder.
 *
 * In 8 bits they are products: the bytes of a row beside those of its neighbours, times the kernel tap by tap. Two thirds less
 * time than the runtime's convolution, which knows floats alone and wants the channels first.
 * @module
 */
import type { Graph } from './graph.ts';
import { biasOf, type LayerContext, multiplyBytes, toBytes } from './matrices.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** Both have three taps and a row of zeros beyond each end. */
const TAPS = 3;

/** Axes of [1, m, size]. */
const ROWS = 1;
const LAST = 2;

interface Convolution {
  readonly name: string;
  /** Channels that it reads. */
  readonly inputs: number;
  /** How many rows one of its own is further than the one before; with 2, an even number of rows goes in. */
  readonly stride: 1 | 2;
}

/** `mel` [1, nMels, frames], an even number, to rows [1, frames / 2, size], a Gelu behind each convolution. */
export async function convolve(
  context: LayerContext,
  mel: string,
  { nMels, nAudioState }: WhisperDims,
): Promise<string> {
  const { graph, form } = context;
  const first: Convolution = { name: 'encoder/conv1', inputs: nMels, stride: 1 };
  const second: Convolution = { name: 'encoder/conv2', inputs: nAudioState, stride: 2 };
  if (form !== 'f32')
    return await convolveBytes(context, await convolveBytes(context, swap(graph, mel), first), second);
  return swap(graph, await convolveFloats(context, await convolveFloats(context, mel, first), second));
}

/** [1, a, b] to [1, b, a]. */
function swap(graph: Graph, values: string): string {
  return graph.apply('Transpose', [values], { attributes: { perm: { ints: [0, 2, 1] } } });
}

/** One convolution of channels [1, inputs, m]: [1, size, m / stride]. */
async function convolveFloats(
  context: LayerContext,
  channels: string,
  { name, stride }: Convolution,
): Promise<string> {
  const { graph, tensors } = context;
  const weight = graph.constant(await tensors.floats(`${name}/weight`));
  const attributes = {
    kernel_shape: { ints: [TAPS] },
    pads: { ints: [1, 1] },
    strides: { ints: [stride] },
  };
  const inputs = [channels, weight, await biasOf(context, { name })];
  return graph.apply('Gelu', [graph.apply('Conv', inputs, { attributes })]);
}

/** One convolution of rows [1, m, inputs]: [1, m / stride, size]. */
async function convolveBytes(context: LayerContext, rows: string, convolution: Convolution): Promise<string> {
  const { graph, tensors } = context;
  const { name } = convolution;
  const { bytes, unit, zero } = toBytes(graph, rows);
  const zeros = graph.apply('Expand', [zero, graph.integers([1, 1, convolution.inputs])]);
  const taps = graph.apply('Concat', neighbours(graph, { bytes, zeros }, convolution), along(LAST));
  const matrix = { ...(await tensors.columns(`${name}/weight`)), bias: await biasOf(context, { name }) };
  return graph.apply('Gelu', [multiplyBytes(graph, { bytes: taps, unit, zero }, matrix)]);
}

/** What lies side by side in the row before, the row itself and the row behind: parts to be put together. */
function neighbours(
  graph: Graph,
  { bytes, zeros }: { readonly bytes: string; readonly zeros: string },
  { inputs, stride }: Convolution,
): string[] {
  const slice = (values: string, [from, to]: readonly [number, number], axis: number): string =>
    graph.apply('Slice', [values, graph.integers([from]), graph.integers([to]), graph.integers([axis])]);
  const behindZeros = (values: string): string =>
    graph.apply('Concat', [zeros, slice(values, [0, -1], ROWS)], along(ROWS));
  if (stride === 1) {
    const rest = slice(bytes, [1, Number.MAX_SAFE_INTEGER], ROWS);
    return [behindZeros(bytes), bytes, graph.apply('Concat', [rest, zeros], along(ROWS))];
  }
  // The row itself and the one behind it are a pair; the one before is the second of the pair before.
  const pairs = graph.apply('Reshape', [bytes, graph.integers([0, -1, 2 * inputs])]);
  return [behindZeros(slice(pairs, [inputs, 2 * inputs], LAST)), pairs];
}

function along(axis: number): { readonly attributes: { readonly axis: { readonly int: number } } } {
  return { attributes: { axis: { int: axis } } };
}
