/**
 * Vocabulary: what the layers hand to each other. Times are float seconds on the media clock, ranges half-open.
 * @module
 */

/**
 * How a word's times were found: `attention`, from where the decoder looked in the audio; `spread`, by its share of its
 * segment's text; `engine`, as an engine of another project gave them.
 */
export type TimeSource = 'attention' | 'spread' | 'engine';

/** A word with its times. `text` keeps the space before it, so that the words of a segment spell its text. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The model's own, in [0, 1]: the mean over the word's tokens. */
  readonly probability: number;
  /** How likely the word is right, in [0, 1], calibrated on speech with known text; absent where nobody calibrated. */
  readonly confidence?: number;
  /** What confidence was made from, each by its name: a calibration is fitted to it. Kept out of files. */
  readonly evidence?: Readonly<Record<string, number>>;
  readonly timeSource: TimeSource;
}

/** What an engine decodes at a time. Field names follow openai-whisper's segments, in camelCase. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly words?: readonly Word[];
  /** Language it was decoded in, where that may differ from the transcript's. */
  readonly language?: string;
  /** Mean natural-log probability of the window's tokens, end of text included. */
  readonly avgLogprob: number;
  /** UTF-8 bytes of the window's text divided by their zlib size; above 2.4 hints at a loop. */
  readonly compressionRatio: number;
  /** Probability of `<|nospeech|>` at the start-of-transcript position. */
  readonly noSpeechProb: number;
  /** Sampling temperature of the attempt that was kept. */
  readonly temperature: number;
  /** Token ids of this segment's text, timestamps excluded. */
  readonly tokens: readonly number[];
}

/** A stretch of audio that holds speech, as voice activity detection sees it; no text. */
export interface SpeechRegion {
  readonly start: number;
  readonly end: number;
}

/** Decoded text that was not kept: what, where, and which rule removed it (promise P6). */
export interface Removal {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokens: readonly number[];
  /** Name of the rule, for example `no-speech`. */
  readonly rule: string;
  /** The figures the rule looked at. */
  readonly scores: Readonly<Record<string, number>>;
}

/** Which weights spoke: catalogue name and sha256 of the checkpoint file. */
export interface ModelIdentity {
  readonly name: string;
  readonly sha256: string;
}

/** Which engine ran, and the options that were really in force. */
export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Everything said in one media file, before it is laid out as cues. */
export interface Transcript {
  /** Whisper's language code, for example `en`. */
  readonly language: string;
  /** Present when the language was detected rather than given. */
  readonly languageProbability?: number;
  /** Seconds of audio transcribed: 10 for `--start 10 --end 20`. */
  readonly duration: number;
  /** Seconds added to audio time to reach the media clock (container start offset of the audio track). */
  readonly offset: number;
  readonly model: ModelIdentity;
  readonly engine: EngineIdentity;
  readonly segments: readonly Segment[];
  readonly removals: readonly Removal[];
  /** Where speech seems to be that has no text, also after a second look; ascending, disjoint. */
  readonly missed: readonly SpeechRegion[];
}
