/**
 * Audio keys: the keys and values of the audio that every decoder layer looks at, as the encoder leaves them.
 *
 * A decoder step reads all of them for every token, and does little else, so it takes as long as they are large: in 8 bits
 * a fourth. Each channel has its own scale, the same for all frames, so that none is drowned by a louder one.
 *
 * Names  per layer i: `cross_key_i` [w, heads, 64, 1500], lying transposed so that a query is multiplied by it as it is;
 *        `cross_value_i` [w, heads, 1500, 64]. In 8 bits the keys are in blocks of 100 positions, [w, heads, 15, 64, 100];
 *        `cross_key_unit_i` and `cross_value_unit_i` [w, heads, 1, 64] say what one unit of each channel is worth.
 * Signs  where there are instructions for bytes (VNNI) and no tiles (AMX), a product with signed bytes takes ONNX Runtime two
 *        thirds of the time. Tiles take a tenth to a quarter more for it, since signed bytes are brought into tiles first, and
 *        other processors may overflow (`overflow-probe.ts`): there 128 stands for zero.
 * @module
 */
import { channelBytes } from './channel-bytes.ts';
import type { Graph } from './graph.ts';
import {
  type ByteKernels,
  type GraphForm,
  type LayerContext,
  linear,
  signedZero,
  zeroPoint,
} from './matrices.ts';
import { HEAD_SIZE, type WhisperDims } from './whisper-checkpoint.ts';

/**
 * Positions of a block of keys in 8 bits. Every product reads the keys some columns at a time, and from rows of 1500 they come
 * so scattered that the processor does not see the next ones coming; a block is read in the order in which it lies.
 */
const BLOCK = 100;

/** Keys and values of one layer in a graph that reads them. */
export interface AudioKeys {
  readonly key: string;
  readonly value: string;
  /** How many there are. */
  readonly positions: number;
  /** What units are worth; absent where the keys and values are floats. */
  readonly units?: { readonly key: string; readonly value: string };
  /** The byte that stands for zero in keys and values, as `MatMulIntegerToFloat` takes it: none where that is 0. */
  readonly zero: string;
}

/** Where an audio's keys lie among the graph's values. */
interface Place {
  readonly layer: number;
  readonly dims: WhisperDims;
}

const KINDS = ['key', 'value'] as const;
type KeyType = 'f32' | 'i8' | 'u8';

/** Where they lie, and which of the computed positions stands for each of all (`encoder-graph.ts`). */
interface SpreadPlace extends Place {
  readonly spread: string;
  readonly kernels: ByteKernels;
}

/** Adds, for one decoder layer, the encoder's outputs; `audio` is [1, n, size], of n positions. */
export async function addAudioKeys(context: LayerContext, audio: string, place: SpreadPlace): Promise<void> {
  const { nTextState: size } = place.dims;
  const name = `decoder/layer_${place.layer}/attention/linear_1`;
  for (const [at, kind] of KINDS.entries()) {
    const rows = { start: at * size, end: (at + 1) * size };
    const flat = await linear(context, audio, { name, rows });
    if (context.form === 'f32') addOutput(context.graph, flat, { kind, place, type: 'f32' });
    else addBytes(context.graph, flat, { kind, place });
  }
}

function addBytes(
  graph: Graph,
  flat: string,
  { kind, place }: { kind: (typeof KINDS)[number]; place: SpreadPlace },
): void {
  const { nTextState: size, nTextHead: heads } = place.dims;
  const type = byteType(place.kernels);
  const zero = type === 'i8' ? signedZero(graph) : zeroPoint(graph);
  const { bytes, unit } = channelBytes(graph, flat, { size, zero });
  addOutput(graph, bytes, { kind, place, type });
  const output = `cross_${kind}_unit_${place.layer}`;
  graph.apply('Reshape', [unit, graph.integers([1, heads, 1, size / heads])], { output });
  graph.output(output, 'f32', [1, heads, 1, HEAD_SIZE]);
}

function addOutput(
  graph: Graph,
  flat: string,
  { kind, place, type }: { kind: (typeof KINDS)[number]; place: SpreadPlace; type: KeyType },
): void {
  const { nTextHead: heads, nAudioCtx } = place.dims;
  const output = `cross_${kind}_${place.layer}`;
  const isInBlocks = kind === 'key' && type !== 'f32';
  const all = graph.apply('Gather', [flat, place.spread], { attributes: { axis: { int: 1 } } });
  const shape = shapeOf({ kind, type }, place.dims);
  if (isInBlocks) turnBlocks(graph, all, { output, shape });
  else {
    const split = graph.apply('Reshape', [all, graph.integers([1, nAudioCtx, heads, HEAD_SIZE])]);
    const perm = kind === 'key' ? [0, 2, 3, 1] : [0, 2, 1, 3];
    graph.apply('Transpose', [split], { attributes: { perm: { ints: perm } }, output });
  }
  graph.output(output, type, [1, ...shape]);
}

/**
 * All positions turned at once, then pieces of rows put in the order of `shape` [heads, blocks, 64, BLOCK]: one transposition for
 * both takes the runtime five times as long, and so does one of each block.
 */
function turnBlocks(graph: Graph, all: string, place: { output: string; shape: readonly number[] }): void {
  const [heads = 0, blocks = 0] = place.shape;
  const rows = graph.apply('Reshape', [all, graph.integers([blocks * BLOCK, heads * HEAD_SIZE])]);
  const turned = graph.apply('Transpose', [rows], { attributes: { perm: { ints: [1, 0] } } });
  const pieces = graph.apply('Reshape', [turned, graph.integers([heads * HEAD_SIZE * blocks, BLOCK])]);
  const order = BigInt64Array.from({ length: heads * blocks * HEAD_SIZE }, (_, at) => {
    const [head, block] = [Math.floor(at / (blocks * HEAD_SIZE)), Math.floor(at / HEAD_SIZE) % blocks];
    return BigInt((head * HEAD_SIZE + (at % HEAD_SIZE)) * blocks + block);
  });
  const byHead = graph.constant({
    name: 'order_of_pieces',
    type: 'i64',
    shape: [1, heads, blocks, HEAD_SIZE],
    bytes: { inline: new Uint8Array(order.buffer) },
  });
  graph.apply('Gather', [pieces, byHead], { output: place.output });
}

/** Declares a layer's keys and values as inputs. `windows`: how many there may be. */
export function audioKeyInputs(
  graph: Graph,
  { layer, dims }: Place,
  { windows, precision, kernels }: GraphForm & { readonly windows: number | string },
): AudioKeys {
  const { nTextHead: heads, nAudioCtx } = dims;
  const type = precision === 'f32' ? 'f32' : byteType(kernels);
  const input = (kind: (typeof KINDS)[number]): string =>
    graph.input(`cross_${kind}_${layer}`, type, [windows, ...shapeOf({ kind, type }, dims)]);
  const zero = type === 'u8' ? zeroPoint(graph) : '';
  const inputs = { key: input('key'), value: input('value'), positions: nAudioCtx, zero };
  if (precision === 'f32') return inputs;
  const unit = (kind: (typeof KINDS)[number]): string =>
    graph.input(`cross_${kind}_unit_${layer}`, 'f32', [windows, heads, 1, HEAD_SIZE]);
  return { ...inputs, units: { key: unit('key'), value: unit('value') } };
}

function byteType(kernels: ByteKernels): 'i8' | 'u8' {
  return kernels === 'vnni' ? 'i8' : 'u8';
}

/** Of one window. */
function shapeOf(
  { kind, type }: { kind: (typeof KINDS)[number]; type: KeyType },
  { nTextHead: heads, nAudioCtx }: WhisperDims,
): number[] {
  if (kind === 'value') return [heads, nAudioCtx, HEAD_SIZE];
  return type === 'f32' ? [heads, HEAD_SIZE, nAudioCtx] : [heads, nAudioCtx / BLOCK, HEAD_SIZE, BLOCK];
}
