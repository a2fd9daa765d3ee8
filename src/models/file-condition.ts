/**
 * File condition: whether a path holds the bytes it should. Being there proves nothing: the digest decides.
 * @module
 */
import { ifPresent, statIfPresent, streamFile } from '../platform/index.ts';
import { isGitDigest, openContentHash } from './content-hash.ts';
import type { ManifestFile } from './manifest.ts';

/** What is known about one file. */
export type FileCondition =
  | { readonly state: 'good' | 'absent' }
  /** There, with the right size, not hashed since it last changed. */
  | { readonly state: 'unhashed' }
  | { readonly state: 'wrong'; readonly path: string; readonly found: string };

/** Answers with a file's sha256; undefined when it knows none and does not read the file. */
export type Digest = (path: string) => Promise<string | undefined>;

/**
 * Whether a path holds the file's bytes, by the digest that `digest` answers with. A file that a prune takes away
 * meanwhile is absent.
 */
export async function condition(path: string, file: ManifestFile, digest: Digest): Promise<FileCondition> {
  const look = async (): Promise<FileCondition> => {
    const misfit = await misfitOf(path, file);
    if (misfit !== undefined) return misfit;
    if (file.sha256 === undefined && isGitDigest(file.etag)) return await gitCondition(path, file);
    const sha256 = await digest(path);
    if (sha256 === undefined) return { state: 'unhashed' };
    const isRight = sha256 === (file.sha256 ?? file.etag);
    return isRight ? { state: 'good' } : { state: 'wrong', path, found: sha256 };
  };
  return (await ifPresent(look)) ?? { state: 'absent' };
}

async function misfitOf(path: string, file: ManifestFile): Promise<FileCondition | undefined> {
  const present = await statIfPresent(path);
  if (present === undefined) return { state: 'absent' };
  if (!present.isFile()) return { state: 'wrong', path, found: 'not a file' };
  if (present.size !== file.sizeBytes) return { state: 'wrong', path, found: `${present.size} bytes` };
  return undefined;
}

/** The hub names only small files so, and no record holds a git digest: they are simply read. */
async function gitCondition(path: string, file: ManifestFile): Promise<FileCondition> {
  const hash = openContentHash(file);
  for await (const piece of streamFile(path)) hash.update(piece);
  return hash.matches() ? { state: 'good' } : { state: 'wrong', path, found: `sha256 ${hash.sha256()}` };
}
