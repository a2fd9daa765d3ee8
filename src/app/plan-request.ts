/**
 * Plan request: what is asked for of each file, checked as far as it can be without looking at the disk.
 *
 * Throws  UsageError E_USAGE, E_MODEL_UNKNOWN, E_LANGUAGE_UNSUPPORTED, E_TRANSLATION_UNAVAILABLE; NotReadyError
 *         E_RUNTIME_MISSING; InputError E_GLOSSARY_INVALID; UsageError E_PROFILE_UNKNOWN, E_PROFILE_INVALID.
 * @module
 */
import { availableParallelism } from 'node:os';
import { SETTINGS, UsageError } from '../kernel/index.ts';
import type { OutputFormatName, SubtitleProfile, WordStyle } from '../subtitles/index.ts';
import { type Clip, clipsFrom } from './clips.ts';
import { type Decoding, type DecodingOptions, planDecoding } from './decoding.ts';
import type { PlacedFile } from './inputs/plan-places.ts';
import type { SkipWish } from './inputs/skip-rules.ts';
import { checkFormats } from './outputs.ts';
import { chooseProfile } from './profiles/choose-profile.ts';
import { checkSpan, type Span } from './span.ts';
import { chooseTargets } from './subtitle/targets.ts';
import type { Wiring } from './wiring.ts';

/** Subtitles put into a copy of the media. */
export interface MuxWish {
  /** Draws one track into the picture. */
  readonly burnIn: boolean;
}

/** How to transcribe each of several files. */
export interface EachFileRequest extends DecodingOptions, Span {
  /** Asked for one after another; the signal fires when no more are wanted. */
  readonly files: (signal: AbortSignal) => AsyncIterable<PlacedFile> | Iterable<PlacedFile>;
  readonly formats: readonly string[];
  /** A folder that is made, and proven to take files, before any work. */
  readonly folder?: string | undefined;
  readonly audioTrack?: string | undefined;
  readonly overwrite?: boolean | undefined;
  /** Which files are left alone; default: none. */
  readonly skip?: SkipWish | undefined;
  /** Files at once, each with a model of its own; default 1. */
  readonly jobs?: number | undefined;
  /** Start, end, start, end ... of the parts to transcribe, seconds on the media clock; the last end may be left out. */
  readonly clipTimestamps?: readonly number[] | undefined;
  /** Languages of the texts; absent: one text, as `language` and `task` say. */
  readonly targets?: readonly string[] | undefined;
  /** Rules of a house that cues keep to: a name, or a path that ends in `.toml`; default `default`. */
  readonly profile?: string | undefined;
  /** Whether cues begin and end with the shots of the film; looks at the whole picture. Default: no. */
  readonly shots?: boolean | undefined;
  /** How files show the words of cues as they are said; needs word times, and finds them. Default: not at all. */
  readonly wordStyle?: WordStyle | undefined;
  /** Absent: no copy of the media is made. */
  readonly mux?: MuxWish | undefined;
  /** Ids of removals, as the ledger has them, whose words are to be put back. */
  readonly restore?: readonly string[] | undefined;
  /** Whether what is found out is kept in OFFSCRIBE_HOME, and used when it is there; default false. */
  readonly remember?: boolean | undefined;
}

/** A request whose flags have passed. */
export interface Plan {
  readonly request: EachFileRequest;
  /** The decoding of each text that is wanted. */
  readonly decodings: readonly [Decoding, ...Decoding[]];
  readonly formats: readonly OutputFormatName[];
  readonly profile: SubtitleProfile;
  readonly clips: readonly Clip[] | undefined;
}

/** Rules of cues where nobody names a house. */
const DEFAULT_PROFILE_NAME = SETTINGS.profile.default;

/** Engines use at most so many threads by themselves. */
const MOST_THREADS = 8;

/** Checks the flags and fills in the defaults. */
export async function planRequest(request: EachFileRequest, wiring: Wiring): Promise<Plan> {
  checkSpan(request);
  if (request.wordStyle !== undefined && request.wordTimes === false) {
    throw new UsageError(
      'E_USAGE',
      'Words can be shown as they are said only where it is known when they are.',
      {
        hint: 'offscribe transcribe MEDIA --karaoke -f vtt   (without --no-word-timestamps)',
      },
    );
  }
  const clips = clipsFrom(request.clipTimestamps);
  const formats = checkFormats(request.formats);
  const profile = await chooseProfile(request.profile ?? DEFAULT_PROFILE_NAME);
  if (request.shots === true) await (await import('../media/index.ts')).requireShotFinder(wiring.env);
  const catalogue = await wiring.catalogue();
  const choices = { catalogue, engines: wiring.engines };
  const { jobs = 1, threads = jobs > 1 ? threadsOfEach(jobs) : undefined, targets, language } = request;
  if (targets === undefined) {
    const wordTimes = request.wordStyle === undefined ? request.wordTimes : true;
    const decoding = await planDecoding({ ...request, wordTimes, threads }, choices);
    return { request, decodings: [decoding], formats, profile, clips };
  }
  const { entry } = await planDecoding({ ...request, language: undefined, threads }, choices);
  const [first, ...others] = await Promise.all(
    chooseTargets({ source: language, targets }, entry).map(async (target) => {
      // A translation is told what is spoken, as the transcription is.
      const spoken = target.task === 'translate' ? language : target.language;
      const wishes = { ...request, threads, task: target.task, language: spoken };
      return await planDecoding({ ...wishes, wordTimes: wantsWordTimes(request, target) }, choices);
    }),
  );
  if (first === undefined) throw new RangeError('a request without a target');
  return { request, decodings: [first, ...others], formats, profile, clips };
}

/**
 * Finished subtitles are cut where words are said, unless that is unwanted. Where a decoder that translates looks is not
 * where a word of its text is said.
 */
function wantsWordTimes({ wordTimes }: EachFileRequest, { task }: Pick<Decoding, 'task'>): boolean {
  return wordTimes ?? task === 'transcribe';
}

/** Several models at once share the cores that one would have had. */
function threadsOfEach(jobs: number): number {
  return Math.max(1, Math.floor(Math.min(MOST_THREADS, availableParallelism()) / jobs));
}

/** The language of what is written; undefined while it is to be found. */
export function wantedLanguage({ task, language }: Decoding): string | undefined {
  if (task === 'translate') return 'en';
  return language === 'auto' ? undefined : language;
}
