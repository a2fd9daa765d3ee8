/**
 * Windows at once: how many windows a batch of the decoder takes.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import type { Precision, TranscribeInput, TranscribeOptions } from '../engine.ts';

/**
 * Four take a twenty-fifth more time and 30 to 40 MB less (`tiny.en`, `base`); eight as much time (`tiny.en`) or a fortieth less (`base`),
 * and 30 to 40 MB more.
 */
const MOST = 6;

/** What the keys and values of all windows may take where nobody says how many they are to be, bytes. */
const BUDGET_BYTES = 500_000_000;

/**
 * As many as asked for, else as many as are worth their memory: 6. One where each
 * window needs the one before: its text, or, without regions, the place where that ends. One too in floats, where nobody
 * asked for more: the order of their sums, and so the last digits, depends on how many rows there are (promise P5). One
 * where a model drafts: it fills the rows with tokens of one window.
 */
export function windowsAtOnce(
  { regions }: Pick<TranscribeInput, 'regions'>,
  { batchSize, conditionOnPreviousText = false }: TranscribeOptions,
  {
    dims,
    precision,
    hasDraft = false,
  }: { readonly dims: WhisperDims; readonly precision: Precision; readonly hasDraft?: boolean },
): number {
  if (conditionOnPreviousText || regions === undefined) return 1;
  if (batchSize !== undefined) return batchSize;
  if (precision === 'f32' || hasDraft) return 1;
  const bytes = 2 * dims.nTextLayer * dims.nTextState * dims.nAudioCtx;
  return Math.max(1, Math.min(MOST, Math.floor(BUDGET_BYTES / bytes)));
}
