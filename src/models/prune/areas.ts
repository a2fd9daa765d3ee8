/**
 * Areas: the parts of the model store that are pruned one by one, each under the lock of whoever works in it.
 * @module
 */
import { basename, join } from 'node:path';
import { bytesBelow, listFolder, statIfPresent } from '../../platform/index.ts';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import { leasedModels } from '../lease.ts';
import type { ModelLock } from '../model-lock.ts';
import { pinnedManifest } from '../pinned-manifest.ts';
import { hubRepository, ownRepository } from '../placement.ts';
import { idleRepository, idleSnapshots } from './idle.ts';
import { listParts, partRemovals } from './part-removals.ts';
import type { PruneRemoval } from './prune-report.ts';
import { deadLocks, recordRemovals } from './record-removals.ts';
import { type RepositoryFacts, readRepository } from './repository-facts.ts';
import { leftoverRemovals, supersededRemovals } from './repository-removals.ts';

/** Something that is looked at, and cleared, under one lock. */
export interface Area {
  readonly path: string;
  /** Held by whoever writes there. */
  readonly lock: string | undefined;
  /** Names of the models whose readers read there. */
  readonly models: readonly string[];
  find(): Promise<readonly PruneRemoval[]>;
}

/** What areas are found by. */
export interface AreaContext {
  readonly home: string;
  readonly hub: string;
  readonly entries: readonly CatalogueEntry[];
  readonly lock: ModelLock;
  readonly nowMs: number;
  readonly unusedForSec?: number | undefined;
}

/** Every area but the records. */
export async function listAreas(context: AreaContext): Promise<readonly Area[]> {
  return [
    ...(await repositoryAreas(context)),
    ...(await partAreas(context.home)),
    ...(await viewAreas(context)),
    ...(await lockAreas(context)),
  ];
}

/** What is kept about the other areas; to be cleared last. */
export function recordArea(context: AreaContext): Area {
  return { path: context.home, lock: undefined, models: [], find: async () => await recordRemovals(context) };
}

async function repositoryAreas(context: AreaContext): Promise<Area[]> {
  const names = (await listFolder(context.hub)).filter((name) => name.startsWith('models--'));
  const owners = await modelsByRepository(context);
  return names.map((name) => {
    const path = join(context.hub, name);
    const models = owners.get(name) ?? ownModelOf(name);
    const lock = join(context.hub, '.locks', name, 'pull.lock');
    return { path, lock, models, find: async () => await repositoryRemovals(path, models, context) };
  });
}

async function repositoryRemovals(
  path: string,
  models: readonly string[],
  context: AreaContext,
): Promise<readonly PruneRemoval[]> {
  const facts = await readRepository(path);
  const { home, nowMs, unusedForSec } = context;
  const rule = unusedForSec === undefined ? undefined : { home, nowMs, unusedForSec };
  const leftovers = await leftoverRemovals(facts.leftovers);
  if (!isOurs(basename(path)))
    return [...leftovers, ...(rule === undefined ? [] : await idleSnapshots(facts, models, rule))];
  const whole = rule === undefined ? undefined : await idleRepository(facts, models, rule);
  if (whole !== undefined) return [whole];
  return [...leftovers, ...(await supersededRemovals(facts, await wantedCommits(facts, context)))];
}

/** Commits of our own repository that the catalogue's pins or the lock name. */
async function wantedCommits(facts: RepositoryFacts, context: AreaContext): Promise<ReadonlySet<string>> {
  const name = basename(facts.path);
  const pinned = context.entries
    .filter((entry) => ownRepository(entry.name) === name && entry.files.length > 0)
    .map((entry) => pinnedManifest(entry, 'pypi').commit);
  const locked = await Promise.all(ownModelOf(name).map(async (model) => await context.lock.read(model)));
  const inLock = locked
    .filter((manifest) => manifest?.repository === name)
    .map((manifest) => manifest?.commit);
  return new Set([...pinned, ...inLock.filter((commit) => commit !== undefined)]);
}

/** By folder in the hub cache: the names under which its models are loaded. */
async function modelsByRepository({ entries, lock }: AreaContext): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  const add = (repository: string, model: string): void => {
    found.set(repository, [...(found.get(repository) ?? []), model]);
  };
  for (const { name, sources } of entries) {
    add(ownRepository(name), name);
    for (const source of sources) if (source.kind === 'hub') add(hubRepository(source.repo), name);
  }
  for (const name of await lock.names()) {
    const manifest = await lock.read(name);
    if (manifest !== undefined) add(manifest.repository, name);
  }
  return found;
}

async function partAreas(home: string): Promise<Area[]> {
  return (await listParts(home)).map((part) => {
    return { path: part.path, lock: part.lock, models: [], find: async () => await partRemovals(home, part) };
  });
}

/** Views of snapshots that are gone. Whoever loads any model may be looking one up, so none goes while one is loaded. */
async function viewAreas({ home, hub }: AreaContext): Promise<Area[]> {
  const areas: Area[] = [];
  const models = await leasedModels(home);
  for (const repository of await listFolder(join(home, 'views'))) {
    for (const commit of await listFolder(join(home, 'views', repository))) {
      const path = join(home, 'views', repository, commit);
      const snapshot = join(hub, repository, 'snapshots', commit);
      const lock = join(hub, '.locks', repository, 'pull.lock');
      const find = async (): Promise<readonly PruneRemoval[]> => {
        if ((await statIfPresent(snapshot)) !== undefined || path.endsWith('.offscribe-tmp')) return [];
        const reason = 'a view of a model that is gone';
        return [{ kind: 'derived', path, bytes: await bytesBelow([path]), reason, steps: [[path]] }];
      };
      areas.push({ path, lock, models, find });
    }
  }
  return areas;
}

/** A dead owner's lock goes by being taken and let go, so that it is never taken from a new owner. */
async function lockAreas(context: AreaContext): Promise<Area[]> {
  return (await deadLocks(context)).map((path) => {
    const reason = 'the process that held it is gone';
    const find = async (): Promise<readonly PruneRemoval[]> => [
      { kind: 'record', path, bytes: await bytesBelow([path]), reason, steps: [] },
    ];
    return { path, lock: path, models: [], find };
  });
}

function isOurs(repository: string): boolean {
  return repository.startsWith(ownRepository(''));
}

function ownModelOf(repository: string): readonly string[] {
  return isOurs(repository) ? [repository.slice(ownRepository('').length)] : [];
}
