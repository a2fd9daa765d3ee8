/**
 * Spoken: a transcript as any program may have written it, with as much of Offscribe's own as it holds.
 *
 * Units  Float seconds on the media clock, as in a Transcript. A Transcript is one.
 * @module
 */
import type {
  EngineIdentity,
  ModelIdentity,
  Removal,
  SpeechRegion,
  TimeSource,
  Transcript,
} from '../../kernel/index.ts';

/** A word; `text` keeps the space before it, so that the words of a segment spell its text. */
export interface SpokenWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly probability?: number;
  readonly confidence?: number;
  readonly timeSource?: TimeSource;
  readonly speaker?: string;
}

/** What was said in one stretch. */
export interface SpokenSegment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly words?: readonly SpokenWord[];
  readonly language?: string;
  readonly speaker?: string;
  readonly avgLogprob?: number;
  readonly compressionRatio?: number;
  readonly noSpeechProb?: number;
  readonly temperature?: number;
  readonly tokens?: readonly number[];
}

/** Everything said in one file. */
export interface SpokenTranscript {
  /** Whisper's language code. */
  readonly language?: string;
  readonly languageProbability?: number;
  readonly duration?: number;
  readonly offset?: number;
  readonly model?: ModelIdentity;
  readonly engine?: EngineIdentity;
  readonly segments: readonly SpokenSegment[];
  readonly removals?: readonly Removal[];
  readonly missed?: readonly SpeechRegion[];
}

/** End of what is said, in seconds. */
export function spokenEnd({ offset = 0, duration = 0, segments }: SpokenTranscript): number {
  return segments.reduce((latest, { end }) => Math.max(latest, end), offset + duration);
}

/** As layout takes it: what nobody knows has values that layout does not look at. */
export function asTranscript(spoken: SpokenTranscript): Transcript {
  return {
    language: spoken.language ?? 'und',
    duration: spoken.duration ?? spokenEnd(spoken),
    offset: spoken.offset ?? 0,
    model: spoken.model ?? { name: '', sha256: '' },
    engine: spoken.engine ?? { name: '', version: '', options: {} },
    segments: spoken.segments.map(({ words, speaker: _, ...segment }) => ({
      ...{ avgLogprob: 0, compressionRatio: 1, noSpeechProb: 0, temperature: 0, tokens: [] },
      ...segment,
      ...(words === undefined
        ? {}
        : {
            words: words.map(({ speaker: __, ...word }) => ({
              ...{ probability: 1, timeSource: 'engine' as const },
              ...word,
            })),
          }),
    })),
    removals: spoken.removals ?? [],
    missed: spoken.missed ?? [],
  };
}
