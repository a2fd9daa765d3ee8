/**
 * Content hash: the digests that name a file's bytes, kept while the bytes go by.
 *
 * Source  a hub names LFS files by sha256 and small ones by git's blob digest: sha1 of `blob <length>\0` and the bytes
 *         (hub-docs `docs/hub/local-cache.md`; git-hash-object).
 * @module
 */
import { createHash, type Hash } from 'node:crypto';
import type { ManifestFile } from './manifest.ts';

/** A file's digests in the making. */
export interface ContentHash {
  update(bytes: Uint8Array): void;
  /** Of everything so far, lower-case hex. */
  sha256(): string;
  /** Whether everything so far is the file: right length, etag and, where known, sha256. */
  matches(): boolean;
}

/** Starts hashing what should be `file`. */
export function openContentHash(file: ManifestFile): ContentHash {
  const sha256 = createHash('sha256');
  const git = isGitDigest(file.etag) ? startGitHash(file.sizeBytes) : undefined;
  let lengthBytes = 0;
  const digest = (): string => sha256.copy().digest('hex');
  return {
    update(bytes) {
      sha256.update(bytes);
      git?.update(bytes);
      lengthBytes += bytes.length;
    },
    sha256: digest,
    matches() {
      if (lengthBytes !== file.sizeBytes) return false;
      const found = digest();
      if (file.sha256 !== undefined && file.sha256 !== found) return false;
      return (git === undefined ? found : git.copy().digest('hex')) === file.etag;
    },
  };
}

/** Whether an etag is a git-sha1 (40 hex digits) rather than a sha256. */
export function isGitDigest(etag: string): boolean {
  return etag.length === 40;
}

/** git's digest of a blob of `bytes`. */
export function gitSha1(bytes: Uint8Array): string {
  return startGitHash(bytes.length).update(bytes).digest('hex');
}

function startGitHash(lengthBytes: number): Hash {
  return createHash('sha1').update(`blob ${lengthBytes}\0`);
}
