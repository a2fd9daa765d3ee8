/**
 * app: what Offscribe does, as functions that return data; printing is for whoever calls them.
 * @module
 */

export type {
  BundleSignature,
  ModelState,
  ProbeRecord,
  PruneItem,
  PruneReport,
  PullProgress,
  PullWait,
  WrittenBundle,
} from '../models/index.ts';

export type { RunRecord, RunStage } from '../pipeline/index.ts';

export type {
  Cue,
  Finding,
  OutputFormatName,
  RuleCount,
  SubtitleProfile,
  SyncReceipt,
} from '../subtitles/index.ts';

export type { Alignment, AlignRequest, MissingWord } from './align/align-text.ts';
export { answerMediaJob } from './answer-media-job.ts';
export type { TranscribeBatchRequest } from './batch/transcribe-batch.ts';
export type { BootstrapReport } from './bootstrap/bootstrap.ts';
export type { BootstrapOutcome } from './bootstrap/bootstrap-outcome.ts';
export type { BootstrapPlan } from './bootstrap/bootstrap-plan.ts';
export type { CheckedFile, CheckSubtitlesRequest, SubtitleCheck } from './check/subtitle-check.ts';
export { type ReadSettings, readSettings, type SettingsQuestion } from './config/read-settings.ts';
export type { SettingOrigin } from './config/settings-layers.ts';
export { originText, type ShownSetting, showSettings } from './config/show-settings.ts';
export type { Conversion, ConvertRequest } from './convert/convert-files.ts';
export type { DecodingOptions } from './decoding.ts';
export type { Diagnosis, Problem } from './doctor/diagnosis.ts';
export {
  alignText,
  bootstrap,
  cancelRun,
  checkGlossary,
  checkSubtitles,
  convertFile,
  diagnose,
  evaluate,
  explainCue,
  exportModels,
  importModels,
  listModels,
  listProfiles,
  listRuns,
  muxSubtitles,
  planBootstrap,
  planPulls,
  probeModels,
  pruneModels,
  pruneRuns,
  pullModels,
  resumeRun,
  retimeSubtitles,
  showRun,
  transcribeBatch,
  transcribeFiles,
  verifyModels,
  watchFolder,
} from './doors.ts';
export type { EngineReadiness, EngineRoster } from './engine-roster.ts';
export type { ComparedSystem, EvaluateRequest } from './eval/evaluate.ts';
export type { Comparison, EvaluatedItem, Evaluation, RateFigures } from './eval/evaluation.ts';
export type { AppEvent, Reporter, Supervision } from './events.ts';
export type { CheckGlossaryRequest } from './glossary/check-glossary.ts';
export type {
  GlossaryMeasurement,
  GlossaryReport,
  UseFigures,
} from './glossary/glossary-report.ts';
export {
  type AlignFileOptions,
  type AlignmentResult,
  align,
  type CallOptions,
  models,
  type TranscribeFileOptions,
  type TranscribeProgress,
  type TranscriptionResult,
  transcribe,
} from './library.ts';
export type { ExportRequest } from './models/export-models.ts';
export type { ImportReport, ImportRequest } from './models/import-models.ts';
export type { ListRequest, ModelRow } from './models/list-models.ts';
export type { ModelOutcome } from './models/model-outcome.ts';
export { modelPath } from './models/model-path.ts';
export type { ModelSelection } from './models/model-selection.ts';
export type { PlanOutcome } from './models/plan-pulls.ts';
export type { PruneRequest } from './models/prune-models.ts';
export type { PullRequest } from './models/pull-models.ts';
export type { MuxedTrack } from './mux/inspect-draft.ts';
export type { MuxOutcome, MuxSubtitlesRequest } from './mux/mux-subtitles.ts';
export type { MuxTrack } from './mux/mux-tracks.ts';
export type { BatchOutcome, FileOutcome, MadeText, TranscribedFile } from './outcomes.ts';
export type { PlannedOutput } from './outputs.ts';
export { answerProbe } from './probe/answer-probe.ts';
export type { RetimeStep } from './retime/retime-step.ts';
export type { RetimeOutcome, RetimeRequest } from './retime/retime-subtitles.ts';
export type { CancelReport, PruneRunsReport, PruneRunsRequest } from './runs/change-runs.ts';
export type { CueExplanation } from './runs/explain-cue.ts';
export type { ShownRun } from './runs/look-at-runs.ts';
export type { TranscribeFilesRequest } from './transcribe-files.ts';
export type { WatchRequest } from './watch/watch-folder.ts';
export { openWiring, type Wiring } from './wiring.ts';
