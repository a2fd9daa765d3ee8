/**
 * Windows at once: how many windows a batch of the decoder takes.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import type { Precision, TranscribeInput, TranscribeOptions } from '../engine.ts';

/**
 * Where a window has one row: eight. Six for `tiny` take as much time or a sixtieth more, by the processor, and 15 MB less; ten
 * save nothing, nor do ten and twelve for `base`. Where it has a beam: four, since two more save a twentieth of the time for 60
 * (`tiny.en`) or 120 MB (`base`).
 */
const MOST = { beam: 4, row: 8 } as const;

/** What the keys and values of all windows may take where nobody says how many they are to be, bytes. */
const BUDGET_BYTES = 500_000_000;

/**
 * As many as asked for, else as many as are worth their memory: 4 to 8. One where each
 * window needs the one before: its text, or, without regions, the place where that ends. One too in floats, where nobody
 * asked for more: the order of their sums, and so the last digits, depends on how many rows there are (promise P5). One
 * where a model drafts: it fills the rows with tokens of one window.
 */
export function windowsAtOnce(
  { regions }: Pick<TranscribeInput, 'regions'>,
  { batchSize, beamSize = 1, conditionOnPreviousText = false }: TranscribeOptions,
  {
    dims,
    precision,
    hasDraft = false,
  }: { readonly dims: WhisperDims; readonly precision: Precision; readonly hasDraft?: boolean },
): number {
  if (conditionOnPreviousText || regions === undefined) return 1;
  if (batchSize !== undefined) return batchSize;
  if (precision === 'f32' || hasDraft) return 1;
  const most = beamSize > 1 ? MOST.beam : MOST.row;
  const bytes = 2 * dims.nTextLayer * dims.nTextState * dims.nAudioCtx;
  return Math.max(1, Math.min(most, Math.floor(BUDGET_BYTES / bytes)));
}
