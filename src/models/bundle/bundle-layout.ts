/**
 * Bundle layout: which bytes of a bundle are which member, all of it known from the manifest.
 *
 *   manifest.json, manifest.sig (when signed), models/<name>/<path> of every file in the manifest's order, zeros.
 *
 * Throws  InputError E_BUNDLE_INVALID for paths that collide somewhere or that ustar cannot hold.
 * @module
 */
import type { ManifestFile } from '../manifest.ts';
import { pathsFlaw, printable } from '../safe-names.ts';
import { invalidBundle } from './bundle-errors.ts';
import type { BundleManifest } from './bundle-manifest.ts';
import { BLOCK_BYTES, END_BYTES, paddingBytes, tarHeader } from './tar-header.ts';

/** Name of the first member. */
export const MANIFEST_MEMBER = 'manifest.json';
/** Name of the second member of a signed bundle. */
export const SIGNATURE_MEMBER = 'manifest.sig';

/** A file of a model in a bundle. */
export interface BundleMember {
  readonly model: string;
  readonly file: ManifestFile;
  /** In the tar. */
  readonly path: string;
  readonly header: Uint8Array;
  /** Where its contents start, bytes from the start of the bundle. */
  readonly startBytes: number;
}

/** A bundle byte for byte, but for the contents. */
export interface BundleLayout {
  readonly members: readonly BundleMember[];
  /** Where the zeros after the last member start. */
  readonly endBytes: number;
  /** Of the whole bundle. */
  readonly sizeBytes: number;
}

/** Where everything is, when the members of the models start at `fromBytes`. */
export function layOut(manifest: BundleManifest, fromBytes: number, path: string): BundleLayout {
  const rows = manifest.models.flatMap(({ entry: { name }, manifest: { files } }) =>
    files.map((file) => ({ model: name, file, path: `models/${name}/${file.name}` })),
  );
  const found = pathsFlaw(rows.map((row) => row.path));
  if (found !== undefined) throw invalidBundle(path, `the name ${printable(found.path)}: ${found.flaw}`);
  let at = fromBytes;
  const members = rows.map((row): BundleMember => {
    const { sizeBytes } = row.file;
    const header = tarHeader(row.path, sizeBytes);
    if (header === undefined)
      throw invalidBundle(path, `the name ${printable(row.path)} is too long for a tar`);
    const startBytes = at + BLOCK_BYTES;
    at = startBytes + sizeBytes + paddingBytes(sizeBytes);
    return { ...row, header, startBytes };
  });
  const sizeBytes = at + END_BYTES;
  if (!Number.isSafeInteger(sizeBytes)) throw invalidBundle(path, 'its sizes add up to more than can be');
  return { members, endBytes: at, sizeBytes };
}

/** Bytes of a member with its header and padding. */
export function memberBytes(sizeBytes: number): number {
  return BLOCK_BYTES + sizeBytes + paddingBytes(sizeBytes);
}
