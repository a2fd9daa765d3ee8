/**
 * kernel: the words everything else is said in. Imports nothing.
 * @module
 */
export { canonicalJson } from './canonical-json.ts';
export type { Change } from './change.ts';
export { ERROR_TABLE } from './error-table.data.ts';
export {
  AppError,
  CancelledError,
  EngineError,
  type ErrorCode,
  type ErrorContext,
  InputError,
  InternalError,
  type JsonValue,
  NetworkError,
  NotReadyError,
  StoreError,
  systemCode,
  throwIfCancelled,
  toAppError,
  UsageError,
} from './errors.ts';
export { LANGUAGES, type LanguageCode } from './languages.data.ts';
export { type Random, seededRandom } from './random.ts';
export {
  SETTINGS,
  type SettingKey,
  type SettingReader,
  type SettingRow,
  type Settings,
} from './settings.data.ts';
export type {
  EngineIdentity,
  ModelIdentity,
  Removal,
  Segment,
  SpeechRegion,
  TimeSource,
  Transcript,
  Word,
} from './transcript.ts';
export { SAMPLE_RATE_HZ, samplesToSeconds, secondsToMs, secondsToSamples } from './units.ts';
export { VERSION } from './version.ts';
