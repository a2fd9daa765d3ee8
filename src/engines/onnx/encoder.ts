/**
 * Encoder: a window's features in, what the decoder looks at out.
 *
 * Whisper hears 30 s at a time, whatever lies in them, and without the silence that fills a short window up it falls into
 * loops. But that silence is the same everywhere, so behind the first second of it one position can stand for its neighbours
 * too (`weights/encoder-graph.ts`): then a window of 15 s takes about half the time. What that does to
 * the words is in docs/performance.md.
 * @module
 */
import { POSITION_PARTS } from '../../weights/index.ts';
import type { Precision } from '../engine.ts';
import { WINDOW_SAMPLES } from '../window-plan.ts';
import { floats, type GraphSession, integers, letGo, type Tensor, type Tensors } from './session.ts';

/** Samples and mel frames of one position of the encoder. */
const POSITION_SAMPLES = 320;
const POSITION_FRAMES = 2;
const POSITIONS = WINDOW_SAMPLES / POSITION_SAMPLES;

/** Frames of silence that the graph wants to see: behind them its convolutions give the same again and again. */
const SILENT_FRAMES = 4;

/** Positions behind the audio that are computed one by one, whatever else is not. */
const NEAR = 50;

/** How many silent positions one stands for: 1, as in the references, or several. */
export type Thinning = 1 | typeof MOST;

/** 8 do as well where it was tried; 16 cost words. */
const MOST = 4;

/** The thinning to use for a number format: floats are the reference, so nothing is left out there. */
export function thinningFor(precision: Precision): Thinning {
  return precision === 'f32' ? 1 : MOST;
}

/** The encoder of a checkpoint. */
export class Encoder {
  readonly #session: GraphSession;
  readonly #thinning: Thinning;

  constructor(session: GraphSession, thinning: Thinning) {
    this.#session = session;
    this.#thinning = thinning;
  }

  /**
   * Encodes the features [1, nMels, frames] of at most 30 s of audio: keys and values for each decoder layer, of all 1500
   * positions; `into` tensors of that form, where they are to be used again.
   */
  async encode(mel: Tensor, into?: Tensors): Promise<Tensors> {
    const [, bands = 0, frames = 0] = mel.dims;
    const heard = Math.ceil(frames / POSITION_FRAMES);
    const length = heard * POSITION_FRAMES + SILENT_FRAMES;
    const { places, logCounts, spread } = groupPositions(heard, this.#thinning);
    const long = floats(lengthened(mel.data as Float32Array, { bands, frames, length }), [1, bands, length]);
    const inputs = {
      mel: long,
      places: integers(places, [places.length]),
      log_counts: floats(logCounts, [1, logCounts.length, 1]),
      spread: integers(spread, [POSITIONS]),
    };
    const encoded = await this.#session.run(inputs, into);
    letGo(long);
    return encoded;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** Each band with zeros behind it. */
function lengthened(
  data: Float32Array,
  { bands, frames, length }: { readonly bands: number; readonly frames: number; readonly length: number },
): Float32Array {
  const long = new Float32Array(bands * length);
  for (let band = 0; band < bands; band += 1)
    long.set(data.subarray(band * frames, (band + 1) * frames), band * length);
  return long;
}

/** Positions in groups, side by side, of which the one in the middle stands for all. */
interface Groups {
  /** The middle of each. */
  readonly places: Int32Array;
  /** Natural log of how many each has. */
  readonly logCounts: Float32Array;
  /** The group of each position. */
  readonly spread: Int32Array;
}

/** All positions in groups, where the first `heard` hold audio. */
function groupPositions(heard: number, thinning: Thinning): Groups {
  const alone = countAlone(heard, thinning);
  const length = alone + Math.ceil((POSITIONS - alone) / thinning);
  const groups = {
    places: new Int32Array(length),
    logCounts: new Float32Array(length),
    spread: new Int32Array(POSITIONS),
  };
  for (let group = 0, start = 0; group < length; group += 1) {
    const count = group < alone ? 1 : Math.min(thinning, POSITIONS - start);
    groups.places[group] = start + Math.floor((count - 1) / 2);
    groups.logCounts[group] = Math.log(count);
    groups.spread.fill(group, start, start + count);
    start += count;
  }
  return groups;
}

/** How many of the first positions stand for themselves alone: so many that the graph can divide the groups into its parts. */
function countAlone(heard: number, thinning: Thinning): number {
  let alone = Math.min(POSITIONS, heard + NEAR);
  while ((alone + Math.ceil((POSITIONS - alone) / thinning)) % POSITION_PARTS !== 0) alone += 1;
  return alone;
}
