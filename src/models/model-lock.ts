/**
 * Model lock: `offscribe.lock.json`, which holds every pulled model to its source, commit, files, sizes and sha256.
 *
 * Which   the file that was named, else the current folder's if there is one, else OFFSCRIBE_HOME's (made there).
 * Trust   a lock may come with somebody's project: names are validated, paths are computed and never read from it.
 * Writes  read, change one model, replace at once; two processes take turns. Models it does not know stay as they are.
 * Throws  UsageError E_CONFIG_INVALID for a file that is no lock; StoreError E_MODEL_UNSAFE for an evil name in it.
 * @module
 */
import { join, resolve } from 'node:path';
import { systemCode, UsageError } from '../kernel/index.ts';
import {
  readTextIfPresent,
  sha256,
  statIfPresent,
  storeErrorFrom,
  withLock,
  writeFileAtomic,
} from '../platform/index.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { type LockedModel, manifestFromLock, parseLock } from './model-lock-format.ts';

/** Name of the lock file, in a project as in OFFSCRIBE_HOME. */
const LOCK_NAME = 'offscribe.lock.json';

/** The lock that is in force. */
export interface ModelLock {
  readonly path: string;
  /** What the lock says a model is; undefined when it does not name it. */
  read(model: string): Promise<ModelManifest | undefined>;
  /** Names of all locked models. */
  names(): Promise<readonly string[]>;
  /** Writes a model whose every file has its sha256; nothing is written when it says so already. */
  keep(manifest: ModelManifest): Promise<void>;
}

/** Where the lock is looked for. */
export interface ModelLockPlaces {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  /** The one that was asked for. */
  readonly file?: string | undefined;
}

/** Opens the lock that is in force; nothing is read before it is asked. */
export function openModelLock({ home, file }: ModelLockPlaces): ModelLock {
  return new LockFile(home, file === undefined ? undefined : resolve(file));
}

class LockFile implements ModelLock {
  readonly #home: string;
  #path: string;
  #isChosen: boolean;

  constructor(home: string, file: string | undefined) {
    this.#home = home;
    this.#path = file ?? join(home, LOCK_NAME);
    this.#isChosen = file !== undefined;
  }

  get path(): string {
    return this.#path;
  }

  async read(model: string): Promise<ModelManifest | undefined> {
    const models = await this.#models();
    return Object.hasOwn(models, model) ? manifestFromLock(model, models[model], this.#path) : undefined;
  }

  async names(): Promise<readonly string[]> {
    return Object.keys(await this.#models());
  }

  async keep(manifest: ModelManifest): Promise<void> {
    const wanted = JSON.stringify(lockedFrom(manifest));
    await this.#choose();
    // Beside OFFSCRIBE_HOME's own locks, so that a project's folder never holds one.
    const lock = join(this.#home, 'locks', `${sha256(this.#path).slice(0, 16)}.lock`);
    try {
      if (JSON.stringify((await this.#models())[manifest.model]) === wanted) return;
      await withLock(lock, async () => {
        const models = { ...(await this.#models()), [manifest.model]: JSON.parse(wanted) as LockedModel };
        const sorted = Object.fromEntries(Object.entries(models).sort(([a], [b]) => (a < b ? -1 : 1)));
        await writeFileAtomic(this.#path, `${JSON.stringify({ format: 1, models: sorted }, null, 2)}\n`);
      });
    } catch (error) {
      throw storeErrorFrom(error, this.#path);
    }
  }

  async #models(): Promise<Readonly<Record<string, LockedModel>>> {
    await this.#choose();
    return parseLock(await readLock(this.#path), this.#path);
  }

  /** The current folder's, if it is there at the first look. */
  async #choose(): Promise<void> {
    if (this.#isChosen) return;
    this.#isChosen = true;
    if ((await statIfPresent(LOCK_NAME)) !== undefined) this.#path = resolve(LOCK_NAME);
  }
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readTextIfPresent(path);
  } catch (error) {
    if (!['EACCES', 'EISDIR'].includes(systemCode(error) ?? '')) throw error;
    throw new UsageError('E_CONFIG_INVALID', `The lock file ${path} cannot be read.`, {
      hint: `ls -l ${JSON.stringify(path)}`,
      cause: error,
    });
  }
}

/** A model as a lock file has it; every file must have its sha256. */
export function lockedFrom(manifest: ModelManifest): LockedModel {
  const { source, repo, revision, commit, files } = manifest;
  const rows = files.map((file) => [file.name, lockedFile(file)]);
  return {
    source,
    ...(repo === undefined ? {} : { repo }),
    revision,
    commit,
    files: Object.fromEntries(rows),
  };
}

function lockedFile({ sizeBytes, sha256: digest, etag }: ManifestFile): LockedModel['files'][string] {
  return {
    size: sizeBytes,
    sha256: digest ?? etag,
    ...(etag === (digest ?? etag) ? {} : { gitSha1: etag }),
  };
}
