/**
 * Subject: what the rules look at: cues as they stand in the file, measured once, and what is known about the rest.
 * @module
 */
import type { ProfileLimits } from '../profiles/profile.ts';
import { textLength } from '../profiles/text-length.ts';
import { FUNCTION_WORDS } from '../syntax/function-words.data.ts';
import type { TrackCue } from '../track/track.ts';

/** A stretch of the media clock, whole ms, half-open. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** A cue and where it stands in its file. */
export interface FiledCue extends TrackCue {
  /** Place among the cues of the file, counted from 1. */
  readonly number: number;
  /** Of its times, counted from 1. */
  readonly line?: number;
}

/** A cue that was measured. */
export interface CheckedCue extends FiledCue {
  /** Length of each line, as the profile counts. */
  readonly lengths: readonly number[];
  /** Of all lines together. */
  readonly length: number;
}

/** What to hold cues to. */
export interface CheckOptions {
  readonly limits: ProfileLimits;
  /** BCP 47; absent: rules about words are left out. */
  readonly language?: string | undefined;
  /** Where somebody speaks, by start; absent: nobody listened. */
  readonly speech?: readonly Span[] | undefined;
  /** First frames of shots, ms, ascending; absent: nobody looked. */
  readonly shots?: readonly number[] | undefined;
}

/** Cues ready to be checked. */
export interface Subject extends CheckOptions {
  /** In order of the file. */
  readonly filed: readonly CheckedCue[];
  /** In order of start. */
  readonly cues: readonly CheckedCue[];
  /** Least gap between cues, ms. */
  readonly minGapMs: number;
  /** The code under which function words are known; absent where none are. */
  readonly lexicon?: string | undefined;
}

/** Measures cues, given in the order of their file. */
export function prepareSubject(cues: readonly FiledCue[], options: CheckOptions): Subject {
  const { counting } = options.limits;
  const filed = cues.map((cue): CheckedCue => {
    const lengths = cue.lines.map((line) => textLength(line, counting));
    return { ...cue, lengths, length: lengths.reduce((sum, each) => sum + each, 0) };
  });
  return {
    ...options,
    filed,
    cues: isSorted(filed) ? filed : [...filed].sort((a, b) => a.startMs - b.startMs),
    minGapMs: minGapOf(options.limits),
    lexicon: lexiconCode(options.language),
  };
}

/** Least gap in whole ms: a time that was rounded down from frames is no breach. */
export function minGapOf({ minGapFrames, frameRate }: ProfileLimits): number {
  return Math.floor((minGapFrames * 1000) / frameRate);
}

/** Gaps that are no wider than this count as closed: frames are not known to the millisecond. */
export function closedGapOf(limits: ProfileLimits): number {
  return Math.ceil(((limits.minGapFrames + 0.5) * 1000) / limits.frameRate);
}

/** The least duration at which a text of `length` is no faster than `speed`, ms. */
export function readingMs(length: number, speed: number): number {
  return Math.ceil((length * 1000) / speed);
}

function lexiconCode(language: string | undefined): string | undefined {
  const code = language?.toLowerCase().split(/[-_]/)[0];
  return code !== undefined && Object.hasOwn(FUNCTION_WORDS, code) ? code : undefined;
}

function isSorted(cues: readonly CheckedCue[]): boolean {
  return cues.every((cue, index) => index === 0 || cue.startMs >= (cues[index - 1]?.startMs ?? 0));
}
