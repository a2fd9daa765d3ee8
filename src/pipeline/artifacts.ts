/**
 * Artifacts: products as files, named by their content.
 *
 * On disk  `<home>/artifacts/<first 2 hex>/<sha256>`; written beside its place, synced and renamed.
 * Sound    a file whose bytes are not what its name says is as good as absent: it is made again.
 * Throws   StoreError E_DISK_FULL, E_STORE_UNWRITABLE.
 * @module
 */
import { dirname, join } from 'node:path';
import { systemCode } from '../kernel/index.ts';
import {
  factsOf,
  listFolder,
  makeFolder,
  readBytes,
  sha256,
  storeErrorFrom,
  writeFileAtomic,
} from '../platform/index.ts';

/** The content-addressed files of one OFFSCRIBE_HOME. */
export interface Artifacts {
  /** Stores a text, if it is not there and sound already. */
  put(text: string): Promise<StoredArtifact>;
  /** The text of that sha256; undefined when it is not there or not sound. */
  get(digest: string): Promise<string | undefined>;
  /** Every file that lies there, also what interrupted writers left. */
  list(): Promise<readonly ListedFile[]>;
}

/** What was stored. */
export interface StoredArtifact {
  /** sha256 of the UTF-8 bytes. */
  readonly digest: string;
  readonly bytes: number;
}

/** One file among the artifacts. */
export interface ListedFile {
  readonly path: string;
  /** The digest, unless an interrupted writer left it. */
  readonly name: string;
  readonly bytes: number;
  /** Last change, ms since the epoch. */
  readonly changedMs: number;
}

/** Opens the artifacts below `home`; nothing is made before something is stored. */
export function openArtifacts(home: string): Artifacts {
  const root = join(home, 'artifacts');
  const place = (digest: string): string => join(root, digest.slice(0, 2), digest);
  const get = async (digest: string): Promise<string | undefined> => {
    try {
      const bytes = await readBytes(place(digest));
      return sha256(bytes) === digest
        ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
        : undefined;
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR', 'EIO'].includes(systemCode(error) ?? ''))
        return undefined;
      throw error;
    }
  };
  return {
    get,
    async put(text) {
      const digest = sha256(text);
      const path = place(digest);
      if ((await get(digest)) === undefined) await write(path, text);
      return { digest, bytes: Buffer.byteLength(text) };
    },
    list: async () => await listBelow(root),
  };
}

async function write(path: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    await writeFileAtomic(path, text);
  } catch (error) {
    throw storeErrorFrom(error, path);
  }
}

async function listBelow(root: string): Promise<readonly ListedFile[]> {
  const found: ListedFile[] = [];
  for (const prefix of await listFolder(root)) {
    for (const name of await listFolder(join(root, prefix))) {
      const path = join(root, prefix, name);
      const facts = await factsOf(path);
      if (facts?.kind === 'file')
        found.push({ path, name, bytes: facts.sizeBytes, changedMs: facts.changedMs });
    }
  }
  return found;
}
