/**
 * Trusted digests: a file's sha256 without reading it again while it is plainly the same file.
 *
 * A digest is trusted while size, modification time, change time and inode stay; anything else means a full hash.
 * The change time is there because `touch -d` can set the modification time back, but not that one.
 * Entries lie one to a file in `OFFSCRIBE_HOME/digests/`, so writers cannot lose each other's; a lost one costs a hash.
 * @module
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type HashOptions, sha256, sha256OfFile } from './digest.ts';
import {
  ifPresent,
  listFolder,
  makeFolder,
  readTextIfPresent,
  UNREACHABLE,
  writeFileAtomic,
} from './files.ts';

/** Answers with a file's sha256, from the record when the file is unchanged since it was hashed. */
export interface TrustedDigests {
  /** sha256 of the file; hashes it when there is no valid record, then keeps one where that is possible. */
  digest(path: string, options?: HashOptions): Promise<string>;
  /** The digest on record, when the file is plainly unchanged; reads no byte of it. */
  recorded(path: string): Promise<string | undefined>;
  /** Always hashes, then renews the record. */
  rehash(path: string, options?: HashOptions): Promise<string>;
  /** Keeps a digest that was computed while the file was written, so that its first use need not read it again. */
  record(path: string, sha256: string): Promise<void>;
}

/** Trusted digests recorded under `home` (OFFSCRIBE_HOME). A read-only home is fine: it just hashes every time. */
export function openTrustedDigests(home: string): TrustedDigests {
  const folder = digestFolder(home);
  const recordOf = (path: string): string => join(folder, `${sha256(path).slice(0, 40)}.json`);

  async function rehash(path: string, options?: HashOptions): Promise<string> {
    const before = await fingerprint(path);
    const digest = await sha256OfFile(path, options);
    await keep({ path, fingerprint: before, sha256: digest });
    return digest;
  }

  async function keep(record: DigestRecord): Promise<void> {
    try {
      await makeFolder(folder);
      await writeFileAtomic(recordOf(record.path), JSON.stringify(record));
    } catch {
      // Only a cache: a full disk or a read-only home must not stop a run that needs no writing.
    }
  }

  return {
    rehash,
    record: async (path, digest) =>
      await keep({ path, fingerprint: await fingerprint(path), sha256: digest }),
    recorded,
    digest: async (path, options) => (await recorded(path)) ?? (await rehash(path, options)),
  };

  async function recorded(path: string): Promise<string | undefined> {
    const record = parseRecord(await readTextIfPresent(recordOf(path)));
    return record !== undefined && record.fingerprint === (await fingerprint(path))
      ? record.sha256
      : undefined;
  }
}

/** Records of files that are gone or have changed, and files there that are no records: none will be used again. */
export async function staleDigests(home: string): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const name of await listFolder(digestFolder(home))) {
    const path = join(digestFolder(home), name);
    if (!name.endsWith('.json')) continue;
    const record = parseRecord(await readTextIfPresent(path));
    const current = record && (await ifPresent(() => fingerprint(record.path), UNREACHABLE));
    const isCurrent = record !== undefined && current === record.fingerprint;
    if (!isCurrent) stale.push(path);
  }
  return stale;
}

function digestFolder(home: string): string {
  return join(home, 'digests');
}

interface DigestRecord {
  /** Absolute, of the file. */
  readonly path: string;
  readonly fingerprint: string;
  readonly sha256: string;
}

async function fingerprint(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs, ino, dev } = await stat(path, { bigint: true });
  return [size, mtimeNs, ctimeNs, ino, dev].join(':');
}

function parseRecord(text: string | undefined): DigestRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const { path, fingerprint: mark, sha256: digest } = JSON.parse(text);
    if (typeof path === 'string' && typeof mark === 'string' && /^[0-9a-f]{64}$/.test(digest))
      return { path, fingerprint: mark, sha256: digest };
  } catch {
    // A torn or foreign file is no record.
  }
  return undefined;
}
