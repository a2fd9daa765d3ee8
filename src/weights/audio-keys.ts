/**
 * Audio keys: the keys and values of the audio that every decoder layer looks at, as the encoder leaves them.
 *
 * A decoder step reads all of them for every token, and does little else, so it takes as long as they are large: in 8 bits
 * a fourth. Each channel has its own scale, the same for all frames, so that none is drowned by a louder one.
 *
 * Names  per layer i: `cross_key_i` [w, heads, 64, 1500], lying transposed so that a query is multiplied by it as it is;
 *        `cross_value_i` [w, heads, 1500, 64]. In 8 bits 128 stands for zero, and the keys are in blocks of 100 positions,
 *        [w, heads, 15, 64, 100]; `cross_key_unit_i` and `cross_value_unit_i` [w, heads, 1, 64] say what one unit of each
 *        channel is worth.
 * Unsigned  a product of rows with such a matrix takes ONNX Runtime a tenth to a quarter less time than with signed bytes, which
 *           its kernels bring into tiles first; and it cannot overflow on any processor (`overflow-probe.ts`).
 * @module
 */
import { channelBytes } from './channel-bytes.ts';
import type { Graph } from './graph.ts';
import { type LayerContext, linear, type WeightPrecision, zeroPoint } from './matrices.ts';
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
}

/** Where an audio's keys lie among the graph's values. */
interface Place {
  readonly layer: number;
  readonly dims: WhisperDims;
}

const KINDS = ['key', 'value'] as const;

/** Where they lie, and which of the computed positions stands for each of all (`encoder-graph.ts`). */
interface SpreadPlace extends Place {
  readonly spread: string;
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
  const { bytes, unit } = channelBytes(graph, flat, { size, zero: zeroPoint(graph) });
  addOutput(graph, bytes, { kind, place, type: 'u8' });
  const output = `cross_${kind}_unit_${place.layer}`;
  graph.apply('Reshape', [unit, graph.integers([1, heads, 1, size / heads])], { output });
  graph.output(output, 'f32', [1, heads, 1, HEAD_SIZE]);
}

function addOutput(
  graph: Graph,
  flat: string,
  { kind, place, type }: { kind: (typeof KINDS)[number]; place: SpreadPlace; type: 'f32' | 'u8' },
): void {
  const { nTextHead: heads, nAudioCtx } = place.dims;
  const output = `cross_${kind}_${place.layer}`;
  const isInBlocks = kind === 'key' && type === 'u8';
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
  { windows, precision }: { readonly windows: number | string; readonly precision: WeightPrecision },
): AudioKeys {
  const { nTextHead: heads, nAudioCtx } = dims;
  const type = precision === 'f32' ? 'f32' : 'u8';
  const input = (kind: (typeof KINDS)[number]): string =>
    graph.input(`cross_${kind}_${layer}`, type, [windows, ...shapeOf({ kind, type }, dims)]);
  const inputs = { key: input('key'), value: input('value'), positions: nAudioCtx };
  if (precision === 'f32') return inputs;
  const unit = (kind: (typeof KINDS)[number]): string =>
    graph.input(`cross_${kind}_unit_${layer}`, 'f32', [windows, heads, 1, HEAD_SIZE]);
  return { ...inputs, units: { key: unit('key'), value: unit('value') } };
}

/** Of one window. */
function shapeOf(
  { kind, type }: { kind: (typeof KINDS)[number]; type: 'f32' | 'u8' },
  { nTextHead: heads, nAudioCtx }: WhisperDims,
): number[] {
  if (kind === 'value') return [heads, nAudioCtx, HEAD_SIZE];
  return type === 'f32' ? [heads, HEAD_SIZE, nAudioCtx] : [heads, nAudioCtx / BLOCK, HEAD_SIZE, BLOCK];
}
