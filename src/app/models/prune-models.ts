/**
 * Prune models: removes from the store what nothing wants, converted weights too, and on request idle models.
 *
 * Throws  UsageError E_USAGE for an unreadable age, StoreError E_STORE_UNWRITABLE, CancelledError.
 * @module
 */
import { type PruneReport, parseAge, planPrune, prune } from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';

/** What to prune. */
export interface PruneRequest {
  /** `90d`, `12h`, `2w`: whole models that Offscribe pulled and nobody used for so long. */
  readonly unusedFor?: string | undefined;
  /** Says what would go, and removes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** What went, or would go, and what stays because it is in use. */
export async function pruneModels(
  { unusedFor, dryRun }: PruneRequest,
  wiring: Wiring,
  { signal, report }: Supervision,
): Promise<PruneReport> {
  const { env, home, lockFile } = wiring;
  const unusedForSec = unusedFor === undefined ? undefined : parseAge(unusedFor);
  const { entries } = await wiring.catalogue();
  const { findUnwantedDerived } = await import('../../weights/index.ts');
  return await (dryRun === true ? planPrune : prune)({
    ...{ env, home, entries, lockFile, unusedForSec, signal },
    nowMs: Date.now(),
    findDerived: async (present) => await findUnwantedDerived(home, present),
    onWait: (owner) =>
      report({ type: 'note', message: `waiting for ${owner}, which is pruning the model store` }),
  });
}
