/**
 * Batching: how many windows are decoded at once, as it was asked for.
 *
 * Throws  UsageError E_USAGE: a number out of its range, or a way that the engine does not have.
 * @module
 */
import type { TranscribeOptions } from '../engines/index.ts';
import { UsageError } from '../kernel/index.ts';
import type { LoadingEngine } from '../models/index.ts';
import { oneOf } from './choices.ts';
import { checkRange, type Range } from './search-options.ts';

/** Ways of going through the windows; `auto` leaves it to the engine. */
export const MODES = ['auto', 'sequential', 'batched'] as const;

/** Windows at once where nothing else is said: more gain little and cost memory for each. */
export const DEFAULT_BATCH = 4;

const MOST_AT_ONCE = 64;

const BATCH_SIZE: Range = {
  flag: '--batch-size',
  takes: `a whole number from 1 to ${MOST_AT_ONCE}`,
  fits: (value) => Number.isInteger(value) && value >= 1 && value <= MOST_AT_ONCE,
  example: DEFAULT_BATCH,
};

/** What is asked for. */
export interface BatchingWishes {
  /** One of `MODES`; default `auto`. */
  readonly mode?: string | undefined;
  /** Windows decoded at once, at most 64; default: as many as are worth their memory, at most 8. */
  readonly batchSize?: number | undefined;
}

/** What stands in the way of it. */
export interface BatchingPlace {
  readonly engine: LoadingEngine;
  readonly vad: boolean;
  readonly conditionOnPreviousText: boolean;
}

/** The engine's option, absent where it decides for itself, and what the user should know. */
export interface Batching {
  readonly options: Pick<TranscribeOptions, 'batchSize'>;
  readonly notes: readonly string[];
}

/** Checks both flags together. */
export function chooseBatching({ mode = 'auto', batchSize }: BatchingWishes, place: BatchingPlace): Batching {
  const way = oneOf('--mode', mode, MODES);
  checkRange(batchSize, BATCH_SIZE);
  if (way === 'sequential') {
    const isIdle = batchSize !== undefined && batchSize > 1;
    const idle = 'Windows are decoded one after another: --batch-size has no effect.';
    return { options: { batchSize: 1 }, notes: isIdle ? [idle] : [] };
  }
  const wanted = way === 'batched' ? (batchSize ?? DEFAULT_BATCH) : batchSize;
  if (wanted === undefined) return { options: {}, notes: [] };
  if (wanted > 1 && place.engine === 'mlx') throw withoutBatches(way);
  return { options: { batchSize: wanted }, notes: wanted > 1 ? obstacles(place) : [] };
}

function obstacles({ vad, conditionOnPreviousText }: BatchingPlace): readonly string[] {
  const because = [
    ...(vad ? [] : ['without voice activity detection a window begins where the text of the last one ends']),
    ...(conditionOnPreviousText ? ['each is told the text of the one before'] : []),
  ];
  return because.map((reason) => `Windows are decoded one after another: ${reason}.`);
}

function withoutBatches(way: string): UsageError {
  const flag = way === 'batched' ? '--mode batched' : '--batch-size';
  return new UsageError('E_USAGE', `${flag} is not possible with the mlx engine: it has no batches.`, {
    hint: 'offscribe transcribe MEDIA --engine onnx',
  });
}
