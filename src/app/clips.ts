/**
 * Clips: the parts of a medium that are transcribed, when a list of them is given.
 *
 * In/out  start, end, start, end ... in seconds on the media clock, the last end may be left out -> speech regions in
 *         seconds from the first sample that is transcribed. They are cut to `--start` and `--end`; speech outside of
 *         them is not heard. With voice activity detection its regions are cut to them; without, each clip is a region,
 *         and one longer than a window is cut at every 30 s.
 * Throws  UsageError E_USAGE: a clip that ends before it starts, clips that overlap or are out of order, clips that are
 *         all outside the audio. A clip that is, or that the audio ends in, is a warning.
 * Source  `clip_timestamps` of openai-whisper and faster-whisper.
 * @module
 */
import { type SpeechRegion, samplesToSeconds, secondsToSamples, UsageError } from '../kernel/index.ts';

const HINT = 'offscribe transcribe MEDIA --clip-timestamps 0,10,20.5,30';

/** One part, seconds on the media clock, half-open; the end of the last may be Infinity. */
export interface Clip {
  readonly startSec: number;
  readonly endSec: number;
}

/** Clips from the list of their starts and ends; undefined where none is given. */
export function clipsFrom(timestamps: readonly number[] | undefined): readonly Clip[] | undefined {
  if (timestamps === undefined) return undefined;
  if (timestamps.length === 0 || !timestamps.every((time) => Number.isFinite(time) && time >= 0))
    throw new UsageError('E_USAGE', '--clip-timestamps takes seconds from 0 up, separated by commas.', {
      hint: HINT,
    });
  const clips: Clip[] = [];
  for (let at = 0; at < timestamps.length; at += 2) {
    const [startSec = 0, endSec = Infinity] = timestamps.slice(at, at + 2);
    const before = clips.at(-1);
    // Compared as samples: a clip shorter than one holds nothing either.
    if (secondsToSamples(endSec) <= secondsToSamples(startSec))
      throw refusal(`a clip from ${startSec} to ${endSec} s holds nothing`);
    if (before !== undefined && startSec < before.endSec)
      throw refusal(`the clip from ${startSec} s begins before the one to ${before.endSec} s has ended`);
    clips.push({ startSec, endSec });
  }
  return clips;
}

/** What lies where, seconds on the media clock. */
export interface ClipPlace {
  /** The first sample that is transcribed. */
  readonly fromSec: number;
  /** One past the last sample that is transcribed. */
  readonly toSec: number;
  /** One past the last sample of the audio that was seen. */
  readonly audioEndSec: number;
}

/** The clips as regions, cut to what is transcribed; both ends are whole samples, rounded on the media clock. */
export function clipRegions(clips: readonly Clip[], { fromSec, toSec }: ClipPlace): readonly SpeechRegion[] {
  const from = secondsToSamples(fromSec);
  return clips.flatMap(({ startSec, endSec }) => {
    const start = samplesToSeconds(Math.max(0, secondsToSamples(startSec) - from));
    const end = samplesToSeconds(secondsToSamples(Math.min(toSec, endSec)) - from);
    return end > start ? [{ start, end }] : [];
  });
}

/** What lies in both; both ascending and disjoint. */
export function cutRegions(
  regions: readonly SpeechRegion[],
  clips: readonly SpeechRegion[],
): readonly SpeechRegion[] {
  return regions.flatMap((region) =>
    clips.flatMap((clip) => {
      const start = Math.max(region.start, clip.start);
      const end = Math.min(region.end, clip.end);
      return end > start ? [{ ...region, start, end }] : [];
    }),
  );
}

/** What should be said of clips that cannot be had whole. */
export function clipWarnings(
  clips: readonly Clip[],
  { fromSec, toSec, audioEndSec }: ClipPlace,
): readonly string[] {
  const isHeard = ({ startSec, endSec }: Clip): boolean => startSec < toSec && endSec > fromSec;
  if (!clips.some(isHeard))
    throw refusal(`no clip lies in what is transcribed, ${fromSec.toFixed(3)} to ${toSec.toFixed(3)} s`);
  return clips.flatMap((clip) => {
    const name = `The clip from ${clip.startSec} s`;
    if (clip.startSec >= audioEndSec)
      return [`${name} lies beyond the end of the audio (${audioEndSec.toFixed(3)} s); it was left out.`];
    if (!isHeard(clip)) return [`${name} lies outside --start and --end; it was left out.`];
    const isShort = Number.isFinite(clip.endSec) && clip.endSec > audioEndSec && toSec >= audioEndSec;
    if (!isShort) return [];
    return [`${name} to ${clip.endSec} s ends with the audio (${audioEndSec.toFixed(3)} s).`];
  });
}

function refusal(problem: string): UsageError {
  return new UsageError('E_USAGE', `--clip-timestamps: ${problem}.`, { hint: HINT });
}
