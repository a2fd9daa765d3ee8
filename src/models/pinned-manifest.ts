/**
 * Pinned manifest: what a catalogue entry with pins is, whoever's server its bytes come from.
 *
 * Commit  sha1 of the canonical manifest: the same pins give the same commit on every machine.
 * @module
 */
import { createHash } from 'node:crypto';
import type { CatalogueEntry, FilePin, Source } from './catalogue/catalogue-entry.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { ownRepository } from './placement.ts';

/** The manifest of files known by their sha256, under our own owner name. */
export function pinnedManifest(
  entry: CatalogueEntry,
  source: Source['kind'],
  files: readonly FilePin[] = entry.files,
): ModelManifest {
  return {
    model: entry.name,
    source,
    repository: ownRepository(entry.name),
    revision: 'main',
    commit: commitOf(entry.name, files),
    files: files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, etag: sha256, sha256 })),
  };
}

/** Whether a manifest's files are exactly the pinned ones; a file whose sha256 is not known yet is not. */
export function fitsPins(entry: CatalogueEntry, files: readonly ManifestFile[]): boolean {
  if (entry.files.length === 0) return true;
  const found = new Map(files.map((file) => [file.name, file]));
  return entry.files.every((pin) => {
    const file = found.get(pin.name);
    return file !== undefined && file.sizeBytes === pin.sizeBytes && file.sha256 === pin.sha256;
  });
}

/** sha1 of name, and files sorted by name with size and sha256, as JSON without spaces. */
function commitOf(name: string, pins: readonly FilePin[]): string {
  const files = pins
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((pin) => ({ name: pin.name, sha256: pin.sha256, sizeBytes: pin.sizeBytes }));
  return createHash('sha1')
    .update(JSON.stringify({ files, format: 1, name }))
    .digest('hex');
}
