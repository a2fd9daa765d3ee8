/**
 * Piece graphs: one product alone as an ONNX graph, in each way that ONNX Runtime can do it.
 *
 * A graph holds the product several times, with other weights or keys each time, so that the start of a run does not
 * count and small weights are not found in the nearest cache. Of each result one row leaves the graph: copying it out
 * is not part of the product.
 * @module
 */

/**
 * @typedef {import('./own-graph.mjs').Graph} Graph
 * @typedef {import('./pieces.mjs').Piece} Piece
 * @typedef {{ name: string, type: 'f32' | 'u8' | 'i8', shape: number[] }} PieceInput
 * @typedef {object} PieceGraph
 * @property {string} way how it is done
 * @property {Uint8Array} bytes of the graph
 * @property {PieceInput[]} inputs
 * @property {number} copies of the product in it
 */

const HEAD_SIZE = 64;
/** Of a product with one row of many: enough for a run to last longer than its start. */
const FEW_ROWS_COPIES = 8;
const MANY_ROWS = 256;
const LARGE_WEIGHTS = 8e6;

/**
 * @param {Piece} piece
 * @param {new () => Graph} Writer
 * @returns {PieceGraph[]}
 */
export function pieceGraphs(piece, Writer) {
  if (piece.kind === 'gemm')
    return [
      gemm(piece, 'f32', Writer),
      gemm(piece, '8 bits to i32', Writer),
      gemm(piece, '8 bits to f32', Writer),
    ];
  return piece.queries === 1
    ? [products(piece, Writer), byteProducts(piece, 'u8', Writer), byteProducts(piece, 'i8', Writer)]
    : [
        products(piece, Writer),
        byteScores(piece, 'f32', Writer),
        byteScores(piece, 'i8', Writer),
        oneOperator(piece, Writer),
      ];
}

/** @param {import('./pieces.mjs').Gemm} piece @param {string} way @param {new () => Graph} Writer @returns {PieceGraph} */
function gemm({ m, k, n }, way, Writer) {
  const graph = new Writer();
  const type = way === 'f32' ? 'f32' : 'u8';
  const x = graph.input('x', type, [m, k]);
  const copies = m >= MANY_ROWS || k * n > LARGE_WEIGHTS ? 1 : FEW_ROWS_COPIES;
  for (let copy = 0; copy < copies; copy += 1) {
    const weights = way === 'f32' ? floatNoise(k * n, copy) : byteNoise(k * n, copy);
    const shape = [k, n];
    const w = graph.constant({
      name: `w${copy}`,
      type: way === 'f32' ? 'f32' : 'i8',
      shape,
      bytes: { inline: weights },
    });
    firstRow(graph, multiply(graph, { x, w, n }, way), {
      copy,
      shape: [n],
      type: way === '8 bits to i32' ? 'i32' : 'f32',
    });
  }
  return { way, bytes: graph.build(), inputs: [{ name: 'x', type, shape: [m, k] }], copies };
}

/** @param {Graph} graph @param {{ x: string, w: string, n: number }} values @param {string} way */
function multiply(graph, { x, w, n }, way) {
  if (way === 'f32') return graph.apply('MatMul', [x, w]);
  const zero = middleByte(graph);
  if (way === '8 bits to i32') return graph.apply('MatMulInteger', [x, w, zero]);
  const inline = new Uint8Array(new Float32Array(n).fill(0.01).buffer);
  const scales = graph.constant({ name: 'scales', type: 'f32', shape: [n], bytes: { inline } });
  return graph.applyMicrosoft('MatMulIntegerToFloat', [x, w, graph.floats([1], []), scales, zero]);
}

/**
 * Two products and a softmax, keys transposed.
 * @param {import('./pieces.mjs').AttentionPiece} piece
 * @param {new () => Graph} Writer
 * @returns {PieceGraph}
 */
function products({ batch, heads, queries, keys, count }, Writer) {
  const graph = new Writer();
  const copies = queries === 1 ? count : 1;
  /** @type {PieceInput[]} */
  const inputs = [{ name: 'q', type: 'f32', shape: [batch, heads, queries, HEAD_SIZE] }];
  for (let copy = 0; copy < copies; copy += 1) {
    inputs.push({ name: `key_${copy}`, type: 'f32', shape: [batch, heads, HEAD_SIZE, keys] });
    inputs.push({ name: `value_${copy}`, type: 'f32', shape: [batch, heads, keys, HEAD_SIZE] });
  }
  for (const { name, type, shape } of inputs) graph.input(name, type, shape);
  for (let copy = 0; copy < copies; copy += 1) {
    const scores = graph.apply('MatMul', ['q', `key_${copy}`]);
    const shares = graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
    const mixed = graph.apply('MatMul', [shares, `value_${copy}`]);
    const flat = graph.apply('Reshape', [mixed, graph.integers([-1, HEAD_SIZE])]);
    firstRow(graph, flat, { copy, shape: [HEAD_SIZE], type: 'f32' });
  }
  return { way: 'two products', bytes: graph.build(), inputs, copies };
}

/**
 * The same with keys, values, queries and shares in 8 bits: a quarter of the memory to read.
 * @param {import('./pieces.mjs').AttentionPiece} piece
 * @param {'u8' | 'i8'} type of keys and values
 * @param {new () => Graph} Writer
 * @returns {PieceGraph}
 */
function byteProducts({ batch, heads, queries, keys, count }, type, Writer) {
  const graph = new Writer();
  /** @type {PieceInput[]} */
  const inputs = [{ name: 'q', type: 'u8', shape: [batch, heads, queries, HEAD_SIZE] }];
  for (let copy = 0; copy < count; copy += 1) {
    inputs.push({ name: `key_${copy}`, type, shape: [batch, heads, HEAD_SIZE, keys] });
    inputs.push({ name: `value_${copy}`, type, shape: [batch, heads, keys, HEAD_SIZE] });
  }
  for (const input of inputs) graph.input(input.name, input.type, input.shape);
  const [zero, keyZero] = [middleByte(graph), type === 'u8' ? middleByte(graph) : ''];
  const toFloat = (/** @type {string} */ sums) => {
    const numbers = graph.apply('Cast', [sums], { attributes: { to: { int: 1 } } });
    return graph.apply('Mul', [numbers, graph.floats([1e-4], [])]);
  };
  for (let copy = 0; copy < count; copy += 1) {
    const scores = toFloat(graph.apply('MatMulInteger', ['q', `key_${copy}`, zero, keyZero]));
    const shares = graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
    const bytes = graph.apply('QuantizeLinear', [shares, graph.floats([1 / 255], [])]);
    const mixed = toFloat(graph.apply('MatMulInteger', [bytes, `value_${copy}`, '', keyZero]));
    const flat = graph.apply('Reshape', [mixed, graph.integers([-1, HEAD_SIZE])]);
    firstRow(graph, flat, { copy, shape: [HEAD_SIZE], type: 'f32' });
  }
  const way = `two products in 8 bits, ${type === 'u8' ? 'unsigned' : 'signed'}`;
  return { way, bytes: graph.build(), inputs, copies: count };
}

/**
 * Scores of bytes head by head; shares and values are floats or bytes.
 * @param {import('./pieces.mjs').AttentionPiece} piece
 * @param {'f32' | 'i8'} type of values
 * @param {new () => Graph} Writer
 * @returns {PieceGraph}
 */
function byteScores({ heads, queries, keys }, type, Writer) {
  const graph = new Writer();
  /** @type {PieceInput[]} */
  const inputs = [];
  for (let head = 0; head < heads; head += 1) {
    inputs.push({ name: `q_${head}`, type: 'u8', shape: [queries, HEAD_SIZE] });
    inputs.push({ name: `key_${head}`, type: 'i8', shape: [HEAD_SIZE, keys] });
    inputs.push({ name: `value_${head}`, type, shape: [keys, HEAD_SIZE] });
  }
  for (const { name, type: of, shape } of inputs) graph.input(name, of, shape);
  const worth = [graph.floats([1], []), graph.floats([1e-4], [])];
  const found = Array.from({ length: heads }, (_, head) => {
    const product = [`q_${head}`, `key_${head}`, ...worth, middleByte(graph)];
    const scores = graph.applyMicrosoft('MatMulIntegerToFloat', product);
    const shares = graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
    if (type === 'f32') return graph.apply('MatMul', [shares, `value_${head}`]);
    const bytes = graph.apply('QuantizeLinear', [shares, graph.floats([1 / 255], [])]);
    return graph.applyMicrosoft('MatMulIntegerToFloat', [bytes, `value_${head}`, ...worth]);
  });
  const mixed = graph.apply('Concat', found, { attributes: { axis: { int: -1 } } });
  firstRow(graph, mixed, { copy: 0, shape: [heads * HEAD_SIZE], type: 'f32' });
  const way = type === 'f32' ? 'scores in 8 bits' : 'scores and shares in 8 bits';
  return { way, bytes: graph.build(), inputs, copies: 1 };
}

/** @param {import('./pieces.mjs').AttentionPiece} piece @param {new () => Graph} Writer @returns {PieceGraph} */
function oneOperator({ batch, heads, queries, keys }, Writer) {
  const graph = new Writer();
  const size = heads * HEAD_SIZE;
  /** @type {PieceInput[]} */
  const inputs = [
    { name: 'q', type: 'f32', shape: [batch, queries, size] },
    { name: 'key', type: 'f32', shape: [batch, keys, size] },
    { name: 'value', type: 'f32', shape: [batch, keys, size] },
  ];
  for (const { name, type, shape } of inputs) graph.input(name, type, shape);
  const attributes = { num_heads: { int: heads } };
  const mixed = graph.applyMicrosoft('MultiHeadAttention', ['q', 'key', 'value'], { attributes });
  const flat = graph.apply('Reshape', [mixed, graph.integers([-1, size])]);
  firstRow(graph, flat, { copy: 0, shape: [size], type: 'f32' });
  return { way: 'MultiHeadAttention', bytes: graph.build(), inputs, copies: 1 };
}

/** @param {Graph} graph @param {string} value @param {{ copy: number, shape: number[], type: 'f32' | 'i32' }} result */
function firstRow(graph, value, { copy, shape, type }) {
  const index = graph.integers([0], []);
  graph.apply('Gather', [value, index], { attributes: { axis: { int: 0 } }, output: `out${copy}` });
  graph.output(`out${copy}`, type, shape);
}

/** The byte that stands for zero. @param {Graph} graph */
function middleByte(graph) {
  return graph.constant({ name: 'zero', type: 'u8', shape: [], bytes: { inline: Uint8Array.of(128) } });
}

/** Floats between -0.5 and 0.5, the same for the same seed. @param {number} length @param {number} seed */
export function floatNoise(length, seed) {
  const values = new Float32Array(length);
  let state = seed * 7919 + 12_345;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 69_069) + 1) >>> 0;
    values[i] = state / 4_294_967_296 - 0.5;
  }
  return new Uint8Array(values.buffer);
}

/** @param {number} length @param {number} seed */
export function byteNoise(length, seed) {
  const values = new Uint8Array(length);
  let state = seed * 7919 + 12_345;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 69_069) + 1) >>> 0;
    values[i] = state >>> 24;
  }
  return values;
}
