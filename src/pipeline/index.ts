/**
 * pipeline: stages over content-addressed products, runs that survive any crash, and what they remember. Knows no engine
 * and no media.
 * @module
 */
export { type Course, type CourseEvent, type CourseOptions, withCourse } from './course.ts';
export { type DrawingOptions, drawStages, type StageMark } from './diagram.ts';
export { changeId, entriesIn, findEntries, type LedgerEntry, type LedgerSpan, ledgerOf } from './ledger.ts';
export type { Parts } from './parts.ts';
export { recallProduct } from './products.ts';
export { type Pruned, type PruneOptions, pruneState } from './prune-state.ts';
export {
  askToStop,
  findRun,
  type RunError,
  type RunRecord,
  type RunRequest,
  type RunStage,
  type RunStatus,
  readRuns,
  runId,
  type StageState,
  stagesOf,
  unknownRun,
} from './run-records.ts';
export { findMade, keepMade, runStage, type StageContext } from './run-stage.ts';
export { keyOf, stageKey } from './stage-key.ts';
export type {
  Contents,
  Inputs,
  Keyed,
  Made,
  ProductMap,
  SourceName,
  StageName,
  Step,
} from './stage-types.ts';
export { SOURCES, STAGES, type StageRow } from './stages.data.ts';
export { openState, openStateIfThere, openStateIfUsable, type State } from './state.ts';
