/**
 * Probe records: what probes found, kept by the bytes they were about.
 *
 *   <home>/probes/<sha256 of the manifest's names and digests>/<engine>.json
 *
 * A record counts for exactly these bytes and this version of the engine; a lost or unreadable one costs a probe.
 * Throws  StoreError E_DISK_FULL, E_STORE_UNWRITABLE when a record cannot be kept.
 * @module
 */
import { join } from 'node:path';
import {
  listFolder,
  makeFolder,
  readTextIfPresent,
  sha256,
  storeErrorFrom,
  writeFileAtomic,
} from '../platform/index.ts';
import type { LoadingEngine } from './catalogue/catalogue-entry.ts';
import type { ModelManifest } from './manifest.ts';

/** What a probe found, as it is kept in OFFSCRIBE_HOME. */
export interface ProbeRecord {
  readonly engine: LoadingEngine;
  /** Version of the engine, its runtime and its graph generator: another one means another probe. */
  readonly engineVersion: string;
  readonly ok: boolean;
  /** One sentence: what was heard, or why it failed. */
  readonly finding: string;
  /** Seconds the engine took to load and answer. */
  readonly tookSec: number;
}

/** Version of an engine as this build has it; undefined when it has none. */
export type EngineVersionOf = (engine: LoadingEngine) => Promise<string | undefined>;

const ENGINES: readonly LoadingEngine[] = ['onnx', 'mlx', 'faster-whisper'];

/** Which records count. */
export interface RecordChoice {
  /** Default: a record of any version counts. */
  readonly versionOf?: EngineVersionOf | undefined;
  /** Default: any engine's record counts. */
  readonly engine?: LoadingEngine | undefined;
}

/** The record of exactly these bytes: one of an engine that understood speech, else one of an engine that failed. */
export async function readProbeRecord(
  home: string,
  manifest: ModelManifest,
  { versionOf, engine }: RecordChoice = {},
): Promise<ProbeRecord | undefined> {
  const folder = folderOf(home, manifest);
  const found: ProbeRecord[] = [];
  for (const name of await listFolder(folder)) {
    const record = parseRecord(await readTextIfPresent(join(folder, name)));
    if (record === undefined || name !== `${record.engine}.json`) continue;
    if (engine !== undefined && record.engine !== engine) continue;
    if (versionOf === undefined || record.engineVersion === (await versionOf(record.engine)))
      found.push(record);
  }
  return found.find(({ ok }) => ok) ?? found[0];
}

/** Keeps what a probe found, in place of what an earlier one with the same engine did. */
export async function keepProbeRecord(
  home: string,
  manifest: ModelManifest,
  record: ProbeRecord,
): Promise<void> {
  const folder = folderOf(home, manifest);
  try {
    await makeFolder(folder);
    const weights = manifest.files[0]?.etag;
    const kept = { ...record, ...(weights === undefined ? {} : { weights }) };
    await writeFileAtomic(join(folder, `${record.engine}.json`), `${JSON.stringify(kept)}\n`);
  } catch (error) {
    throw storeErrorFrom(error, folder);
  }
}

/** Records about weights that are nowhere any more. `present` holds the etags of all files in the hub cache. */
export async function staleProbeRecords(
  home: string,
  present: ReadonlySet<string>,
): Promise<readonly string[]> {
  const stale: string[] = [];
  const root = join(home, 'probes');
  for (const model of await listFolder(root)) {
    for (const name of await listFolder(join(root, model))) {
      const path = join(root, model, name);
      const [, weights] = /"weights":"([0-9a-f]+)"/.exec((await readTextIfPresent(path)) ?? '') ?? [];
      if (weights !== undefined && !present.has(weights)) stale.push(path);
    }
  }
  return stale;
}

/** A file's etag is its digest however it came here; its sha256 may become known only later. */
function folderOf(home: string, { files }: ModelManifest): string {
  const digests = files.map(({ name, etag }) => [name, etag]).sort();
  return join(home, 'probes', sha256(JSON.stringify(digests)));
}

function parseRecord(text: string | undefined): ProbeRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { engine, engineVersion, ok, finding, tookSec } = value;
    return { engine, engineVersion, ok, finding, tookSec };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is ProbeRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { engine, engineVersion, ok, finding, tookSec } = value as Partial<
    Record<keyof ProbeRecord, unknown>
  >;
  const isWorded = typeof engineVersion === 'string' && typeof finding === 'string';
  return (
    isWorded &&
    ENGINES.some((one) => one === engine) &&
    typeof ok === 'boolean' &&
    typeof tookSec === 'number'
  );
}
