/**
 * Windows: packs speech regions into stretches of at most 30 s, the fixed input of the model.
 *
 * A window is a list of pieces of the source, laid end to end. Regions closer than `joinGapSec` keep the audio between
 * them; a longer gap is cut out and `padSec` of it stays on both sides. No region is cut, unless it alone is longer
 * than a window: then at every `maxSec`. The first of several windows may be a short one, so that its text comes soon.
 * Promise every sample of every region is in exactly one piece; pieces and windows are in order and disjoint in the
 *         source; no window is longer than `maxSec`.
 * Units   whole samples at 16 kHz for positions, seconds in options and in `windowTimeToSource`.
 * @module
 */
import { SAMPLE_RATE_HZ, type SpeechRegion, samplesToSeconds, secondsToSamples } from '../kernel/index.ts';

/** A stretch of the source and where it lies in its window. */
export interface WindowPiece {
  /** First source sample. */
  readonly startSamples: number;
  /** One past the last source sample. */
  readonly endSamples: number;
  /** Position of the first sample in the window. */
  readonly atSamples: number;
}

/** What the model hears at once; never empty. */
export interface Window {
  readonly pieces: readonly WindowPiece[];
  /** Length of all pieces together. */
  readonly lengthSamples: number;
}

/** How to pack. */
export interface WindowOptions {
  /** Default 30. */
  readonly maxSec?: number;
  /** Default 1: a longer gap between two regions is cut out. */
  readonly joinGapSec?: number;
  /** Default 0.2: what stays of a gap beside speech; at most half of it, and less where the window is full. */
  readonly padSec?: number;
  /** Where there are more windows than one, the first ends at the last pause by then; default: as the others do. */
  readonly firstSec?: number;
  /** Samples of the whole audio, where it is known: no padding beyond it. */
  readonly audioSamples?: number;
}

interface Span {
  start: number;
  end: number;
}

/** A first window that is shorter than this tells nobody anything, seconds. */
const SHORTEST_FIRST_SEC = 5;

/**
 * Packs all regions, lazily. A region may be endless (`end: Infinity`): then so are the windows.
 * Without voice activity detection pass one region that spans the audio.
 */
export function* planWindows(
  regions: Iterable<SpeechRegion>,
  options: WindowOptions = {},
): Generator<Window, void, undefined> {
  const planner = new WindowPlanner(options);
  for (const region of regions) yield* planner.add(region);
  yield* planner.finish();
}

/** The same, for regions that become known one after another: `add` returns the windows that are settled. */
export class WindowPlanner {
  readonly #max: number;
  readonly #joinGap: number;
  readonly #pad: number;
  readonly #audio: number;
  readonly #first: number;
  #isFirst = true;
  /** The last pause, between two regions, at which the first window may end early. */
  #pause: Readonly<Span> | undefined;
  /** Pieces of the open window, without the padding after the last one. */
  #open: Span[] = [];
  /** End of the last region, and of the last piece that was given out: nothing before it may be used again. */
  #lastEnd = 0;

  constructor(options: WindowOptions = {}) {
    this.#max = secondsToSamples(options.maxSec ?? 30);
    this.#joinGap = secondsToSamples(options.joinGapSec ?? 1);
    this.#pad = secondsToSamples(options.padSec ?? 0.2);
    this.#audio = options.audioSamples ?? Number.POSITIVE_INFINITY;
    this.#first = secondsToSamples(options.firstSec ?? 0);
  }

  /** The next region, which starts at or after the end of the one before. */
  *add(region: SpeechRegion): Generator<Window, void, undefined> {
    const start = Math.max(this.#lastEnd, secondsToSamples(region.start));
    const end = Math.min(this.#audio, secondsToSamples(region.end));
    if (end <= start) return;
    const gap = start - this.#lastEnd;
    const length = lengthOf(this.#open);
    if (this.#append({ start, end }, gap)) {
      const isEarly = length >= secondsToSamples(SHORTEST_FIRST_SEC) && length <= this.#first;
      if (this.#isFirst && isEarly) this.#pause = { start: this.#lastEnd, end: start };
    } else if (this.#pause !== undefined) {
      yield this.#closeAt(this.#pause);
      yield* this.add(region);
      return;
    } else {
      // Half of the gap for each side, but all of it before the first region: there is nobody to share it with.
      const share = this.#open.length > 0 ? Math.floor(gap / 2) : gap;
      const pad = Math.min(this.#pad, share);
      if (this.#open.length > 0) yield this.#close(pad);
      yield* this.#begin({ start, end }, pad);
    }
    this.#lastEnd = end;
  }

  /** The last window, if one is open. */
  *finish(): Generator<Window, void, undefined> {
    if (this.#open.length > 0) yield this.#close(this.#pad);
  }

  /** Adds a region to the open window; false when it does not fit or none is open. */
  #append(region: Span, gap: number): boolean {
    const last = this.#open.at(-1);
    if (last === undefined) return false;
    const joined = gap <= this.#joinGap;
    const pad = Math.min(this.#pad, Math.floor(gap / 2));
    const kept = joined ? gap : 2 * pad;
    if (lengthOf(this.#open) + kept + region.end - region.start > this.#max) return false;
    if (joined) last.end = region.end;
    else {
      last.end += pad;
      this.#open.push({ start: region.start - pad, end: region.end });
    }
    return true;
  }

  /** Opens a window with a region; whole windows are cut off while it is too long for one. */
  *#begin(region: Span, pad: number): Generator<Window, void, undefined> {
    const room = Math.max(0, this.#max - (region.end - region.start));
    let start = region.start - Math.min(pad, Math.floor(room / 2));
    while (region.end - start > this.#max) {
      this.#isFirst = false;
      yield makeWindow([{ start, end: start + this.#max }]);
      start += this.#max;
    }
    this.#open = [{ start, end: region.end }];
  }

  /** Closes the window before a pause; what lies behind that stays open. */
  #closeAt({ start, end }: Readonly<Span>): Window {
    const pad = Math.min(this.#pad, Math.floor((end - start) / 2));
    const spans = this.#open;
    this.#pause = undefined;
    this.#isFirst = false;
    this.#open = spans
      .filter((span) => span.end > end)
      .map((span) => ({ start: Math.max(span.start, end - pad), end: span.end }));
    return makeWindow(
      spans
        .filter((span) => span.start < start)
        .map((span) => ({ start: span.start, end: Math.min(span.end, start + pad) })),
    );
  }

  #close(pad: number): Window {
    this.#isFirst = false;
    const spans = this.#open;
    const last = spans.at(-1);
    const room = this.#max - lengthOf(spans);
    if (last !== undefined) last.end = Math.min(this.#audio, last.end + Math.min(pad, room));
    this.#open = [];
    return makeWindow(spans);
  }
}

/**
 * Window time to source time, both in seconds. At a splice a `start` belongs to the piece after it and an `end` to the
 * piece before it; times outside the window are moved to its nearest edge. Monotone for each side.
 */
export function windowTimeToSource(window: Window, timeSec: number, side: 'start' | 'end'): number {
  const at = Math.min(Math.max(timeSec * SAMPLE_RATE_HZ, 0), window.lengthSamples);
  const starts = (piece: WindowPiece): boolean =>
    side === 'start' ? piece.atSamples <= at : piece.atSamples < at;
  const piece = window.pieces.findLast(starts) ?? window.pieces[0];
  if (piece === undefined) return 0;
  return samplesToSeconds(Math.min(piece.endSamples, piece.startSamples + (at - piece.atSamples)));
}

function makeWindow(spans: readonly Span[]): Window {
  const pieces: WindowPiece[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    pieces.push({ startSamples: start, endSamples: end, atSamples: at });
    at += end - start;
  }
  return { pieces, lengthSamples: at };
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((total, span) => total + span.end - span.start, 0);
}
