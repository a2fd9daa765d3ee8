/**
 * Missed warning: the sentence that tells of speech without text.
 * @module
 */
import type { SpeechRegion } from '../kernel/index.ts';

/** Spans named in the sentence; the rest is in the JSON. */
const MOST_NAMED = 3;

/** For example "Speech without text: 0:12.3 to 0:15.0 (2.7 s in all)."; undefined where nothing was missed. */
export function missedWarning(missed: readonly SpeechRegion[]): string | undefined {
  if (missed.length === 0) return undefined;
  const totalSec = missed.reduce((sum, { start, end }) => sum + end - start, 0);
  const named = missed.slice(0, MOST_NAMED).map(({ start, end }) => `${clock(start)} to ${clock(end)}`);
  const more = missed.length > MOST_NAMED ? ` and ${missed.length - MOST_NAMED} more` : '';
  return `Speech without text: ${named.join(', ')}${more} (${totalSec.toFixed(1)} s in all).`;
}

/** `m:ss.s`, with hours in front where there are any. */
function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  const minutes = Math.floor(tenths / 600);
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return minutes < 60
    ? `${minutes}:${rest}`
    : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
