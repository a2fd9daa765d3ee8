/**
 * Roofline: how far encoder and decoder step are from what ONNX Runtime reaches on this processor in their own products.
 *
 * Every product is measured alone, in every way that there is, and the fastest counts; their sum is the roofline of the
 * mix. Times are the least of many runs, on both sides of the fraction: what else happens on the machine only adds.
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

const LEAST_RUNS = 8;
const LEAST_MS = 400;
/** A run of a whole graph is longer, so that more of them are needed for one that nothing disturbs. */
const LEAST_RUNS_WHOLE = 25;
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
  const session = await open(encoder);
  const feeds = encoderFeeds(dims);
  const times = await timesOf(async () => void (await session.run(feeds)), LEAST_RUNS_WHOLE);
  await session.release();
  return await rowOf('encoder, one window', { times, pieces: encoderPieces(dims), audioBytes: 4 });
}

/** @param {number} batch */
async function measureDecoder(batch) {
  const session = await open(decoder);
  const { feeds, fetches } = decoderFeeds(session, { batch, past: PAST, vocabulary: dims.nVocab });
  const times = await timesOf(async () => void (await session.run(feeds, fetches)), LEAST_RUNS_WHOLE);
  await session.release();
  const what = `decoder step, ${batch} ${batch === 1 ? 'sequence' : 'sequences'}, ${PAST} tokens before`;
  const pieces = decoderPieces(dims, { batch, past: PAST });
  return await rowOf(what, { times, pieces, audioBytes: feeds['cross_key_0']?.type === 'float32' ? 4 : 1 });
}

/**
 * @param {string} what
 * @param {{ times: number[], pieces: Piece[], audioBytes: number }} graph times of the real one; its pieces
 * @returns {Promise<RooflineRow>}
 */
async function rowOf(what, { times, pieces, audioBytes }) {
  const measured = [];
  for (const piece of pieces) measured.push(await measurePiece(piece));
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

/** @param {Piece} piece @returns {Promise<PieceRow>} */
async function measurePiece(piece) {
  const ways = [];
  for (const { way, bytes, inputs, copies } of pieceGraphs(piece, Writer)) {
    const session = await open(bytes);
    /** @type {Record<string, Tensor>} */
    const feeds = {};
    for (const [seed, { name, type, shape }] of inputs.entries()) {
      feeds[name] = noise(type, shape, seed);
    }
    const ms = Math.min(...(await timesOf(async () => void (await session.run(feeds))))) / copies;
    await session.release();
    ways.push({ way, ms, gops: operations({ ...piece, count: 1 }) / ms / 1e6 });
  }
  const bestMs = Math.min(...ways.map(({ ms }) => ms)) * piece.count;
  return { name: pieceName(piece), count: piece.count, ways, bestMs };
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

/** As the product opens its sessions. @param {string | Uint8Array} graph */
async function open(graph) {
  const options = /** @type {const} */ ({
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
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
