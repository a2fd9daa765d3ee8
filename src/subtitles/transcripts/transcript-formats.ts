/**
 * Transcript formats: files of what was said, by name; all are written, and the dialects of JSON are read.
 * @module
 */
import { formatJson } from '../json.ts';
import { formatTxt } from '../txt.ts';
import { formatMarkdown } from './markdown.ts';
import type { SpokenTranscript } from './spoken.ts';
import { formatWhisperCpp } from './whisper-cpp.ts';
import { formatOpenai, formatWhisperx } from './write-dialects.ts';

/** What a transcript may say beside texts and their times, with the words for it. */
export const SPOKEN_FEATURES = {
  words: 'times of words',
  speaker: 'names of speakers',
  scores: 'scores of the engine',
  removals: 'what was taken out, and why',
  language: 'the language',
} as const;

/** Name of such a thing. */
export type SpokenFeature = keyof typeof SPOKEN_FEATURES;

/** One format of transcripts. */
export interface TranscriptFormat {
  /** As people know it. */
  readonly title: string;
  /** Ending of file names, without its point; its own, so that no two formats make one file. */
  readonly extension: string;
  readonly holds: ReadonlySet<SpokenFeature>;
  readonly isRead: boolean;
  readonly write: (transcript: SpokenTranscript) => string;
}

/** The formats. */
export const TRANSCRIPT_FORMATS = {
  txt: { title: 'plain text', extension: 'txt', holds: new Set(), isRead: false, write: formatTxt },
  md: {
    title: 'Markdown',
    extension: 'md',
    holds: new Set(['speaker']),
    isRead: false,
    write: (transcript) => formatMarkdown(transcript),
  },
  json: {
    title: "Offscribe's JSON",
    extension: 'json',
    holds: new Set(['words', 'speaker', 'scores', 'removals', 'language']),
    isRead: true,
    write: formatJson,
  },
  openai: {
    title: "OpenAI's verbose JSON",
    extension: 'openai.json',
    holds: new Set(['words', 'scores', 'language']),
    isRead: true,
    write: formatOpenai,
  },
  whispercpp: {
    title: "whisper.cpp's JSON",
    extension: 'whispercpp.json',
    holds: new Set(['words', 'speaker', 'language']),
    isRead: true,
    write: formatWhisperCpp,
  },
  whisperx: {
    title: "WhisperX's JSON",
    extension: 'whisperx.json',
    holds: new Set(['words', 'speaker', 'language']),
    isRead: true,
    write: formatWhisperx,
  },
} as const satisfies Readonly<Record<string, TranscriptFormat>>;

/** Name of a format of transcripts. */
export type TranscriptFormatName = keyof typeof TRANSCRIPT_FORMATS;

/** What the transcript says and the format cannot hold, and how many segments say it. */
export function spokenLosses(
  { segments, removals, language }: SpokenTranscript,
  holds: ReadonlySet<string>,
): { readonly feature: SpokenFeature; readonly what: string; readonly count: number }[] {
  const counts: Readonly<Record<SpokenFeature, number>> = {
    words: segments.filter(({ words }) => words !== undefined).length,
    speaker: segments.filter(({ speaker }) => speaker !== undefined).length,
    scores: segments.filter(({ avgLogprob, noSpeechProb }) => (avgLogprob ?? noSpeechProb) !== undefined)
      .length,
    removals: removals?.length ?? 0,
    language: language === undefined || language === 'und' ? 0 : 1,
  };
  const features = Object.keys(SPOKEN_FEATURES) as SpokenFeature[];
  return features
    .filter((feature) => counts[feature] > 0 && !holds.has(feature))
    .map((feature) => ({ feature, what: SPOKEN_FEATURES[feature], count: counts[feature] }));
}
