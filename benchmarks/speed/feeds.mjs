/**
 * Feeds: inputs for a graph from what it declares itself, so that the benchmark need not know how it is laid out.
 * @module
 */
import { Tensor } from 'onnxruntime-node';
import { byteNoise, floatNoise } from './piece-graphs.mjs';

/**
 * @typedef {import('onnxruntime-node').InferenceSession} Session
 * @typedef {object} Step
 * @property {number} batch sequences
 * @property {number} past tokens that each already has
 * @property {number} vocabulary
 */

/** Frames behind the audio that the encoder's graph wants to see. */
const SILENT_FRAMES = 4;
/** Rows of the vocabulary that are no text: languages, tasks, times. */
const SPECIAL_TOKENS = 1607;
const LIKELIEST = 8;
/** Room in a cache is given out in such steps. */
const ROOM_STEP = 64;

/**
 * Feeds of one decoder step, and what is to be fetched: outputs that stand in a cache's own memory go back there, and
 * all logits only when the graph has no choice among them to give.
 * @param {Session} session
 * @param {Step} step
 */
export function decoderFeeds(session, step) {
  /** @type {Record<string, Tensor>} */
  const feeds = {};
  for (const value of session.inputMetadata) feeds[value.name] = feedOf(value, step);
  /** @type {Record<string, Tensor | null>} */
  const fetches = {};
  for (const name of session.outputNames) {
    const [cache, output] = [
      feeds[name.replace('present_', 'past_')],
      session.outputMetadata.find((value) => value.name === name),
    ];
    const isInPlace = cache !== undefined && output?.isTensor === true && output.shape.includes('room');
    if (name === 'logits' && session.outputNames.includes('text_top')) continue;
    fetches[name] = isInPlace ? cache : null;
  }
  return { feeds, fetches };
}

/**
 * Feeds of the encoder for 30 s of audio, where no position stands for another.
 * @param {{ nMels: number, nAudioCtx: number }} dims
 * @returns {Record<string, Tensor>}
 */
export function encoderFeeds({ nMels, nAudioCtx }) {
  const frames = 2 * nAudioCtx + SILENT_FRAMES;
  const every = BigInt64Array.from({ length: nAudioCtx }, (_, at) => BigInt(at));
  return {
    mel: new Tensor('float32', new Float32Array(floatNoise(nMels * frames, 1).buffer), [1, nMels, frames]),
    places: new Tensor('int64', every, [nAudioCtx]),
    log_counts: new Tensor('float32', new Float32Array(nAudioCtx), [1, nAudioCtx, 1]),
    spread: new Tensor('int64', every, [nAudioCtx]),
  };
}

/**
 * @param {Session['inputMetadata'][number]} value
 * @param {Step} step
 * @returns {Tensor}
 */
function feedOf(value, step) {
  if (!value.isTensor) throw new Error(`The decoder wants "${value.name}", which is no tensor.`);
  const shape = value.shape.map((size) => (typeof size === 'number' ? size : sizeOf(size, value.name, step)));
  const length = shape.reduce((product, size) => product * size, 1);
  if (value.type === 'float32') {
    if (value.name === 'text_bias') return new Tensor('float32', new Float32Array(length), shape);
    return new Tensor('float32', new Float32Array(floatNoise(length, 1).buffer), shape);
  }
  if (value.type === 'uint8') return new Tensor('uint8', byteNoise(length, 1), shape);
  if (value.type === 'int8')
    return new Tensor('int8', new Int8Array(byteNoise(length, 1).buffer, 0, length), shape);
  const number = numberOf(value.name, step);
  if (value.type === 'int64')
    return new Tensor('int64', new BigInt64Array(length).fill(BigInt(number)), shape);
  throw new Error(`The decoder wants "${value.name}" as ${value.type}: say here how to make it.`);
}

/** @param {string} symbol @param {string} name @param {Step} step */
function sizeOf(symbol, name, { batch, past, vocabulary }) {
  const room = Math.ceil((past + 1) / ROOM_STEP) * ROOM_STEP;
  /** @type {Record<string, number>} */
  const sizes = {
    b: batch,
    w: batch,
    n: 1,
    room,
    seen: room + 1,
    t: vocabulary - SPECIAL_TOKENS,
  };
  const size = sizes[symbol];
  if (size === undefined)
    throw new Error(`The decoder's "${name}" has a size "${symbol}": say here how large it is.`);
  return size;
}

/** @param {string} name @param {Step} step */
function numberOf(name, { past }) {
  /** @type {Record<string, number>} */
  const numbers = { ids: 400, positions: past, count: LIKELIEST };
  const number = numbers[name];
  if (number === undefined) throw new Error(`The decoder wants whole numbers "${name}": say here which.`);
  return number;
}
