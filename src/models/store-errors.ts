/**
 * Store errors: what is wrong with a model, in words that name the file and the command that mends it.
 * @module
 */
import { AppError, NotReadyError, StoreError } from '../kernel/index.ts';
import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';

/** Codes of failures that another source, or another day, may not have. */
const SOURCE_CODES: readonly string[] = [
  'E_HTTP_FAILED',
  'E_HTTP_STATUS',
  'E_HUB_ACCESS',
  'E_HUB_NOT_FOUND',
  'E_MODEL_CORRUPT',
  'E_BUNDLE_INVALID',
];

/** The model, or a file of it, is not here. */
export function notCached(entry: CatalogueEntry, file?: ManifestFile): NotReadyError {
  const which = file === undefined ? '' : ` (${file.name} is missing)`;
  return new NotReadyError('E_MODEL_NOT_CACHED', `The model ${entry.name} is not on this machine${which}.`, {
    hint: pullCommand(entry),
    details: { model: entry.name, ...(file === undefined ? {} : { file: file.name }) },
  });
}

/** A file's bytes are not the ones they should be. */
export function corrupt(
  entry: CatalogueEntry,
  file: ManifestFile,
  { path, found }: { readonly path: string; readonly found: string },
): StoreError {
  const expected = file.sha256 ?? file.etag;
  const what = /^[0-9a-f]{64}$/.test(found)
    ? `its sha256 is ${found}, not ${expected}`
    : `it is ${found}, not ${file.sizeBytes} bytes with digest ${expected}`;
  return new StoreError('E_MODEL_CORRUPT', `${file.name} of the model ${entry.name} is damaged: ${what}.`, {
    hint: pullCommand(entry),
    details: { model: entry.name, file: file.name, path, expected, found },
  });
}

/** A source handed out bytes that are not the file. */
export function unlikeManifest(file: ManifestFile, sha256: string): StoreError {
  const words = `${file.name} came with sha256 ${sha256}, but ${file.sha256 ?? file.etag} is expected.`;
  return new StoreError('E_MODEL_CORRUPT', words, {
    hint: 'offscribe models list   (shows what can be pulled again)',
    details: { file: file.name, expected: file.sha256 ?? file.etag, found: sha256 },
  });
}

/** The lock names other bytes or another commit. `what` completes the sentence `The model ...`. */
export function lockMismatch(model: string, lockPath: string, what: string): StoreError {
  return new StoreError('E_LOCK_MISMATCH', `The model ${model} ${what}, which ${lockPath} does not allow.`, {
    hint: `offscribe models pull ${model} --update-lock   (accepts it, if that is what you want)`,
    details: { model, lock: lockPath },
  });
}

/** Whether another source, or another day, may do better. */
export function isSourceFailure(error: unknown): error is AppError {
  return error instanceof AppError && SOURCE_CODES.includes(error.code);
}

/** No source could give the model. A hub's own answer to the only source stands as it is: its hint is the next step. */
export function pullFailed(entry: CatalogueEntry, failures: readonly unknown[]): AppError {
  const [first, ...others] = failures;
  if (first instanceof AppError && first.code.startsWith('E_HUB_') && others.length === 0) return first;
  const reason = first instanceof Error ? first.message.replace(/\.$/, '') : 'it has no source';
  const told = others.map((other) => (other instanceof Error ? `; ${other.message.replace(/\.$/, '')}` : ''));
  const message = `The model ${entry.name} could not be fetched: ${reason}${told.join('')}.`;
  // Of a server that cannot be reached the next step is its own; trying again is not.
  const hint = first instanceof AppError && first.code === 'E_HTTP_FAILED' ? first.hint : undefined;
  return new StoreError('E_MODEL_PULL_FAILED', message, {
    hint: hint ?? pullCommand(entry),
    cause: first,
    details: {
      model: entry.name,
      ...(first instanceof AppError ? { reason: first.code, ...first.details } : {}),
    },
  });
}

/** Whether two manifests of one model name other bytes. What only one of them knows is no difference. */
export function differenceOf(locked: ModelManifest, offered: ModelManifest): string | undefined {
  const isSamePlace = locked.repo !== undefined && locked.repo === offered.repo;
  if (isSamePlace && locked.commit !== offered.commit)
    return `is at commit ${offered.commit} of ${offered.repo}, not at ${locked.commit}`;
  const known = new Map(locked.files.map((file) => [file.name, file]));
  for (const file of offered.files) {
    const other = known.get(file.name);
    if (other === undefined) continue;
    const sameDigest = [
      [file.sha256, other.sha256],
      file.etag.length === other.etag.length ? [file.etag, other.etag] : [],
    ].every(([a, b]) => a === undefined || b === undefined || a === b);
    if (file.sizeBytes !== other.sizeBytes || !sameDigest) return `has other bytes in ${file.name}`;
  }
  return undefined;
}

function pullCommand(entry: CatalogueEntry): string {
  return `offscribe models pull ${entry.name}`;
}
