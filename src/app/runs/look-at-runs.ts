/**
 * Look at runs: what is remembered of them.
 *
 * Throws  UsageError E_USAGE for an id that names none, or several; what opening the state throws.
 * @module
 */
import {
  drawStages,
  findRun,
  openStateIfThere,
  type RunRecord,
  type RunStage,
  readRuns,
  type State,
  stagesOf,
  unknownRun,
} from '../../pipeline/index.ts';
import type { Wiring } from '../wiring.ts';

/** A run with its stages. */
export interface ShownRun {
  readonly run: RunRecord;
  readonly stages: readonly RunStage[];
  /** The stages as a Mermaid flowchart. */
  readonly mermaid: string;
}

/** Every run, the latest first; none where nothing was ever remembered. */
export async function listRuns({ home }: Pick<Wiring, 'home'>): Promise<readonly RunRecord[]> {
  const state = await openStateIfThere(home);
  if (state === undefined) return [];
  try {
    return await readRuns(state);
  } finally {
    state.close();
  }
}

/** The run whose id begins so. */
export async function showRun(id: string, wiring: Pick<Wiring, 'home'>): Promise<ShownRun> {
  return await withRun(id, wiring, (state, run) => {
    const stages = stagesOf(state, run.id);
    return { run, stages, mermaid: drawStages({ marks: stages }) };
  });
}

/** Does something with the run whose id begins so. */
export async function withRun<T>(
  id: string,
  { home }: Pick<Wiring, 'home'>,
  work: (state: State, run: RunRecord) => T | Promise<T>,
): Promise<T> {
  const state = await openStateIfThere(home);
  if (state === undefined) throw unknownRun(id);
  try {
    return await work(state, await findRun(state, id));
  } finally {
    state.close();
  }
}
