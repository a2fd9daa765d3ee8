/**
 * Plan pulls: what a pull would do, without doing it: files, bytes, where from, and whether the disk is large enough.
 *
 * Throws  UsageError, CancelledError; a model whose source cannot be asked is an outcome.
 * @module
 */
import { type AppError, throwIfCancelled, toAppError } from '../../kernel/index.ts';
import type { ModelState, PullPlan } from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { entriesToPull, type PullRequest, pullOptions } from './pull-models.ts';

/** What a pull of one model would do. */
export type PlanOutcome =
  | ({ readonly ok: true; readonly name: string; readonly state: ModelState } & Omit<PullPlan, 'manifest'>)
  | { readonly ok: false; readonly name: string; readonly error: AppError };

/** One plan for each model. */
export async function planPulls(
  request: PullRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly PlanOutcome[]> {
  const options = pullOptions(request, wiring, supervision);
  const outcomes: PlanOutcome[] = [];
  for (const entry of await entriesToPull(request, wiring)) {
    const { name } = entry;
    try {
      throwIfCancelled(supervision.signal);
      const { manifest: _, ...plan } = await wiring.store.plan(entry, options);
      const { state } = await wiring.store.status(entry);
      outcomes.push({ ok: true, name, state, ...plan });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'E_CANCELLED') throw error;
      outcomes.push({ ok: false, name, error });
    }
  }
  return outcomes;
}
