/**
 * Memory need: what a model takes in this process, checked against what the process may take, before it is loaded. Beyond a
 * limit the system ends a process without a word.
 *
 * Need    bytes = copies x weights + 4 x heads x 1500 x 1500 + 8 MB + windows x (audio + rows x text)
 *         copies: 1.2 for int8, 1.8 for f32: the weights as they are mapped, and the part of them that ONNX Runtime lays
 *         out anew; the attention scores of one encoder layer; small things. Of every window that is decoded at once, the
 *         keys and values of its audio (a byte each in int8, four in f32), and, of each of its hypotheses, keys and values
 *         of its text and what a step says of every token, all of it several times until garbage is collected.
 * Fit     peak resident set less what the process had before. 11 s of speech, one window: `tiny.en` int8 175 MB (formula
 *         176), `base` int8 254 MB (269), `tiny.en` f32 348 MB (377). 7 windows more of `base` int8: 195 MB (208).
 * Doubt   with more windows at once there is also room for the graphs that look for doubtful words: 0.4 x weights + 80 MB. 200 s
 *         of speech, eight windows, less the 110 MB that the process had before: `tiny.en` int8 375 MB (formula 395), `base` int8
 *         548 MB (609). One window alone may do without: refused is only what could not work; what fails later says what it needed.
 * Reserve of a limited address space (`ulimit -v`) a half more goes to what is reserved and never touched.
 * Throws  EngineError E_ENGINE_OOM.
 * @module
 */
import { EngineError } from '../../kernel/index.ts';
import type { MemoryRoom } from '../../platform/index.ts';
import type { DerivedWhisper } from '../../weights/index.ts';
import type { LaneShape } from './lanes.ts';

const COPIES = { int8: 1.2, f32: 1.8 } as const;
const BYTES_OF_KEY = { int8: 1, f32: 4 } as const;
const POSITIONS = 1500;
const BYTES_OF_FLOAT = 4;
const SMALL_THINGS_BYTES = 8e6;
const RESERVED = 1.5;
/** Of the weights, and of what a text in a window adds: scores of its tokens for every frame, several times. */
const DOUBT = { weights: 0.4, bytes: 170e6 } as const;

/** Places of a text for which there is room, most of the time: room grows by half, from 96. */
const PLACES = 144;
/** Until garbage is collected, keys that were copied elsewhere and what earlier steps gave are still there. */
const GARBAGE = { audio: 2, text: 3 } as const;

/** Size of the decoder's state in `tiny` and `tiny.en`: there is none smaller. */
const SMALLEST_STATE = 384;
/** Checkpoints with more tokens than this know many languages. */
const ENGLISH_TOKENS = 51_864;

/** A model as the formula sees it. */
export type SizedModel = Pick<DerivedWhisper, 'precision' | 'weightBytes'> & {
  readonly dims: Pick<DerivedWhisper['dims'], 'nAudioHead' | 'nTextLayer' | 'nTextState' | 'nVocab'>;
};

const ONE_WINDOW: LaneShape = { lanes: 1, rows: 1 };

/** Bytes that the model takes, loaded and at work on so many windows at once, each in so many rows. */
export function memoryNeed(model: SizedModel, { lanes, rows }: LaneShape = ONE_WINDOW): number {
  const { precision, weightBytes, dims } = model;
  const scores = BYTES_OF_FLOAT * dims.nAudioHead * POSITIONS * POSITIONS;
  const loaded = COPIES[precision] * weightBytes + scores + SMALL_THINGS_BYTES;
  return loaded + lanes * windowNeed(model, rows) + (lanes > 1 ? doubtNeed(model) : 0);
}

/** What the graphs take that look for doubtful words. */
function doubtNeed({ weightBytes }: SizedModel): number {
  return DOUBT.weights * weightBytes + DOUBT.bytes;
}

function windowNeed({ precision, dims }: SizedModel, rows: number): number {
  const numbersAPlace = 2 * dims.nTextLayer * dims.nTextState;
  const audio = numbersAPlace * POSITIONS * BYTES_OF_KEY[precision];
  const text = BYTES_OF_FLOAT * (numbersAPlace * PLACES + dims.nVocab);
  return GARBAGE.audio * audio + rows * GARBAGE.text * text;
}

/**
 * How many windows fit below all limits, `wanted.lanes` at most. Throws E_ENGINE_OOM when there is no room for one.
 * `rooms`: those of this process before the model was loaded.
 */
export function windowsThatFit(
  model: SizedModel,
  rooms: readonly MemoryRoom[],
  wanted: LaneShape = ONE_WINDOW,
): number {
  const least = { ...wanted, lanes: 1 };
  let most = wanted.lanes;
  for (const room of rooms) {
    const share = room.kind === 'address-space' ? RESERVED : 1;
    const spare = room.bytes / share - memoryNeed(model, least);
    if (spare < 0) throw tooLittle(model, room, Math.ceil(share * memoryNeed(model, least)));
    const more = Math.max(0, spare - doubtNeed(model));
    most = Math.min(most, 1 + Math.floor(more / windowNeed(model, wanted.rows)));
  }
  return most;
}

function tooLittle(model: SizedModel, { kind, bytes, limitBytes }: MemoryRoom, needed: number): EngineError {
  const limit = kind === 'address-space' ? 'limit of address space (ulimit -v)' : 'memory limit';
  const message = `The model needs ${megabytes(needed)} of memory, and the ${limit} of ${megabytes(limitBytes)} leaves ${megabytes(bytes)}.`;
  const details = { neededBytes: needed, availableBytes: bytes, limitBytes };
  return new EngineError('E_ENGINE_OOM', message, { hint: wayOut(model), details });
}

/** The same error, with what the model needs at such work where it did not say so yet; others as they are. */
export function withNeed(error: unknown, model: SizedModel, shape: LaneShape = ONE_WINDOW): unknown {
  if (!(error instanceof EngineError) || error.code !== 'E_ENGINE_OOM' || error.details !== undefined)
    return error;
  const neededBytes = Math.ceil(memoryNeed(model, shape));
  const message = `${error.message.replace(/[.\s]+$/, '')}. The model needs about ${megabytes(neededBytes)} of memory.`;
  const hint = shape.lanes > 1 ? error.hint : wayOut(model);
  return new EngineError('E_ENGINE_OOM', message, {
    ...(hint === undefined ? {} : { hint }),
    details: { neededBytes },
    cause: error,
  });
}

/** What takes less memory than this model. */
function wayOut({ precision, dims }: SizedModel): string {
  if (precision === 'f32') return 'offscribe transcribe MEDIA --precision int8   (or raise the limit)';
  if (dims.nTextState <= SMALLEST_STATE) return 'offscribe doctor   (no model is smaller: raise the limit)';
  const smaller = dims.nVocab > ENGLISH_TOKENS ? 'tiny' : 'tiny.en';
  return `offscribe transcribe MEDIA -m ${smaller}   (or raise the limit)`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
