/**
 * Hub source: models in repositories of huggingface.co, or of whatever hub or mirror `HF_ENDPOINT` names.
 *
 * Trust   names, commits and digests are validated before anything is written; bytes count by the digest that the
 *         listing of one commit names, or by the catalogue's pin. The token goes to the hub's origin only.
 * Asks    one request for a branch's commit, one for each page of the listing, one or more for each file.
 * Throws  NetworkError E_HUB_ACCESS, E_HUB_NOT_FOUND, E_HTTP_STATUS, E_HTTP_FAILED; StoreError E_MODEL_UNSAFE and what
 *         download throws; UsageError for unusable settings; CancelledError.
 * @module
 */
import { StoreError } from '../../kernel/index.ts';
import { type FileLock, openHttp, statIfPresent, streamFile } from '../../platform/index.ts';
import type { CatalogueEntry, HubSource } from '../catalogue/catalogue-entry.ts';
import { partBytes } from '../download/download.ts';
import type { ManifestFile, ModelManifest } from '../manifest.ts';
import type { FetchedFiles, ModelSource, ResolveOptions } from '../model-source.ts';
import { hubRepository } from '../placement.ts';
import {
  isEtag,
  pathFlaw,
  requireCommit,
  requireEtag,
  requireRepoId,
  requireRevision,
  requireSafePaths,
} from '../safe-names.ts';
import type { SourceContext } from '../source-context.ts';
import type { HubLine } from './hub-api.ts';
import { downloadFiles } from './hub-download.ts';
import { absentFile, type HubQuestion, otherBytes } from './hub-errors.ts';
import { listFiles, resolveCommit } from './hub-listing.ts';
import { discardParts, distinctFiles, lockParts, partPath, releaseParts } from './hub-parts.ts';
import { readHubSettings } from './hub-settings.ts';
import { selectFiles, selectPins } from './select-files.ts';

/** The model source for a repository on the hub. */
export function openHubSource(source: HubSource, context: SourceContext): ModelSource {
  const { home } = context;
  return {
    isPacked: false,
    async resolve(entry, options) {
      const revision = options.revision ?? source.revision ?? 'main';
      const about = { model: entry.name, repo: source.repo, revision };
      return await asked(about, { context, ...options }, (question, line) =>
        resolveManifest(entry, source, { question, line }),
      );
    },
    async transferBytes(files) {
      let total = 0;
      let pending = 0;
      for (const file of distinctFiles(files)) {
        total += file.sizeBytes;
        pending += file.sizeBytes - (await partBytes(partPath(home, file), file));
      }
      return { total, pending };
    },
    async fetch(manifest, files, options) {
      const { model, revision } = manifest;
      requireCommit(manifest.commit);
      requireSafeFiles(files);
      const about = { model, repo: manifest.repo ?? source.repo, revision };
      const distinct = distinctFiles(files);
      const locks = await lockParts(distinct, home, options.signal);
      try {
        const digests = await asked(about, { context, ...options }, (question, line) =>
          downloadFiles(distinct, { manifest, question, line, home, onProgress: options.onProgress }),
        );
        return fetchedParts(files, { digests, locks, home });
      } catch (error) {
        await releaseParts(locks);
        throw error;
      }
    },
    async discard(files) {
      await discardParts(files, home);
    },
  };
}

/** Does the work with a line to the hub that is closed afterwards; nothing is connected before the first request. */
async function asked<T>(
  about: Pick<HubQuestion, 'model' | 'repo' | 'revision'>,
  options: Omit<ResolveOptions, 'revision'> & { readonly context: SourceContext },
  work: (question: HubQuestion, line: HubLine) => Promise<T>,
): Promise<T> {
  const { context, signal, onWait } = options;
  const { env, patience, anonymous } = context;
  requireRepoId(about.repo);
  requireRevision(about.revision);
  const settings = await readHubSettings(env, anonymous);
  for (const sentence of settings.warnings) options.onWarning?.(sentence);
  const http = openHttp({ env, offline: false, timeouts: patience.timeouts });
  try {
    return await work({ settings, ...about }, { http, patience, signal, onWait });
  } finally {
    await http.close();
  }
}

async function resolveManifest(
  entry: CatalogueEntry,
  source: HubSource,
  { question, line }: { readonly question: HubQuestion; readonly line: HubLine },
): Promise<ModelManifest> {
  const commit = await resolveCommit(question, line);
  const listed = await listFiles(question, commit, line);
  const files = entry.files.length > 0 ? pinned(entry, listed, question) : wanted(source, listed, question);
  requireSafeFiles(files);
  distinctFiles(files);
  return {
    model: entry.name,
    source: 'hub',
    repo: source.repo,
    repository: hubRepository(source.repo),
    revision: question.revision,
    commit,
    files,
    // What nobody asked for may have any name; those that no cache could hold are left out.
    listing: listed.filter((file) => pathFlaw(file.name) === undefined && isEtag(file.etag)),
  };
}

function wanted(
  source: HubSource,
  listed: readonly ManifestFile[],
  question: HubQuestion,
): readonly ManifestFile[] {
  const { files, missing } = selectFiles(source, listed);
  const [absent] = missing;
  if (absent !== undefined) throw absentFile({ ...question, file: absent });
  return files;
}

/** The pins bind, so a repository that has other bytes is no source for the model; the next source may be. */
function pinned(
  entry: CatalogueEntry,
  listed: readonly ManifestFile[],
  question: HubQuestion,
): readonly ManifestFile[] {
  const { files, missing, unlike } = selectPins(entry.files, listed);
  const [absent] = missing;
  if (absent !== undefined) throw absentFile({ ...question, file: absent.name });
  const [other] = unlike;
  if (other === undefined) return files;
  const { pin, found } = other;
  throw otherBytes(
    { ...question, file: pin.name },
    {
      expected: `${pin.sizeBytes} bytes, sha256 ${pin.sha256}`,
      found: `${found.sizeBytes} bytes, digest ${isEtag(found.etag) ? found.etag : 'of no known kind'}`,
    },
  );
}

function requireSafeFiles(files: readonly ManifestFile[]): void {
  requireSafePaths(files.map((file) => file.name));
  for (const file of files) requireEtag(file.etag);
}

function fetchedParts(
  files: readonly ManifestFile[],
  held: {
    readonly digests: ReadonlyMap<string, string>;
    readonly locks: readonly FileLock[];
    readonly home: string;
  },
): FetchedFiles {
  const untaken = new Set(files.map((file) => file.name));
  return {
    read: (file) => readPart(file, held.home),
    async take(file) {
      const sha256 = held.digests.get(file.etag);
      if (sha256 === undefined || !untaken.delete(file.name)) return undefined;
      // Another file has the same bytes and needs them here: this one is read, the last one is taken.
      if (files.some((other) => other.etag === file.etag && untaken.has(other.name))) return undefined;
      return { path: partPath(held.home, file), sha256 };
    },
    async close() {
      await releaseParts(held.locks);
    },
  };
}

async function* readPart(file: ManifestFile, home: string): AsyncGenerator<Uint8Array> {
  const path = partPath(home, file);
  if ((await statIfPresent(path)) === undefined) {
    throw new StoreError(
      'E_MODEL_CORRUPT',
      `The part file of ${file.name} was removed while it was in use.`,
      {
        hint: 'offscribe models list   (shows what can be pulled again)',
        details: { file: file.name, path },
      },
    );
  }
  yield* streamFile(path);
}
