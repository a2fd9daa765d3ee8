import ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { buildModel, type GraphDescription, type Initializer } from './onnx-model.ts';

function floats(name: string, values: readonly number[], shape: readonly number[]): Initializer {
  return { name, type: 'f32', shape, bytes: { inline: new Uint8Array(Float32Array.from(values).buffer) } };
}

const value = (name: string, shape: readonly (number | string)[]) => ({ name, type: 'f32', shape }) as const;

/** y = softmax over the rows' axis of 2 (x W^T), of any number of rows. */
const GRAPH: GraphDescription = {
  inputs: [value('x', ['rows', 2])],
  outputs: [value('y', [2, 'rows'])],
  initializers: [floats('weight', [1, 2, 3, 4], [2, 2])],
  nodes: [
    {
      operator: 'FusedMatMul',
      domain: 'com.microsoft',
      inputs: ['x', 'weight'],
      outputs: ['product'],
      attributes: { transB: { int: 1 }, alpha: { float: 2 } },
    },
    { operator: 'Softmax', inputs: ['product'], outputs: ['shares'], attributes: { axis: { int: -1 } } },
    { operator: 'Transpose', inputs: ['shares'], outputs: ['y'], attributes: { perm: { ints: [1, 0] } } },
  ],
};

/** Runs a model on a single input; the data and shape of its output `y`. */
async function run(
  graph: GraphDescription,
  x: readonly number[],
  shape: readonly number[],
): Promise<{ data: number[]; shape: readonly number[] }> {
  const session = await ort.InferenceSession.create(buildModel(graph));
  const { y } = await session.run({ x: new ort.Tensor('float32', Float32Array.from(x), shape) });
  await session.release();
  if (y === undefined) throw new Error('the graph has no output y');
  return { data: [...(y.data as Float32Array)], shape: y.dims };
}

it('writes a model that ONNX Runtime loads, with attributes of every kind and a dimension left open', async () => {
  const { data, shape } = await run(GRAPH, [1, 0, 0, 0.5, 0, 0], [3, 2]);
  // Rows of 2 (x W^T) are [2, 6], [2, 4] and [0, 0].
  const share = (difference: number): number => 1 / (1 + Math.exp(difference));
  const expected = [share(4), share(2), 0.5, share(-4), share(-2), 0.5];
  expect(shape).toEqual([2, 3]);
  for (const [i, found] of data.entries()) expect(found).toBeCloseTo(expected[i] ?? 0, 6);
});

it('writes string attributes and leaves out optional inputs', async () => {
  const graph: GraphDescription = {
    inputs: [value('x', [3])],
    outputs: [value('y', [5])],
    initializers: [
      {
        name: 'pads',
        type: 'i64',
        shape: [2],
        bytes: { inline: new Uint8Array(BigInt64Array.of(1n, 1n).buffer) },
      },
    ],
    nodes: [
      {
        operator: 'Pad',
        inputs: ['x', 'pads', ''],
        outputs: ['y'],
        attributes: { mode: { string: 'edge' } },
      },
    ],
  };
  expect((await run(graph, [1, 2, 3], [3])).data).toEqual([1, 1, 2, 3, 3]);
});

it('gives the same bytes for the same graph', () => {
  expect(buildModel(GRAPH)).toEqual(buildModel(GRAPH));
});

it.each([
  ['a value read before it is made', { ...GRAPH, nodes: [...GRAPH.nodes].reverse() }],
  ['a value made twice', { ...GRAPH, nodes: [...GRAPH.nodes, ...GRAPH.nodes] }],
  ['an output that nothing makes', { ...GRAPH, outputs: [value('z', [1])] }],
])('calls %s a bug', (_, graph) => {
  expect(() => buildModel(graph)).toThrowError(expect.objectContaining({ code: 'E_INTERNAL' }));
});
