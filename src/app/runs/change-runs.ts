/**
 * Change runs: stops those that go on, forgets those that are over.
 *
 * Throws  UsageError E_USAGE for an id that names none, or several, for a run that is over, and for an unreadable age;
 *         what opening the state throws.
 * @module
 */
import { AppError, UsageError } from '../../kernel/index.ts';
import { parseAge } from '../../models/index.ts';
import { askToStop, openStateIfThere, type Pruned, pruneState } from '../../pipeline/index.ts';
import type { Wiring } from '../wiring.ts';
import { withRun } from './look-at-runs.ts';

/** Older runs are forgotten unless another age is given. */
const DEFAULT_AGE = '30d';

/** What was asked of whom. */
export interface CancelReport {
  readonly id: string;
  readonly media: string;
  /** How many processes were asked; each stops within about a second. */
  readonly processes: number;
}

/** What to forget. */
export interface PruneRunsRequest {
  /** `30d`, `12h`, `2w`: what ended, or was last used, before that. */
  readonly olderThan?: string | undefined;
  /** Everything but what a running run needs. */
  readonly all?: boolean | undefined;
  /** Says what would go, and removes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** What went, or would go. */
export interface PruneRunsReport extends Pruned {
  readonly dryRun: boolean;
}

/** Asks every process that works on the run to stop. */
export async function cancelRun(id: string, wiring: Pick<Wiring, 'home'>): Promise<CancelReport> {
  return await withRun(id, wiring, (state, run) => {
    const processes = askToStop(state, run.id);
    if (processes > 0) return { id: run.id, media: run.media, processes };
    throw new UsageError('E_USAGE', `The run ${run.id} is not running: it is ${run.status}.`, {
      hint: `offscribe runs show ${run.id}`,
    });
  });
}

/** Forgets runs that are over, and removes what only they needed. */
export async function pruneRuns(
  { olderThan, all = false, dryRun = false }: PruneRunsRequest,
  { home }: Pick<Wiring, 'home'>,
): Promise<PruneRunsReport> {
  if (all && olderThan !== undefined)
    throw new UsageError('E_USAGE', '--all and --older-than do not go together.', {
      hint: 'offscribe runs prune --all --dry-run',
    });
  const ageMs = 1000 * ageSec(olderThan ?? DEFAULT_AGE);
  const beforeMs = all ? Number.MAX_SAFE_INTEGER : Date.now() - ageMs;
  const state = await openStateIfThere(home);
  if (state === undefined) return { dryRun, runs: [], products: 0, parts: 0, bytes: 0 };
  try {
    return { dryRun, ...(await pruneState(state, { beforeMs, isDryRun: dryRun })) };
  } finally {
    state.close();
  }
}

function ageSec(text: string): number {
  try {
    return parseAge(text);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'E_USAGE') throw error;
    const hint = 'offscribe runs prune --older-than 30d --dry-run';
    throw new UsageError('E_USAGE', error.message, { hint, cause: error });
  }
}
