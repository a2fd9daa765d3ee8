/**
 * Status: the one word that says how far a model is, from records alone.
 * @module
 */
import type { CatalogueEntry, LoadingEngine } from './catalogue/catalogue-entry.ts';
import type { Inspection } from './inspection.ts';
import type { ModelSource } from './model-source.ts';
import type { ModelState, ModelStatus } from './model-store.ts';
import { pinnedManifest } from './pinned-manifest.ts';
import { type EngineVersionOf, readProbeRecord } from './probe-records.ts';
import { readPullRecord } from './pull-record.ts';

/** What a status is made from beside the files. */
export interface StatusContext {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly sources: readonly ModelSource[];
  /** Default: a probe by any version of an engine counts. */
  readonly versionOf?: EngineVersionOf | undefined;
  /** The engine whose probe counts; default: any. */
  readonly engine?: LoadingEngine | undefined;
}

/** The status of a model whose likeliest place was looked at. */
export async function statusOf(
  entry: CatalogueEntry,
  found: Inspection | undefined,
  context: StatusContext,
): Promise<ModelStatus> {
  const presentBytes = filesPresentBytes(found) || (await partBytesOf(entry, found, context));
  const bytes = stateOfBytes(found, presentBytes);
  if (found === undefined) return { state: bytes, presentBytes };
  const { manifest, places } = found;
  const isHere = ['downloaded', 'verified'].includes(bytes);
  const probe = isHere ? await readProbeRecord(context.home, manifest, context) : undefined;
  return {
    state: bytes === 'verified' && probe !== undefined ? (probe.ok ? 'ready' : 'unloadable') : bytes,
    presentBytes,
    manifest,
    ...(isHere ? { folder: places.folder } : {}),
    ...(probe === undefined ? {} : { probe }),
  };
}

function stateOfBytes(found: Inspection | undefined, presentBytes: number): ModelState {
  const states = [...(found?.files.values() ?? [])].map(({ state }) => state);
  if (states.includes('wrong')) return 'corrupt';
  if (states.length === 0 || states.includes('absent')) return presentBytes > 0 ? 'partial' : 'absent';
  return states.includes('unhashed') ? 'downloaded' : 'verified';
}

function filesPresentBytes(found: Inspection | undefined): number {
  const present = [...(found?.files ?? [])].filter(([, { state }]) => state !== 'absent');
  return present.reduce((sum, [file]) => sum + file.sizeBytes, 0);
}

/** Bytes that earlier runs left behind unfinished, of the source that has most of them. */
async function partBytesOf(
  entry: CatalogueEntry,
  found: Inspection | undefined,
  { home, sources }: StatusContext,
): Promise<number> {
  const pins = found?.manifest.files ?? pinnedManifest(entry, 'pypi').files;
  const files = pins.length > 0 ? pins : await readPullRecord(home, entry.name);
  const left: number[] = [0];
  for (const source of sources) {
    const { total, pending } = await source.transferBytes(files);
    left.push(total - pending);
  }
  return Math.max(...left);
}
