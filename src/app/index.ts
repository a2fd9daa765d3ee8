/**
 * app: what Offscribe does, as functions that return data; printing is for whoever calls them.
 * @module
 */

export type { PullProgress } from '../models/index.ts';
export type { Cue, OutputFormatName } from '../subtitles/index.ts';
export { DEFAULT_MODEL, type DecodingOptions } from './decoding.ts';
export { type EvaluatedItem, type EvaluateRequest, type Evaluation, evaluate } from './evaluate.ts';
export type { AppEvent, Reporter, Supervision } from './events.ts';
export {
  type CallOptions,
  models,
  type TranscribeFileOptions,
  type TranscribeProgress,
  type TranscriptionResult,
  transcribe,
} from './library.ts';
export { listModels, type ModelRow, modelPath, type PullOutcome, pullModels } from './model-commands.ts';
export type { PlannedOutput } from './outputs.ts';
export { type FileOutcome, type TranscribeFilesRequest, transcribeFiles } from './transcribe-files.ts';
export { openWiring, type Wiring } from './wiring.ts';
