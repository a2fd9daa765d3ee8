/**
 * The engine contract: what every speech engine is, whatever runs underneath. One conformance suite runs on all.
 *
 * An engine takes 16 kHz mono PCM and, if the caller ran voice activity detection, speech regions. It yields events
 * as they become known: segments in order of start, none overlapping, all inside the audio. It obeys its signal.
 * @module
 */
import type { Removal, Segment, SpeechRegion } from '../kernel/index.ts';
import type { Listener } from './listener.ts';
import type { WindowMemory } from './window-memory.ts';

/** Number format of the weights: `f32` is the reference, `int8` the default. */
export type Precision = 'f32' | 'int8';

/** What an engine can do; callers refuse what it cannot before any work starts. */
export interface EngineCapabilities {
  readonly wordTimes: boolean;
  readonly beam: boolean;
  readonly batch: boolean;
  readonly translate: boolean;
  readonly hotwords: boolean;
}

/** A model that drafts. */
export interface DraftSource {
  readonly folder: string;
  /** For reports. */
  readonly name: string;
}

/** How a model is loaded. */
export interface LoadOptions {
  readonly precision?: Precision;
  /** Threads inside one operator; default: all cores, at most 8. */
  readonly threads?: number;
  /** A smaller model that drafts what this one verifies, which changes no text; engines other than onnx take none. */
  readonly draft?: DraftSource;
  readonly signal?: AbortSignal;
  /** Called while weights are being converted, with the share done in [0, 1]. */
  readonly onConversion?: (done: number) => void;
}

/** Decoding options. Names, defaults and meanings as in openai-whisper and faster-whisper. */
export interface TranscribeOptions {
  /** A Whisper language code, or `auto` to detect it from the first window with speech. */
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  /** Tried in order until an attempt passes the two thresholds below. */
  readonly temperatures: readonly number[];
  /** An attempt above it has failed (looping text compresses well). */
  readonly compressionRatioThreshold: number;
  /** An attempt whose mean log probability is below it has failed. */
  readonly logProbThreshold: number;
  /** A window above it, and below `logProbThreshold`, is taken as silence. */
  readonly noSpeechThreshold: number;
  /** Words with times in every segment; default false. */
  readonly wordTimes?: boolean;
  /** Hypotheses kept at temperature 0; default 1, which is greedy search. */
  readonly beamSize?: number;
  /** Beam search ends when `beamSize` times this many hypotheses have ended; default 1. */
  readonly patience?: number;
  /** Exponent of the length that a hypothesis' log probability is divided by; default 1. */
  readonly lengthPenalty?: number;
  /** Attempts drawn at each temperature above 0, of which the likeliest is kept; default 5. */
  readonly bestOf?: number;
  /** Above 1: tokens that were said already become less likely; default 1. */
  readonly repetitionPenalty?: number;
  /** No run of so many tokens is said twice in a window; default 0, which forbids nothing. */
  readonly noRepeatNgramSize?: number;
  /** Text that every window is told came before it. */
  readonly initialPrompt?: string;
  /** Names and terms that the speech may hold; every window is told them. */
  readonly hotwords?: readonly string[];
  /** Whether a window is told the text of the one before it; default false. */
  readonly conditionOnPreviousText?: boolean;
  /** With `language: auto`: detect the language of every window, not of the first alone; default false. */
  readonly multilingual?: boolean;
  /** With `language: auto`: the codes that may be detected; absent: all that the model knows. */
  readonly languages?: readonly string[];
  /** Windows decoded at once; default: the engine's own choice. */
  readonly batchSize?: number;
}

/** Audio handed to an engine. */
export interface TranscribeInput {
  /** 16 kHz mono in [-1, 1], in pieces of any length. */
  readonly pcm: AsyncIterable<Float32Array>;
  /** Where speech is, in seconds from the first sample, ascending and disjoint; absent: everywhere. */
  readonly regions?: readonly SpeechRegion[];
  /** Where speech may be, by a rule that would rather hear too much; same form; absent: nobody listened. */
  readonly likely?: readonly SpeechRegion[];
  /** Has both lists grow, while the audio is read or before; absent: they are complete. */
  readonly listener?: Listener;
  /** What was heard of this very audio before, with the same model, engine and regions. */
  readonly memory?: WindowMemory;
}

/** A word of a text and where attention finds it, seconds from the first sample. */
export interface SaidWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What an engine reports while it works. Times are seconds from the first sample of its input. */
export type EngineEvent =
  | { readonly type: 'language'; readonly language: string; readonly probability: number }
  /** `said`: where its words were found; only where the text is far too short for its time. */
  | { readonly type: 'segment'; readonly segment: Segment; readonly said?: readonly SaidWord[] }
  | { readonly type: 'removal'; readonly removal: Removal }
  /** Likely speech that stays without text. */
  | { readonly type: 'missed'; readonly region: SpeechRegion }
  /** What the user should know, for example that a prompt did not fit. */
  | { readonly type: 'note'; readonly message: string }
  | { readonly type: 'progress'; readonly seconds: number };

/** Words that are to be found in a stretch of audio. */
export interface WordSearch {
  /** 16 kHz mono, at most 30 s. */
  readonly samples: Float32Array;
  /** As they are written, without spaces around them. */
  readonly words: readonly string[];
  /** A Whisper language code. */
  readonly language: string;
}

/** Where a word is said if it is said at all, seconds from the first sample, and how likely the model finds that it is. */
export interface FoundWord {
  readonly start: number;
  readonly end: number;
  readonly probability: number;
}

/** A model in memory, ready to transcribe any number of inputs, one after another. */
export interface LoadedModel {
  /** Throws UsageError E_LANGUAGE_UNSUPPORTED or E_USAGE, EngineError E_ENGINE_FAILED, CancelledError. */
  transcribe(
    input: TranscribeInput,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): AsyncIterable<EngineEvent>;
  /**
   * Finds words that are known already: one for each, in order; undefined where that cannot be done (too many for the
   * decoder). Absent in engines without it.
   */
  findWords?(search: WordSearch): Promise<readonly FoundWord[] | undefined>;
  /** What the last `transcribe` really used, including what the engine decided for itself. */
  readonly effectiveOptions: Readonly<Record<string, unknown>>;
  /** Memory that the `transcribe` under way takes at its most, bytes; absent where the engine does not know. */
  readonly neededBytes?: number | undefined;
  close(): Promise<void>;
}

/** A speech engine. */
export interface SpeechEngine {
  readonly name: string;
  readonly version: string;
  readonly capabilities: EngineCapabilities;
  /** Loads the checkpoint in `folder`. Throws StoreError E_MODEL_CORRUPT, EngineError E_ENGINE_FAILED, CancelledError. */
  load(folder: string, options: LoadOptions): Promise<LoadedModel>;
}

/** openai-whisper's defaults, with greedy search at temperature 0. */
export const DEFAULT_TRANSCRIBE_OPTIONS: TranscribeOptions = {
  language: 'auto',
  task: 'transcribe',
  temperatures: [0, 0.2, 0.4, 0.6, 0.8, 1],
  compressionRatioThreshold: 2.4,
  logProbThreshold: -1,
  noSpeechThreshold: 0.6,
};

/** What an absent option of the search means: faster-whisper's defaults, but greedy and without text carried over. */
export const DEFAULT_SEARCH = {
  beamSize: 1,
  patience: 1,
  lengthPenalty: 1,
  bestOf: 5,
  repetitionPenalty: 1,
  noRepeatNgramSize: 0,
  conditionOnPreviousText: false,
  multilingual: false,
} as const satisfies Partial<TranscribeOptions>;
