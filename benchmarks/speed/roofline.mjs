/**
 * Roofline: how far encoder and decoder step are from what ONNX Runtime reaches on this processor in their own products.
 *
 * Every product is measured alone, in every way that there is, and the fastest counts; their sum is the roofline of the
 * mix. Times are the least of many runs, on both sides of the fraction: what else happens on the machine only adds. Graph and
 * products are measured in rounds, so that a slow minute of the machine does not hit one side alone.
 *
 * Usage   node roofline.mjs REQUEST_JSON: {"folder": checkpoint, "model": name, "threads": N, "scratch": FOLDER}
 * Output  a `Roofline` as JSON on stdout
 * @module
 */
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { copySpeed } from './copy-speed.mjs';
import { findDerived } from './derived.mjs';
import { decoderFeeds, encoderFeeds } from './feeds.mjs';
import { loadGraphWriter } from './own-graph.mjs';
import { byteNoise, floatNoise, pieceGraphs } from './piece-graphs.mjs';
import { decoderPieces, encoderPieces, leastBytes, operations, pieceName } from './pieces.mjs';

/**
 * @typedef {import('./pieces.mjs').Piece} Piece
 * @typedef {{ name: string, count: number, ways: { way: string, ms: number, gops: number }[], bestMs: number }} PieceRow
 *   `ms`: of one; `bestMs`: of all `count`, the fastest way
 * @typedef {object} RooflineRow
 * @property {string} what
 * @property {number} realMs least time of one run of the real graph
 * @property {number} medianMs
 * @property {number} rooflineMs sum of its pieces
 * @property {number} gflops achieved, in thousands of millions a second
 * @property {number} gbytes weights, keys and values read, GB a second
 * @property {PieceRow[]} pieces
 * @typedef {{ model: string, threads: number, copyGbytes: number, copyGbytesOne: number, rows: RooflineRow[] }} Roofline
 */

const ROUNDS = 3;
/** In each round. */
const LEAST_RUNS = 4;
const LEAST_MS = 150;
/** A run of a whole graph is longer, so that more of them are needed for one that nothing disturbs. */
const LEAST_RUNS_WHOLE = 10;
const PAST = 60;
const BATCHES = [1, 8];

/** @type {{ folder: string, model: string, threads: number, scratch: string }} */
const { folder, model, threads, scratch } = JSON.parse(process.argv[2] ?? '{}');
const Writer = await loadGraphWriter(join(scratch, 'graph'));
const { encoder, decoder, dims } = findDerived(folder);
/** @type {RooflineRow[]} */
const rows = [await measureEncoder()];
for (const batch of BATCHES) rows.push(await measureDecoder(batch));
const copyGbytes = await copySpeed(threads);
const copyGbytesOne = await copySpeed(1);
process.stdout.write(JSON.stringify({ model, threads, copyGbytes, copyGbytesOne, rows }));

async function measureEncoder() {
  const given = { feeds: encoderFeeds(dims), audioBytes: 4 };
  return await measure('encoder, one window', { graph: encoder, ...given, pieces: encoderPieces(dims) });
}

/** @param {number} batch */
async function measureDecoder(batch) {
  const session = await open(decoder);
  const { feeds, fetches } = decoderFeeds(session, { batch, past: PAST, vocabulary: dims.nVocab });
  await session.release();
  const what = `decoder step, ${batch} ${batch === 1 ? 'sequence' : 'sequences'}, ${PAST} tokens before`;
  const audioBytes = feeds['cross_key_0']?.type === 'float32' ? 4 : 1;
  const pieces = decoderPieces(dims, { batch, past: PAST });
  return await measure(what, { graph: decoder, feeds, fetches, audioBytes, pieces });
}

/**
 * @typedef {Record<string, Tensor>} Feeds
 * @typedef {object} Whole the real graph
 * @property {string} graph
 * @property {Feeds} feeds
 * @property {Record<string, Tensor | null>} [fetches] everything, where not given
 * @property {number} audioBytes of a number of the audio's keys
 * @property {Piece[]} pieces its products
 */

/** @param {string} what @param {Whole} whole @returns {Promise<RooflineRow>} */
async function measure(what, { graph, feeds, fetches, audioBytes, pieces }) {
  const ways = pieces.map((piece) =>
    pieceGraphs(piece, Writer).map((each) => ({ ...each, leastMs: Infinity })),
  );
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const session = await open(graph);
    const outputs = fetches ?? session.outputNames;
    times.push(...(await timesOf(async () => void (await session.run(feeds, outputs)), LEAST_RUNS_WHOLE)));
    await session.release();
    for (const way of ways.flat()) way.leastMs = Math.min(way.leastMs, await leastMsOf(way));
  }
  const measured = pieces.map((piece, at) => rowOf(piece, ways[at] ?? []));
  const realMs = Math.min(...times);
  const total = (/** @type {(piece: Piece) => number} */ of) =>
    pieces.reduce((sum, piece) => sum + of(piece), 0);
  return {
    what,
    realMs,
    medianMs: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
    rooflineMs: measured.reduce((sum, { bestMs }) => sum + bestMs, 0),
    gflops: total(operations) / realMs / 1e6,
    gbytes: total((piece) => leastBytes(piece, audioBytes)) / realMs / 1e6,
    pieces: measured,
  };
}

/** @typedef {ReturnType<typeof pieceGraphs>[number]} PieceGraph */

/** @param {Piece} piece @param {(PieceGraph & { leastMs: number })[]} measured @returns {PieceRow} */
function rowOf(piece, measured) {
  const ways = measured.map(({ way, leastMs: ms }) => ({
    way,
    ms,
    gops: operations({ ...piece, count: 1 }) / ms / 1e6,
  }));
  const bestMs = Math.min(...ways.map(({ ms }) => ms)) * piece.count;
  return { name: pieceName(piece), count: piece.count, ways, bestMs };
}

/** Of one product. @param {PieceGraph} way */
async function leastMsOf({ bytes, inputs, copies }) {
  const session = await open(bytes);
  /** @type {Feeds} */
  const feeds = {};
  for (const [seed, { name, type, shape }] of inputs.entries()) feeds[name] = noise(type, shape, seed);
  const times = await timesOf(async () => void (await session.run(feeds)));
  await session.release();
  return Math.min(...times) / copies;
}

/** @param {import('./piece-graphs.mjs').PieceInput['type']} type @param {number[]} shape @param {number} seed */
function noise(type, shape, seed) {
  const length = shape.reduce((product, size) => product * size, 1);
  if (type === 'f32') return new Tensor('float32', new Float32Array(floatNoise(length, seed).buffer), shape);
  const bytes = byteNoise(length, seed);
  return type === 'u8'
    ? new Tensor('uint8', bytes, shape)
    : new Tensor('int8', new Int8Array(bytes.buffer), shape);
}

/**
 * As the product opens its sessions: threads that stop with a run. With others a process now and then has both threads on one
 * core for seconds, and a window takes half as long again.
 * @param {string | Uint8Array} graph
 */
async function open(graph) {
  const options = /** @type {const} */ ({
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: { session: { force_spinning_stop: '1' } },
  });
  return typeof graph === 'string'
    ? await InferenceSession.create(graph, options)
    : await InferenceSession.create(graph, options);
}

/** Milliseconds of each run but the first two. @param {() => Promise<void>} work @param {number} [leastRuns] */
async function timesOf(work, leastRuns = LEAST_RUNS) {
  for (let run = 0; run < 2; run += 1) await work();
  const times = [];
  const startedMs = performance.now();
  while (times.length < leastRuns || performance.now() - startedMs < LEAST_MS) {
    const fromMs = performance.now();
    await work();
    times.push(performance.now() - fromMs);
  }
  return times;
}
