/**
 * Inspection: which manifests a model may have on this machine, and how far the files of each are.
 *
 * A model may lie in more than one place: under our own name when a package index had it, under its hub owner's when
 * the hub had it or another tool pulled it. The first whole one counts.
 * @module
 */

import { throwIfCancelled } from '../kernel/index.ts';
import type { Environment, TrustedDigests } from '../platform/index.ts';
import { cachedManifest } from './cached-manifest.ts';
import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import { condition, type Digest, type FileCondition } from './file-condition.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import type { ModelLock } from './model-lock.ts';
import { fitsPins, pinnedManifest } from './pinned-manifest.ts';
import { contentPath, placesOf, type SnapshotPlaces } from './placement.ts';
import { differenceOf, lockMismatch } from './store-errors.ts';

/** One place a model may lie in, and what is there. */
export interface Inspection {
  readonly manifest: ModelManifest;
  readonly places: SnapshotPlaces;
  readonly files: ReadonlyMap<ManifestFile, FileCondition>;
  readonly isWhole: boolean;
}

/** What an inspection works with. */
export interface InspectionContext {
  readonly env: Environment;
  readonly digests: TrustedDigests;
  readonly lock: ModelLock;
}

/** How closely to look: `record` reads no large file, `digest` hashes what has no valid record, `rehash` everything. */
export interface InspectionOptions {
  readonly depth: 'record' | 'digest' | 'rehash';
  /** Ignores the lock: what is here is about to be replaced. */
  readonly ignoreLock?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((file: ManifestFile, bytes: number) => void) | undefined;
}

/**
 * The manifests a model may have here, likeliest first. A lock that binds a hub commit leaves only that one.
 * Throws StoreError E_LOCK_MISMATCH when the lock and the catalogue's pins disagree.
 */
export async function knownManifests(
  entry: CatalogueEntry,
  { env, lock }: InspectionContext,
  ignoreLock: boolean = false,
): Promise<readonly ModelManifest[]> {
  const locked = ignoreLock ? undefined : await lock.read(entry.name);
  const found: ModelManifest[] = [];
  const pinned = entry.files.length > 0 ? pinnedManifest(entry, entry.sources[0]?.kind ?? 'pypi') : undefined;
  if (locked !== undefined) {
    const difference = pinned === undefined ? undefined : differenceOf(locked, pinned);
    if (difference !== undefined) throw lockMismatch(entry.name, lock.path, `${difference} in the catalogue`);
    if (fitsPins(entry, locked.files)) found.push(locked);
  }
  if (pinned !== undefined && locked?.repository !== pinned.repository) found.push(pinned);
  for (const source of entry.sources) {
    if (source.kind !== 'hub') continue;
    const manifest = await cachedManifest(entry, source, env);
    const isBound = locked?.repo === source.repo || (locked !== undefined && entry.files.length === 0);
    if (manifest !== undefined && !isBound) found.push(manifest);
  }
  return found;
}

/** Looks at the files of one manifest. */
export async function inspect(
  manifest: ModelManifest,
  context: InspectionContext,
  options: InspectionOptions,
): Promise<Inspection> {
  const places = placesOf(manifest, context.env);
  const files = new Map<ManifestFile, FileCondition>();
  for (const file of manifest.files) {
    throwIfCancelled(options.signal);
    files.set(file, await conditionOf(file, await contentPath(places, file), { context, options }));
  }
  // A listing without files proves nothing, so it is no whole model.
  const isWhole = files.size > 0 && [...files.values()].every(({ state }) => state === 'good');
  return { manifest, places, files, isWhole };
}

/** The first whole one of a model's places, else the one that has most, else undefined. */
export async function inspectModel(
  entry: CatalogueEntry,
  context: InspectionContext,
  options: InspectionOptions,
): Promise<Inspection | undefined> {
  let best: Inspection | undefined;
  for (const manifest of await knownManifests(entry, context, options.ignoreLock)) {
    const found = await inspect(manifest, context, options);
    if (found.isWhole) return found;
    if (best === undefined || presentFiles(found) > presentFiles(best)) best = found;
  }
  return best;
}

function presentFiles({ files }: Inspection): number {
  return [...files.values()].filter(({ state }) => state !== 'absent').length;
}

async function conditionOf(
  file: ManifestFile,
  path: string,
  look: { readonly context: InspectionContext; readonly options: InspectionOptions },
): Promise<FileCondition> {
  const { digests } = look.context;
  const { depth, signal, onBytes } = look.options;
  const hashing = { signal, onBytes: (bytes: number) => onBytes?.(file, bytes) };
  const digestOf: Readonly<Record<InspectionOptions['depth'], Digest>> = {
    record: async (content) => await digests.recorded(content),
    digest: async (content) => await digests.digest(content, hashing),
    rehash: async (content) => await digests.rehash(content, hashing),
  };
  return await condition(path, file, digestOf[depth]);
}
