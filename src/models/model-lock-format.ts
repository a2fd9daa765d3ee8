/**
 * Lock format: `offscribe.lock.json` as text and as manifests.
 *
 *   {"format":1,"models":{"<name>":{"source","repo"?,"revision","commit","files":{"<path>":{"size","sha256","gitSha1"?}}}}}
 *
 * Throws  UsageError E_CONFIG_INVALID naming what is wrong; StoreError E_MODEL_UNSAFE for an evil name.
 * @module
 */
import { UsageError } from '../kernel/index.ts';
import type { Source } from './catalogue/catalogue-entry.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { hubRepository, ownRepository } from './placement.ts';
import { isCommit, requireRepoId, requireRevision, requireSafePaths } from './safe-names.ts';

const SOURCES: readonly string[] = ['hub', 'pypi', 'folder', 'bundle'];

/** One model in the lock. */
export interface LockedModel {
  readonly source: Source['kind'];
  /** `owner/name`, for a model from the hub. */
  readonly repo?: string;
  readonly revision: string;
  readonly commit: string;
  /** By path, the weights first. `gitSha1` is the hub's name for a small file. */
  readonly files: Readonly<
    Record<string, { readonly size: number; readonly sha256: string; readonly gitSha1?: string }>
  >;
}

/** The models of a lock file; none when there is no text. Their contents are checked by `manifestFromLock`. */
export function parseLock(text: string | undefined, path: string): Readonly<Record<string, LockedModel>> {
  if (text === undefined) return {};
  let lock: unknown;
  try {
    lock = JSON.parse(text);
  } catch (error) {
    throw invalid(path, 'is not JSON', error);
  }
  if (!isRecord(lock) || lock['format'] !== 1) throw invalid(path, 'is not a lock file of format 1');
  const models = lock['models'];
  if (!isRecord(models)) throw invalid(path, 'lists no models');
  return models as Readonly<Record<string, LockedModel>>;
}

/** One locked model as a manifest. */
export function manifestFromLock(model: string, locked: unknown, path: string): ModelManifest {
  if (!isRecord(locked)) throw invalid(path, `has no object for ${model}`);
  const { source, repo, revision, commit, files } = locked;
  const isWhole =
    typeof source === 'string' && SOURCES.includes(source) && typeof revision === 'string' && isRecord(files);
  if (!isWhole || typeof commit !== 'string' || !isCommit(commit))
    throw invalid(path, `has no source, revision, commit or files for ${model}`);
  if (repo !== undefined && typeof repo !== 'string')
    throw invalid(path, `has a repo for ${model} that is no text`);
  if (repo !== undefined) requireRepoId(repo);
  requireRevision(revision);
  const rows = Object.entries(files).map(([name, file]) => fileFrom(name, file, { model, path }));
  if (rows.length === 0) throw invalid(path, `lists no files for ${model}`);
  requireSafePaths(rows.map((file) => file.name));
  return {
    model,
    source: source as Source['kind'],
    ...(repo === undefined ? {} : { repo }),
    repository: repo === undefined ? ownRepository(model) : hubRepository(repo),
    revision,
    commit,
    files: rows,
  };
}

function fileFrom(name: string, file: unknown, where: { model: string; path: string }): ManifestFile {
  if (isRecord(file)) {
    const { size, sha256, gitSha1 } = file;
    const isSized = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
    if (isSized && isHex(sha256, 64) && (gitSha1 === undefined || isHex(gitSha1, 40)))
      return { name, sizeBytes: size, sha256, etag: gitSha1 ?? sha256 };
  }
  throw invalid(where.path, `has no valid size and sha256 for ${name} of ${where.model}`);
}

function isHex(value: unknown, digits: number): value is string {
  return typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, what: string, cause?: unknown): UsageError {
  return new UsageError('E_CONFIG_INVALID', `${path} ${what}.`, {
    hint: `offscribe models pull NAME --update-lock   (after moving ${JSON.stringify(path)} away)`,
    cause,
  });
}
