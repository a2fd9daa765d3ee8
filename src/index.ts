/**
 * offscribe, the library: `transcribe` turns one media file into a transcript; `align` gives a text that is there
 * already its times; `models` lists, fetches and finds models. Nothing is printed, and no file is written but models and their converted weights.
 *
 * @example
 * import { transcribe } from 'offscribe';
 * const { transcript, format } = await transcribe('talk.mp4', { language: 'en' });
 * console.log(format('srt'));
 * @module
 */
export {
  type AlignFileOptions,
  type AlignmentResult,
  align,
  type CallOptions,
  type Cue,
  type DecodingOptions,
  type MissingWord,
  type ModelRow,
  models,
  type OutputFormatName,
  type PullProgress,
  type TranscribeFileOptions,
  type TranscribeProgress,
  type TranscriptionResult,
  transcribe,
} from './app/index.ts';
export {
  AppError,
  type EngineIdentity,
  type ErrorCode,
  type ModelIdentity,
  type Removal,
  type Segment,
  type SpeechRegion,
  type TimeSource,
  type Transcript,
  VERSION,
  type Word,
} from './kernel/index.ts';
