/**
 * Manifest: one model byte for byte, as one source has it; what the store puts on disk and the lock keeps.
 * @module
 */
import type { Source } from './catalogue/catalogue-entry.ts';

/** One file of a model. */
export interface ManifestFile {
  /** POSIX path in the model's folder. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Name of its blob, and a digest of its bytes: 64 hex digits are a sha256, 40 the git-sha1 of small files on the hub. */
  readonly etag: string;
  /** 64 hex digits; absent until a file known by its git-sha1 alone was hashed by us. */
  readonly sha256?: string;
}

/** What a model is, byte for byte. */
export interface ModelManifest {
  /** Name of its catalogue entry. */
  readonly model: string;
  readonly source: Source['kind'];
  /** `owner/name` on the hub, for a model that came from there. */
  readonly repo?: string;
  /** Folder in the hub cache: `models--<owner>--<name>`. */
  readonly repository: string;
  /** Name under `refs/`: the branch, tag or commit that was asked for. */
  readonly revision: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** The weights come first. */
  readonly files: readonly ManifestFile[];
  /** Everything the repository has, wanted or not, when its hub was asked; the cache's listing is written from it. */
  readonly listing?: readonly ManifestFile[];
}
