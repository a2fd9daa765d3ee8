/**
 * Decode options: what a caller asks for, as the worker is told it; what its engine cannot do is refused.
 *
 * Throws  UsageError E_USAGE.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import { DEFAULT_SEARCH, type EngineCapabilities, type TranscribeOptions } from '../engine.ts';
import type { SpokenLanguage } from '../narrator.ts';
import type { PythonEngineName } from './python-engine-name.ts';
import type { TranscribeRequest } from './worker-messages.ts';

/** What each engine can do. MLX's Whisper has greedy search and sampling only. */
export const CAPABILITIES: Readonly<Record<PythonEngineName, EngineCapabilities>> = {
  mlx: { wordTimes: true, beam: false, batch: false, translate: true, hotwords: false },
  'faster-whisper': { wordTimes: true, beam: true, batch: true, translate: true, hotwords: true },
};

/** Refuses options that the engine cannot honour, before any work. */
export function requireOptions(engine: PythonEngineName, options: TranscribeOptions): void {
  const { beam, batch, hotwords } = CAPABILITIES[engine];
  const lacks =
    (!beam && (options.beamSize ?? 1) > 1 && 'beam search') ||
    (!batch && (options.batchSize ?? 1) > 1 && 'batched decoding') ||
    (!hotwords && (options.hotwords ?? []).length > 0 && 'hotwords') ||
    // What goes with a beam in mlx_whisper: it is not there at all.
    (!beam && (options.lengthPenalty ?? 1) !== 1 && 'such length penalty') ||
    (!beam && (options.repetitionPenalty ?? 1) !== 1 && 'repetition penalty') ||
    (!beam && (options.noRepeatNgramSize ?? 0) !== 0 && 'limit on repetition');
  if (lacks === false) return;
  throw new UsageError('E_USAGE', `The ${engine} engine has no ${lacks}.`, {
    hint: 'offscribe transcribe MEDIA --engine faster-whisper',
  });
}

/** Which audio a request is about. */
export interface ClipsOfFile {
  readonly audio: string;
  readonly clips: readonly (readonly [number, number])[];
  readonly open: boolean;
  /** undefined: to be detected. */
  readonly language: SpokenLanguage | undefined;
  /** Text tokens of what was said before. */
  readonly previousTokens: readonly number[];
}

/** The request for some clips. */
export function requestFor(options: TranscribeOptions, about: ClipsOfFile): TranscribeRequest {
  const { task, temperatures, compressionRatioThreshold, logProbThreshold, noSpeechThreshold } = options;
  const { wordTimes = false, batchSize = 1, hotwords = [], initialPrompt = null, languages = null } = options;
  const { beamSize, patience, lengthPenalty, bestOf, repetitionPenalty, noRepeatNgramSize } = {
    ...DEFAULT_SEARCH,
    ...options,
  };
  return {
    type: 'transcribe',
    audio: about.audio,
    clips: about.clips,
    open: about.open,
    language: about.language?.code ?? null,
    task,
    temperatures,
    compressionRatioThreshold,
    logProbThreshold,
    noSpeechThreshold,
    wordTimes,
    beamSize,
    patience,
    lengthPenalty,
    bestOf,
    repetitionPenalty,
    noRepeatNgramSize,
    initialPrompt,
    previousTokens: about.previousTokens,
    languages,
    hotwords: hotwords.length === 0 ? null : hotwords.join(', '),
    batchSize,
  };
}
