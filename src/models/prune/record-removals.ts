/**
 * Record removals: what Offscribe keeps for itself about things that are gone.
 *
 * Temporary files that no lock guards count as left behind after an hour: writing one takes moments.
 * @module
 */
import { basename, dirname, join } from 'node:path';
import {
  bytesBelow,
  factsOf,
  listFolder,
  lockOwner,
  staleDigests,
  statIfPresent,
} from '../../platform/index.ts';
import { leasedModels, leasePaths } from '../lease.ts';
import { pulledCommits, pulledRepositories } from '../model-marks.ts';
import { staleProbeRecords } from '../probe-records.ts';
import { presentDigests } from './present-digests.ts';
import type { PruneRemoval } from './prune-report.ts';
import { leftoversBelow } from './repository-facts.ts';
import { leftoverRemovals } from './repository-removals.ts';

/** Old enough for a temporary file that nobody guards. */
const LEFT_BEHIND_MS = 3_600_000;

/** Folders of OFFSCRIBE_HOME in which files are written without a lock. */
const UNGUARDED = ['digests', 'probes', 'uses', 'pulled', 'pulls', 'leases', 'locks', 'partial', 'views'];

/** Where records lie. */
export interface RecordPlaces {
  readonly home: string;
  readonly hub: string;
  readonly nowMs: number;
}

/** Marks, digests and leases of what is gone, and files that a killed run left half-written. */
export async function recordRemovals(places: RecordPlaces): Promise<PruneRemoval[]> {
  return [
    ...(await deadLeases(places.home)),
    ...(await strayMarks(places)),
    ...(await recordsOf(await staleDigests(places.home), 'the file it is about is gone or has changed')),
    ...(await recordsOf(
      await staleProbeRecords(places.home, await presentDigests(places.hub)),
      'the model it is about is gone',
    )),
    ...(await oldLeftovers(places)),
  ];
}

/** Ours, and the one under which a dead owner's is taken away: who is killed just then leaves that one behind. */
const LOCK_NAME = /\.lock(\.takeover)*$/;

/** Locks whose owners are dead. Each is to be removed by taking it. */
export async function deadLocks({ home, hub }: RecordPlaces): Promise<readonly string[]> {
  const repositories = await listFolder(join(hub, '.locks'));
  const folders = [
    ...[join(home, 'locks'), join(home, 'partial')],
    ...repositories.filter((name) => name.startsWith('models--')).map((name) => join(hub, '.locks', name)),
  ];
  const dead: string[] = [];
  for (const folder of folders) {
    for (const name of (await listFolder(folder)).filter((each) => isOurLock(folder, each))) {
      const path = join(folder, name);
      if ((await statIfPresent(path)) !== undefined && (await lockOwner(path)) === undefined) dead.push(path);
    }
  }
  return dead;
}

/** Other tools lock single files of a repository in the same folder; theirs are never taken. */
function isOurLock(folder: string, name: string): boolean {
  return LOCK_NAME.test(name) && (!basename(folder).startsWith('models--') || name.startsWith('pull.lock'));
}

async function deadLeases(home: string): Promise<PruneRemoval[]> {
  const dead: string[] = [];
  for (const model of await leasedModels(home)) {
    for (const path of await leasePaths(home, model))
      if ((await lockOwner(path)) === undefined) dead.push(path);
  }
  return await recordsOf(dead, 'the process that read the model is gone');
}

/** Marks of commits that somebody has removed, listing and all. */
async function strayMarks({ home, hub }: RecordPlaces): Promise<PruneRemoval[]> {
  const stray: string[] = [];
  for (const repository of await pulledRepositories(home)) {
    for (const { commit, path } of await pulledCommits(home, repository)) {
      const traces = [join('snapshots', commit), join('trees', `${commit}.json`)];
      const left = await Promise.all(traces.map((name) => statIfPresent(join(hub, repository, name))));
      if (left.every((found) => found === undefined)) stray.push(path);
    }
  }
  return await recordsOf(stray, 'the model it is about is gone');
}

async function oldLeftovers({ home, hub, nowMs }: RecordPlaces): Promise<PruneRemoval[]> {
  const folders = [...UNGUARDED.map((name) => join(home, name)), join(hub, '.locks')];
  const found = (await Promise.all(folders.map(leftoversBelow))).flat();
  for (const folder of [home, hub]) {
    const names = await listFolder(folder);
    found.push(...names.filter((name) => name.endsWith('.offscribe-tmp')).map((name) => join(folder, name)));
  }
  const old: string[] = [];
  for (const path of found) {
    const facts = await factsOf(path);
    if (facts !== undefined && nowMs - facts.changedMs > LEFT_BEHIND_MS) old.push(path);
  }
  return await leftoverRemovals(old);
}

/** One item for each folder of them: nobody wants to read a hundred lines about a hundred small files. */
async function recordsOf(paths: readonly string[], reason: string): Promise<PruneRemoval[]> {
  const folders = new Set(paths.map((path) => dirname(path)));
  return await Promise.all(
    [...folders].map(async (folder) => {
      const records = paths.filter((path) => dirname(path) === folder);
      const [first = folder, ...others] = records;
      const isOne = others.length === 0;
      return {
        kind: 'record' as const,
        path: isOne ? first : folder,
        bytes: await bytesBelow(records),
        reason: isOne ? reason : `${records.length} files: ${reason}`,
        steps: [records],
      };
    }),
  );
}
