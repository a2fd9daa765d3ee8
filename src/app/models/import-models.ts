/**
 * Import models: the models of a bundle into the store here, no network needed.
 *
 * Order   the whole bundle is checked before the first byte of it is published.
 * Throws  InputError E_BUNDLE_INVALID, UsageError E_USAGE for the key, CancelledError; then a model's own failure is
 *         its outcome.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import {
  type Bundle,
  type BundleSignature,
  bundleOffer,
  type CatalogueEntry,
  openBundle,
} from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { eachModel, type ModelOutcome, type ModelSuccess, successOf } from './model-outcome.ts';
import { proveModel } from './prove-model.ts';

/** What to import, and from whom. */
export interface ImportRequest {
  /** Of the bundle. */
  readonly path: string;
  /** PEM file of an ed25519 public key, or `ed25519:<base64>`: whose bundles are taken. */
  readonly trust?: string | undefined;
  /** Checks the bundle and takes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Takes what the bundle has, and writes it into the lock file. */
  readonly updateLock?: boolean | undefined;
  /** false: leaves the models `verified`. */
  readonly probe?: boolean | undefined;
}

/** What was in the bundle, and what became of it. */
export interface ImportReport {
  readonly createdBy: string;
  readonly signature: BundleSignature;
  readonly models: readonly { readonly name: string; readonly licence: string; readonly sizeBytes: number }[];
  /** Empty after a dry run. */
  readonly outcomes: readonly ModelOutcome[];
}

/** Checks a bundle and takes in its models. */
export async function importModels(
  request: ImportRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<ImportReport> {
  const { signal, report } = supervision;
  const bundle = await openBundle(request.path, { trust: request.trust, signal });
  try {
    const { createdBy, signature } = bundle;
    const notice = signatureNotice(signature);
    if (notice !== undefined) report({ type: 'warning', message: notice });
    await bundle.check({
      signal,
      onProgress: (progress) => report({ type: 'bundle', activity: 'check', progress }),
    });
    const outcomes = request.dryRun === true ? [] : await takeIn(bundle, request, { wiring, supervision });
    return { createdBy, signature, models: bundle.models.map(contentOf), outcomes };
  } finally {
    await bundle.close();
  }
}

/** What a user must know about who made it. */
function signatureNotice(signature: BundleSignature): string | undefined {
  if (signature === 'unsigned')
    return 'the bundle is not signed: its bytes agree with its own sums, and nothing says who made it.';
  if (signature.trusted) return undefined;
  return `the bundle is signed by key ${signature.keyId}, which was not named: nothing is known of its owner (--trust KEY).`;
}

function contentOf({ entry, manifest }: Bundle['models'][number]): ImportReport['models'][number] {
  const sizeBytes = manifest.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { name: entry.name, licence: entry.licence, sizeBytes };
}

async function takeIn(
  bundle: Bundle,
  request: ImportRequest,
  { wiring, supervision }: { readonly wiring: Wiring; readonly supervision: Supervision },
): Promise<readonly ModelOutcome[]> {
  const { signal, report } = supervision;
  const { entries } = await wiring.catalogue();
  const known = (name: string): CatalogueEntry | undefined => entries.find((entry) => entry.name === name);
  // A row of the bundle's own stands in for one that is missing here, so that it fails by itself.
  const wanted = bundle.models.map(({ entry }) => known(entry.name) ?? entry);
  return await eachModel(wanted, wiring, {
    signal,
    work: async (entry): Promise<ModelSuccess> => {
      if (known(entry.name) === undefined) throw unknownHere(entry.name);
      const offer = bundleOffer(bundle, entry);
      const model = await wiring.store.adopt(entry, offer, {
        ...{ offline: wiring.offline, updateLock: request.updateLock, signal },
        onProgress: (progress) => report({ type: 'pull', progress }),
      });
      report({ type: 'pulled', model: entry.name, sizeBytes: successOf(model, 'verified').sizeBytes });
      return request.probe === false
        ? successOf(model, 'verified', { note: 'not proven: --no-probe' })
        : await proveModel(model, undefined, { wiring, supervision });
    },
  });
}

function unknownHere(name: string): UsageError {
  const message = `${name} is in the bundle, but not in the catalogue here: a [[model]] table in offscribe.toml must name it.`;
  return new UsageError('E_MODEL_UNKNOWN', message, { hint: 'offscribe models list', details: { name } });
}
