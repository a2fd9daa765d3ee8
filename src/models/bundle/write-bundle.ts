/**
 * Write bundle: models as one uncompressed tar that another machine can take in without a network.
 *
 * Out     the same bytes for the same models; no time, owner, token or path of this machine is in them.
 * Crash   written beside its place, synced, then renamed: the bundle is whole or not there.
 * Throws  StoreError E_MODEL_CORRUPT for a file that is not what its manifest says, E_MODEL_UNSAFE for pickles,
 *         E_DISK_FULL; InputError E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE, E_BUNDLE_INVALID (names that no tar holds);
 *         UsageError E_USAGE for the key; CancelledError.
 * @module
 */
import { dirname, join } from 'node:path';
import { InputError, StoreError, systemCode, throwIfCancelled } from '../../kernel/index.ts';
import {
  publish,
  removePath,
  statIfPresent,
  storeErrorFrom,
  streamFile,
  temporaryBeside,
  writePieces,
} from '../../platform/index.ts';
import { refusalOf } from '../catalogue/refusal.ts';
import { type ContentHash, openContentHash } from '../content-hash.ts';
import { requireSpace } from '../disk-space.ts';
import type { ManifestFile } from '../manifest.ts';
import type { PullProgress } from '../model-source.ts';
import type { CachedModel } from '../model-store.ts';
import { corrupt } from '../store-errors.ts';
import { readSigningKey, type SigningKey, signManifest } from './bundle-keys.ts';
import {
  type BundleLayout,
  type BundleMember,
  layOut,
  MANIFEST_MEMBER,
  memberBytes,
  SIGNATURE_MEMBER,
} from './bundle-layout.ts';
import { type BundledModel, formatManifest, parseManifest } from './bundle-manifest.ts';
import { END_BYTES, paddingBytes, tarHeader } from './tar-header.ts';

/** What to put into a bundle, and where. */
export interface BundleOrder {
  readonly models: readonly CachedModel[];
  /** Of the bundle. */
  readonly path: string;
  /** Program and version that make it. */
  readonly createdBy: string;
  /** PEM file of an ed25519 private key. */
  readonly signingKey?: string | undefined;
  /** Replaces a file that is there. */
  readonly overwrite?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: BundleProgress) => void) | undefined;
}

/** How reading or writing a bundle gets on; the bytes are those of all files. */
export type BundleProgress = Omit<PullProgress, 'phase'>;

/** A bundle that was written. */
export interface WrittenBundle {
  readonly path: string;
  readonly sizeBytes: number;
  readonly models: readonly BundledModel[];
  /** `ed25519:<base64>`: what the other side may trust; absent when nothing was signed. */
  readonly publicKey?: string;
}

interface Draft {
  readonly head: readonly Uint8Array[];
  readonly layout: BundleLayout;
  readonly models: readonly BundledModel[];
}

/** Writes a bundle. Every file is hashed on its way; a damaged one leaves no bundle behind. */
export async function writeBundle(order: BundleOrder): Promise<WrittenBundle> {
  const { path } = order;
  const key = order.signingKey === undefined ? undefined : await readSigningKey(order.signingKey);
  await requireFree(order);
  const draft = await draftOf(order, key);
  await requireSpace([{ folder: dirname(path), bytes: draft.layout.sizeBytes }]);
  const temporary = temporaryBeside(path);
  try {
    await writePieces(temporary, piecesOf(draft, order));
    await requireFree(order);
    await publish(temporary, path);
  } catch (error) {
    throw outputError(error, path);
  } finally {
    await removePath(temporary);
  }
  const { models, layout } = draft;
  return {
    ...{ path, sizeBytes: layout.sizeBytes, models },
    ...(key === undefined ? {} : { publicKey: key.publicKey.text }),
  };
}

/** Everything but the contents of the files. Laid out from the manifest's text, which is all that a reader will have. */
async function draftOf({ models, path, createdBy, signal }: BundleOrder, key?: SigningKey): Promise<Draft> {
  const bundled: BundledModel[] = [];
  for (const model of models) {
    throwIfCancelled(signal);
    const refusal = refusalOf(model.entry);
    if (refusal !== undefined) throw refusal;
    const files: ManifestFile[] = [];
    for (const file of model.manifest.files) files.push(await withDigest(file, model));
    bundled.push({ entry: model.entry, manifest: { ...model.manifest, files } });
  }
  const manifest = Buffer.from(formatManifest({ createdBy, models: bundled }));
  const small: [string, Uint8Array][] = [[MANIFEST_MEMBER, manifest]];
  if (key !== undefined) small.push([SIGNATURE_MEMBER, Buffer.from(signManifest(manifest, key))]);
  const headBytes = small.reduce((sum, [, bytes]) => sum + memberBytes(bytes.length), 0);
  const parsed = parseManifest(manifest, path);
  const head = small.flatMap(([name, bytes]) => [
    tarHeader(name, bytes.length) ?? new Uint8Array(0),
    bytes,
    new Uint8Array(paddingBytes(bytes.length)),
  ]);
  return { head, layout: layOut(parsed, headBytes, path), models: parsed.models };
}

/** Small files of a hub may be known by their git digest alone; a bundle names every sha256. */
async function withDigest(file: ManifestFile, model: CachedModel): Promise<ManifestFile> {
  if (file.sha256 !== undefined) return file;
  const hash = openContentHash(file);
  for await (const piece of contentsOf(file, model)) hash.update(piece);
  requireMatch(hash, file, model);
  return { ...file, sha256: hash.sha256() };
}

async function* piecesOf(draft: Draft, order: BundleOrder): AsyncGenerator<Uint8Array> {
  const { members } = draft.layout;
  const totalBytes = members.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const models = new Map(order.models.map((model) => [model.entry.name, model]));
  let doneBytes = 0;
  yield* draft.head;
  for (const member of members) {
    const { model: name, file, header } = member;
    const model = models.get(name);
    if (model === undefined) continue;
    yield header;
    let fileDoneBytes = 0;
    for await (const piece of provenContents(member, model)) {
      throwIfCancelled(order.signal);
      yield piece;
      fileDoneBytes += piece.length;
      doneBytes += piece.length;
      const about = { model: name, file: file.name, fileTotalBytes: file.sizeBytes };
      order.onProgress?.({ ...about, fileDoneBytes, doneBytes, totalBytes });
    }
    yield new Uint8Array(paddingBytes(file.sizeBytes));
  }
  yield new Uint8Array(END_BYTES);
}

/** The bytes of a file; throws after the last one when they were not the file, and never hands out too many. */
async function* provenContents({ file }: BundleMember, model: CachedModel): AsyncGenerator<Uint8Array> {
  const hash = openContentHash(file);
  let doneBytes = 0;
  for await (const piece of contentsOf(file, model)) {
    hash.update(piece);
    doneBytes += piece.length;
    if (doneBytes > file.sizeBytes) break;
    yield piece;
  }
  requireMatch(hash, file, model);
}

async function* contentsOf(file: ManifestFile, { entry, folder }: CachedModel): AsyncGenerator<Uint8Array> {
  const path = join(folder, ...file.name.split('/'));
  try {
    yield* streamFile(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    const { code, hint, details = {} } = corrupt(entry, file, { path, found: `${systemCode(error)}` });
    const message = `${file.name} of the model ${entry.name} cannot be read (${systemCode(error)}).`;
    throw new StoreError(code, message, { ...(hint === undefined ? {} : { hint }), details, cause: error });
  }
}

function requireMatch(hash: ContentHash, file: ManifestFile, { entry, folder }: CachedModel): void {
  if (hash.matches()) return;
  throw corrupt(entry, file, { path: join(folder, ...file.name.split('/')), found: hash.sha256() });
}

async function requireFree({ path, overwrite }: BundleOrder): Promise<void> {
  const there = await statIfPresent(path);
  if (there === undefined || (overwrite === true && there.isFile())) return;
  if (!there.isFile()) throw unwritable(path, undefined);
  throw new InputError('E_OUTPUT_EXISTS', `${path} is already there and would be overwritten.`, {
    hint: `offscribe models export ... -o ${JSON.stringify(path)} --overwrite`,
    details: { path },
  });
}

/** A system error from writing the bundle as a typed one; anything else unchanged. */
function outputError(error: unknown, path: string): unknown {
  const code = systemCode(error) ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return storeErrorFrom(error, dirname(path));
  const isUnwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENOENT', 'ENAMETOOLONG'].includes(
    code,
  );
  return isUnwritable ? unwritable(path, error) : error;
}

function unwritable(path: string, cause: unknown): InputError {
  return new InputError('E_OUTPUT_UNWRITABLE', `${path} cannot be written.`, {
    hint: `ls -ld ${JSON.stringify(dirname(path))}`,
    ...(cause === undefined ? {} : { cause }),
    details: { path },
  });
}
