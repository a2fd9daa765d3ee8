/**
 * pipeline: stages over content-addressed products, runs that survive any crash, and what they remember. Knows no engine
 * and no media.
 * @module
 */
export { type Course, type CourseEvent, type CourseOptions, withCourse } from './course.ts';
export type { Parts } from './parts.ts';
export {
  findRun,
  listRuns,
  type RunError,
  type RunRecord,
  type RunRequest,
  type RunStage,
  type RunStatus,
  runId,
  type StageState,
  stagesOf,
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
export { SOURCES, STAGES } from './stages.data.ts';
export { openState, openStateIfThere, openStateIfUsable, type State } from './state.ts';
