/**
 * Pieces: the products that one run of the encoder or decoder cannot do without, by the model's sizes.
 *
 * Bias, norms, Gelu, softmax outside attention, conversions to 8 bits and copies are not among them: what they cost is
 * what keeps a graph from its roofline.
 * @module
 */

/**
 * @typedef {import('./derived.mjs').WhisperDims} WhisperDims
 * @typedef {{ kind: 'gemm', m: number, k: number, n: number, count: number }} Gemm [m, k] x [k, n]; each with its own weights
 * @typedef {{ kind: 'attention', batch: number, heads: number, queries: number, keys: number, count: number }} AttentionPiece
 *   scores, softmax and mix; heads of 64
 * @typedef {Gemm | AttentionPiece} Piece
 */

const HEAD_SIZE = 64;
/** Of the decoder's context; more keys than these are the audio's. */
const MOST_TOKENS = 448;

/** @param {WhisperDims} dims @returns {Piece[]} of one window */
export function encoderPieces({
  nMels,
  nAudioCtx: m,
  nAudioState: d,
  nAudioHead: heads,
  nAudioLayer,
  nTextLayer,
}) {
  return [
    // The convolutions: each row beside its two neighbours.
    { kind: 'gemm', m: 2 * m, k: 3 * nMels, n: d, count: 1 },
    { kind: 'gemm', m, k: 3 * d, n: d, count: 1 },
    { kind: 'gemm', m, k: d, n: 3 * d, count: nAudioLayer },
    { kind: 'attention', batch: 1, heads, queries: m, keys: m, count: nAudioLayer },
    { kind: 'gemm', m, k: d, n: d, count: nAudioLayer },
    { kind: 'gemm', m, k: d, n: 4 * d, count: nAudioLayer },
    { kind: 'gemm', m, k: 4 * d, n: d, count: nAudioLayer },
    { kind: 'gemm', m, k: d, n: 2 * d, count: nTextLayer },
  ];
}

/**
 * @param {WhisperDims} dims
 * @param {{ batch: number, past: number }} step sequences, and tokens that each already has
 * @returns {Piece[]} of one step of one token a sequence
 */
export function decoderPieces(
  { nAudioCtx, nTextState: d, nTextHead: heads, nTextLayer: count, nVocab },
  { batch, past },
) {
  return [
    { kind: 'gemm', m: batch, k: d, n: 3 * d, count },
    { kind: 'attention', batch, heads, queries: 1, keys: past + 1, count },
    // Out of self-attention, into and out of cross-attention.
    { kind: 'gemm', m: batch, k: d, n: d, count: 3 * count },
    { kind: 'attention', batch, heads, queries: 1, keys: nAudioCtx, count },
    { kind: 'gemm', m: batch, k: d, n: 4 * d, count },
    { kind: 'gemm', m: batch, k: 4 * d, n: d, count },
    { kind: 'gemm', m: batch, k: d, n: nVocab, count: 1 },
  ];
}

/** Floating-point (or integer) operations of all of a piece's copies; a multiplication and an addition are two. @param {Piece} piece */
export function operations(piece) {
  if (piece.kind === 'gemm') return 2 * piece.m * piece.k * piece.n * piece.count;
  return 4 * piece.batch * piece.heads * piece.queries * piece.keys * HEAD_SIZE * piece.count;
}

/**
 * Bytes that must be read: weights in 8 bits, keys and values of attention as large as told.
 * @param {Piece} piece
 * @param {number} audioBytes of one number of the audio's keys and values; others have four
 */
export function leastBytes(piece, audioBytes) {
  if (piece.kind === 'gemm') return piece.k * piece.n * piece.count;
  const isAudio = piece.queries === 1 && piece.keys > MOST_TOKENS;
  const pair = 2 * (isAudio ? audioBytes : 4);
  return pair * piece.batch * piece.heads * piece.keys * HEAD_SIZE * piece.count;
}

/** What it is called on the page. @param {Piece} piece */
export function pieceName(piece) {
  if (piece.kind === 'gemm') return `[${piece.m}, ${piece.k}] x [${piece.k}, ${piece.n}]`;
  return `attention, ${piece.batch} x ${piece.heads} heads, ${piece.queries} x ${piece.keys}`;
}
