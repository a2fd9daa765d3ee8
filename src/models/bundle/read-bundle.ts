/**
 * Read bundle: opens a bundle and believes nothing of it but what was checked.
 *
 * Trust   the signature is checked before the manifest is read. The manifest then says what every other byte of the tar
 *         is: headers, padding and length are compared with what `models export` would have written, so that links,
 *         devices, strange names, extra, missing or repeated members need no rule of their own. Contents count by sha256.
 * Memory  constant; no more bytes are read than the manifest says, and the manifest itself is limited.
 * Throws  InputError E_BUNDLE_INVALID; UsageError E_USAGE for the key; CancelledError.
 * @module
 */
import { createHash } from 'node:crypto';
import { throwIfCancelled } from '../../kernel/index.ts';
import { openFile, statIfPresent } from '../../platform/index.ts';
import type { ManifestFile } from '../manifest.ts';
import { printable } from '../safe-names.ts';
import { invalidBundle } from './bundle-errors.ts';
import { isSignedBy, parseSignature, readPublicKey } from './bundle-keys.ts';
import {
  type BundleLayout,
  type BundleMember,
  layOut,
  MANIFEST_MEMBER,
  memberBytes,
  SIGNATURE_MEMBER,
} from './bundle-layout.ts';
import {
  type BundledModel,
  type BundleManifest,
  MAX_MANIFEST_BYTES,
  parseManifest,
} from './bundle-manifest.ts';
import { TarFile } from './tar-file.ts';
import { END_BYTES, paddingBytes } from './tar-header.ts';
import type { BundleProgress } from './write-bundle.ts';

/** Longest signature that is read, bytes. */
const MAX_SIGNATURE_BYTES = 4096;

/** Who signed a bundle. `trusted`: the key was named, and the signature holds. */
export type BundleSignature = 'unsigned' | { readonly keyId: string; readonly trusted: boolean };

/** How a bundle is opened. */
export interface OpenBundleOptions {
  /** Whose bundles are taken: a PEM file with an ed25519 public key, or `ed25519:<base64>`. Default: anybody's. */
  readonly trust?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What checking a whole bundle is told. */
export interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BundleProgress) => void) | undefined;
}

/** A bundle whose manifest, signature and shape are right. */
export interface Bundle {
  readonly path: string;
  /** Program and version that made it, in its own words. */
  readonly createdBy: string;
  readonly models: readonly BundledModel[];
  readonly signature: BundleSignature;
  /** Hashes every file in it. */
  check(options?: CheckOptions): Promise<void>;
  /** The bytes of one file of a model, not hashed. */
  read(model: string, file: ManifestFile): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a bundle; the caller closes it. */
export async function openBundle(path: string, options: OpenBundleOptions = {}): Promise<Bundle> {
  const trusted = options.trust === undefined ? undefined : await readPublicKey(options.trust);
  const there = await statIfPresent(path);
  if (there === undefined) throw invalidBundle(path, 'there is no such file');
  // Opening a pipe or a device could wait for ever.
  if (!there.isFile()) throw invalidBundle(path, 'it is not a file');
  const tar = new TarFile(path, await openFile(path, 'r'));
  try {
    throwIfCancelled(options.signal);
    const text = await tar.smallMember(0, { name: MANIFEST_MEMBER, maxBytes: MAX_MANIFEST_BYTES });
    if (text === undefined) throw invalidBundle(path, 'it does not start with a manifest');
    const afterText = memberBytes(text.length);
    const signatureText = await tar.smallMember(afterText, {
      name: SIGNATURE_MEMBER,
      maxBytes: MAX_SIGNATURE_BYTES,
    });
    const signature = checkSignature(text, signatureText, { path, trusted });
    const manifest = parseManifest(text, path);
    const start = afterText + (signatureText === undefined ? 0 : memberBytes(signatureText.length));
    const layout = layOut(manifest, start, path);
    await requireShape(tar, layout, options.signal);
    return new OpenBundle(tar, { manifest, layout, signature });
  } catch (error) {
    await tar.close();
    throw error;
  }
}

function checkSignature(
  manifest: Uint8Array,
  signatureText: Uint8Array | undefined,
  {
    path,
    trusted,
  }: { readonly path: string; readonly trusted: Awaited<ReturnType<typeof readPublicKey>> | undefined },
): BundleSignature {
  const hint = 'offscribe models import --help   (without --trust, any bundle is taken on its sums alone)';
  if (signatureText === undefined) {
    if (trusted === undefined) return 'unsigned';
    throw invalidBundle(path, `it is not signed, and only key ${trusted.id} is trusted`, { hint });
  }
  const signature = parseSignature(signatureText);
  if (signature === undefined)
    throw invalidBundle(path, 'its signature is not written as Offscribe writes it');
  const { keyId } = signature;
  if (trusted === undefined) return { keyId, trusted: false };
  if (keyId !== trusted.id)
    throw invalidBundle(path, `it is signed by key ${keyId}, and only key ${trusted.id} is trusted`, {
      hint,
    });
  if (!isSignedBy(manifest, signature, trusted))
    throw invalidBundle(path, `its manifest is not what key ${keyId} signed`);
  return { keyId, trusted: true };
}

/** Compares everything between the contents with what it must be. */
async function requireShape(tar: TarFile, layout: BundleLayout, signal?: AbortSignal): Promise<void> {
  await tar.requireSize(layout.sizeBytes);
  let before: BundleMember | undefined;
  for (const member of layout.members) {
    throwIfCancelled(signal);
    const padding = paddingBytes(before?.file.sizeBytes ?? 0);
    const between = Buffer.concat([new Uint8Array(padding), member.header]);
    const found = await tar.bytes(member.startBytes - between.length, between.length);
    if (!between.equals(found))
      throw invalidBundle(tar.path, `it has something else where ${printable(member.path)} should be`);
    before = member;
  }
  const padding = paddingBytes(before?.file.sizeBytes ?? 0);
  const end = await tar.bytes(layout.endBytes - padding, padding + END_BYTES);
  if (end.some((byte) => byte !== 0)) throw invalidBundle(tar.path, 'it goes on after its last file');
}

class OpenBundle implements Bundle {
  readonly path: string;
  readonly createdBy: string;
  readonly models: readonly BundledModel[];
  readonly signature: BundleSignature;
  readonly #tar: TarFile;
  readonly #layout: BundleLayout;

  constructor(
    tar: TarFile,
    about: {
      readonly manifest: BundleManifest;
      readonly layout: BundleLayout;
      readonly signature: BundleSignature;
    },
  ) {
    this.path = tar.path;
    this.createdBy = about.manifest.createdBy;
    this.models = about.manifest.models;
    this.signature = about.signature;
    this.#tar = tar;
    this.#layout = about.layout;
  }

  async check({ signal, onProgress }: CheckOptions = {}): Promise<void> {
    const { members } = this.#layout;
    const totalBytes = members.reduce((sum, { file }) => sum + file.sizeBytes, 0);
    let doneBytes = 0;
    for (const { model, file, path, startBytes } of members) {
      const hash = createHash('sha256');
      let fileDoneBytes = 0;
      for await (const piece of this.#tar.stream(startBytes, file.sizeBytes)) {
        throwIfCancelled(signal);
        hash.update(piece);
        fileDoneBytes += piece.length;
        doneBytes += piece.length;
        const about = { model, file: file.name, fileTotalBytes: file.sizeBytes };
        onProgress?.({ ...about, fileDoneBytes, doneBytes, totalBytes });
      }
      const found = hash.digest('hex');
      if (found === file.sha256) continue;
      const what = `${printable(path)} is damaged: its sha256 is ${found}, not ${file.sha256}`;
      throw invalidBundle(this.path, what);
    }
  }

  read(model: string, file: ManifestFile): AsyncIterable<Uint8Array> {
    const member = this.#layout.members.find((each) => each.model === model && each.file.name === file.name);
    if (member === undefined)
      throw invalidBundle(this.path, `it has no ${printable(file.name)} of ${printable(model)}`);
    return this.#tar.stream(member.startBytes, member.file.sizeBytes);
  }

  async close(): Promise<void> {
    await this.#tar.close();
  }
}
