/**
 * Span: the part of a medium that is transcribed, cut to the sample.
 *
 * In/out  seconds on the media clock -> sample indices of the decoded track [from, to).
 * Throws  UsageError E_USAGE: a span without a single sample, negative or endless times, a span that ends before the audio
 *         begins, a start beyond its end.
 * @module
 */
import { samplesToSeconds, secondsToSamples, UsageError } from '../kernel/index.ts';

/** What was asked for, seconds on the media clock; absent means from the beginning, to the end. */
export interface Span {
  readonly startSec?: number | undefined;
  readonly endSec?: number | undefined;
}

/** Sample indices of the decoded track, half-open; `to` may be Infinity. */
export interface SampleSpan {
  readonly from: number;
  readonly to: number;
}

/** Refuses a span that holds nothing, whatever the media is. */
export function checkSpan({ startSec, endSec }: Span): void {
  const hint = 'offscribe transcribe MEDIA --start 0:10 --end 0:20';
  for (const [flag, value] of [
    ['--start', startSec],
    ['--end', endSec],
  ] as const) {
    if (value !== undefined && !(Number.isFinite(value) && value >= 0)) {
      throw new UsageError('E_USAGE', `${flag} must not be negative or endless.`, { hint });
    }
  }
  // Compared as samples: a span shorter than one holds nothing either.
  if (endSec !== undefined && secondsToSamples(startSec ?? 0) >= secondsToSamples(endSec)) {
    throw new UsageError('E_USAGE', `--start (${startSec ?? 0} s) must lie before --end (${endSec} s).`, {
      hint,
    });
  }
}

/**
 * The span in samples of a track whose first sample is at `offsetSec` on the media clock. Both ends are rounded on
 * the clock before the offset is taken off, so that a span of 10 s has 160,000 samples whatever the offset. Throws
 * UsageError E_USAGE when it ends before the track begins.
 */
export function spanInSamples({ startSec, endSec }: Span, offsetSec: number): SampleSpan {
  const offset = secondsToSamples(offsetSec);
  const from = startSec === undefined ? 0 : Math.max(0, secondsToSamples(startSec) - offset);
  if (endSec === undefined) return { from, to: Infinity };
  const to = secondsToSamples(endSec) - offset;
  if (to <= 0) {
    const begins = offsetSec.toFixed(3);
    throw new UsageError('E_USAGE', `--end (${endSec} s) lies before the audio begins (${begins} s).`, {
      hint: 'offscribe transcribe MEDIA --start 0',
    });
  }
  return { from, to };
}

/** The most that any pass saw: samples handed on, and samples of the source it got to know. */
export interface CutCount {
  taken: number;
  seen: number;
}

/**
 * The samples [from, to) of a stream; stops the source as soon as it has them all. `count` grows to what this pass saw;
 * a later pass that its reader ends early does not shrink it.
 */
export async function* cutPcm(
  pcm: AsyncIterable<Float32Array>,
  { from, to }: SampleSpan,
  count: CutCount,
): AsyncGenerator<Float32Array> {
  let seen = 0;
  if (to <= from) return;
  for await (const piece of pcm) {
    const first = Math.min(piece.length, Math.max(0, from - seen));
    const last = Math.max(first, Math.min(piece.length, to - seen));
    seen += piece.length;
    count.seen = Math.max(count.seen, seen);
    count.taken = Math.max(count.taken, Math.min(seen, to) - from);
    if (last > first) yield first === 0 && last === piece.length ? piece : piece.subarray(first, last);
    if (seen >= to) return;
  }
}

/** Refuses a start that lies beyond media whose length is now known; the end of the media is in seconds on its clock. */
export function checkStartWithin({ startSec }: Span, mediaEndSec: number): void {
  if (startSec === undefined || startSec < mediaEndSec) return;
  throw new UsageError(
    'E_USAGE',
    `--start (${startSec} s) lies beyond the end of the audio (${mediaEndSec.toFixed(3)} s).`,
    { hint: 'offscribe transcribe MEDIA --start 0' },
  );
}

/** A warning when the media ended before `--end`; undefined when it did not. */
export function shortSpanWarning({ endSec }: Span, span: SampleSpan, seen: number): string | undefined {
  if (endSec === undefined || seen >= span.to) return undefined;
  const missing = samplesToSeconds(span.to - seen);
  return `The audio ends ${missing.toFixed(3)} s before --end (${endSec} s); transcribed up to its end.`;
}
