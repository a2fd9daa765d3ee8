/**
 * Bundle source: models out of a bundle, as the place and under the names that a pull would give them.
 *
 * Trust   the catalogue here says what a model is: a bundle's model that has other bytes, another repository or other
 *         files than its row allows is refused, whoever signed the bundle.
 * Disk    nothing is unpacked on the side: the store reads each file out of the tar, hashes it and publishes it.
 * Throws  InputError E_BUNDLE_INVALID; StoreError E_MODEL_UNSAFE for a model that is never taken; CancelledError.
 * @module
 */
import type { BundleSource, CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import { refusalOf } from '../catalogue/refusal.ts';
import { selectFiles } from '../hub/select-files.ts';
import type { ManifestFile, ModelManifest } from '../manifest.ts';
import type { FetchedFiles, ModelSource } from '../model-source.ts';
import type { ModelOffer } from '../model-store.ts';
import { fitsPins } from '../pinned-manifest.ts';
import type { SourceContext } from '../source-context.ts';
import { openBundle } from './bundle-doors.ts';
import { invalidBundle } from './bundle-errors.ts';
import type { Bundle } from './read-bundle.ts';

/** The model source for a bundle that the catalogue names; opened for every use, and by whomever signed. */
export function openBundleSource(source: BundleSource, _context: SourceContext): ModelSource {
  const { path } = source;
  return {
    ...LOCAL,
    async resolve(entry, { signal }) {
      const bundle = await openBundle(path, { signal });
      try {
        return manifestFor(entry, bundle);
      } finally {
        await bundle.close();
      }
    },
    async fetch(manifest, files, { signal }) {
      const bundle = await openBundle(path, { signal });
      try {
        return { ...filesOf(bundle, manifest, files), close: async () => await bundle.close() };
      } catch (error) {
        await bundle.close();
        throw error;
      }
    },
  };
}

/** What an open bundle has of a model; the bundle must stay open until the store has taken it. */
export function bundleOffer(bundle: Bundle, entry: CatalogueEntry): ModelOffer {
  const refusal = refusalOf(entry);
  if (refusal !== undefined) throw refusal;
  const manifest = manifestFor(entry, bundle);
  const source: ModelSource = {
    ...LOCAL,
    resolve: async () => manifest,
    fetch: async (_manifest, files) => ({ ...filesOf(bundle, manifest, files), close: async () => {} }),
  };
  return { manifest, source };
}

/** No byte is transferred, and none is gathered: what is read goes straight into the store. */
const LOCAL: Pick<ModelSource, 'isPacked' | 'transferBytes' | 'discard'> = {
  isPacked: true,
  transferBytes: async () => ({ total: 0, pending: 0 }),
  discard: async () => {},
};

function filesOf(
  bundle: Bundle,
  manifest: ModelManifest,
  files: readonly ManifestFile[],
): Pick<FetchedFiles, 'read'> {
  const model = bundle.models.find(({ entry }) => entry.name === manifest.model);
  const known = new Map(model?.manifest.files.map((file) => [file.name, file.sha256]));
  // The file at that path may be another bundle by now.
  const other = files.find((file) => file.sha256 === undefined || known.get(file.name) !== file.sha256);
  if (other !== undefined) throw otherBytes(bundle, manifest.model, `it has another ${other.name}`);
  return { read: (file) => bundle.read(manifest.model, file) };
}

function manifestFor(entry: CatalogueEntry, bundle: Bundle): ModelManifest {
  const { name } = entry;
  const found = bundle.models.find((each) => each.entry.name === name);
  if (found === undefined) throw invalidBundle(bundle.path, `it has no model ${name}`);
  const { manifest } = found;
  if (!fitsPins(entry, manifest.files)) throw otherBytes(bundle, name, 'its bytes are not the pinned ones');
  if (entry.files.length > 0 && manifest.files.length !== entry.files.length)
    throw otherBytes(bundle, name, 'it has more files than are pinned');
  requirePlace(entry, manifest, bundle);
  return manifest;
}

/** A bundle may write into no repository but the model's own, and bring no file that a pull would not. */
function requirePlace(entry: CatalogueEntry, manifest: ModelManifest, bundle: Bundle): void {
  const hubs = entry.sources.filter((source) => source.kind === 'hub');
  if (manifest.repo !== undefined) {
    const isNamed = hubs.some(({ repo }) => repo === manifest.repo);
    // A row that names no hub says nothing about one: its model may have come from any.
    const isOpen = hubs.length === 0 && entry.files.length === 0;
    if (!isNamed && !isOpen) throw otherBytes(bundle, entry.name, `it is of the repository ${manifest.repo}`);
  }
  if (entry.files.length > 0 || hubs.length === 0) return;
  const isWhole = hubs.some((hub) => {
    const { files, missing } = selectFiles(hub, manifest.files);
    return missing.length === 0 && files.length === manifest.files.length;
  });
  if (!isWhole) throw otherBytes(bundle, entry.name, 'its files are not those that the catalogue asks for');
}

function otherBytes(bundle: Bundle, model: string, what: string): Error {
  const hint = `offscribe models list   (shows what ${model} is here)`;
  return invalidBundle(bundle.path, `its ${model} is not the model of that name here: ${what}`, { hint });
}
