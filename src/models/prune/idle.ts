/**
 * Idle: how long nobody has used a model that Offscribe pulled.
 *
 * Used    when Offscribe last loaded it, and when any tool last read its files, as far as the file system keeps that;
 *         a model that was never used counts from its pull.
 * Ours    everything under our own owner name; elsewhere only commits that Offscribe pulled, and none in a repository
 *         into which the hub's own library has downloaded: it leaves a lock file for each blob it fetched.
 * @module
 */
import { basename, join } from 'node:path';
import { factsOf, listFolder } from '../../platform/index.ts';
import { lastUseMs, pulledCommits } from '../model-marks.ts';
import type { PruneRemoval } from './prune-report.ts';
import type { RepositoryFacts } from './repository-facts.ts';
import { blobsOf, repositoryRemoval, snapshotRemoval } from './repository-removals.ts';

/** What being idle is measured by. */
export interface IdleRule {
  readonly home: string;
  readonly nowMs: number;
  readonly unusedForSec: number;
}

/** The whole repository of ours, if no model in it was used for long enough. */
export async function idleRepository(
  facts: RepositoryFacts,
  models: readonly string[],
  rule: IdleRule,
): Promise<PruneRemoval | undefined> {
  const files = [
    ...facts.blobs.map((blob) => join(facts.path, 'blobs', blob)),
    ...facts.snapshots.flatMap((snapshot) => snapshot.files),
    ...facts.refs.map((ref) => ref.path),
  ];
  const usedMs = await lastUsedMs(files, models, rule);
  return files.length > 0 && isIdle(usedMs, rule)
    ? await repositoryRemoval(facts, reasonFor(usedMs, rule))
    : undefined;
}

/** The snapshots that Offscribe pulled into another owner's repository, those that nobody used for long enough. */
export async function idleSnapshots(
  facts: RepositoryFacts,
  models: readonly string[],
  rule: IdleRule,
): Promise<readonly PruneRemoval[]> {
  if (await hasForeignLocks(facts.path)) return [];
  const removals: PruneRemoval[] = [];
  for (const pulled of await pulledCommits(rule.home, basename(facts.path))) {
    const files = facts.snapshots.find(({ commit }) => commit === pulled.commit)?.files ?? [];
    const blobs = (await blobsOf(facts, pulled.commit)).map((blob) => join(facts.path, 'blobs', blob));
    const usedMs = await lastUsedMs([...files, ...blobs], models, rule);
    const latestMs = Math.max(usedMs, pulled.changedMs);
    if (!isIdle(latestMs, rule)) continue;
    const removal = await snapshotRemoval(facts, pulled.commit, reasonFor(latestMs, rule));
    removals.push({ ...removal, steps: [...removal.steps, [pulled.path]] });
  }
  return removals;
}

/**
 * Of the largest file the last reading counts too: engines read the weights, and listing models does not. Links tell
 * nothing, since following them is noted as reading them.
 */
async function lastUsedMs(
  files: readonly string[],
  models: readonly string[],
  { home }: IdleRule,
): Promise<number> {
  const uses = await Promise.all(models.map((model) => lastUseMs(home, model)));
  const facts = (await Promise.all(files.map(factsOf))).filter((found) => found?.kind === 'file');
  const largest = facts.reduce((a, b) => ((b?.sizeBytes ?? 0) > (a?.sizeBytes ?? 0) ? b : a), facts[0]);
  return Math.max(0, largest?.usedMs ?? 0, ...uses, ...facts.map((found) => found?.changedMs ?? 0));
}

function isIdle(usedMs: number, { nowMs, unusedForSec }: IdleRule): boolean {
  return nowMs - usedMs >= unusedForSec * 1_000;
}

function reasonFor(usedMs: number, { nowMs }: IdleRule): string {
  const hours = Math.floor((nowMs - usedMs) / 3_600_000);
  return `nobody has used it for ${hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`}`;
}

async function hasForeignLocks(repository: string): Promise<boolean> {
  const names = await listFolder(join(repository, '..', '.locks', basename(repository)));
  return names.some((name) => /^([0-9a-f]{40}|[0-9a-f]{64})\.lock$/.test(name));
}
