/**
 * Engine folder: the folder an engine is given for a snapshot.
 *
 * It is the snapshot itself, with one exception. A newer hub client keeps blobs in a store shared by all repositories
 * and links to them twice over; the ONNX runtime refuses external data whose real path leaves the model's folder
 * (measured with onnxruntime-node 1.30). An ONNX model that lies so gets a view of hard links, under OFFSCRIBE_HOME.
 * @module
 */
import { dirname, join, sep } from 'node:path';
import {
  linkOrCopy,
  makeFolder,
  publishFolder,
  realPath,
  statIfPresent,
  temporaryBeside,
} from '../platform/index.ts';
import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import type { ModelManifest } from './manifest.ts';
import { type SnapshotPlaces, snapshotPath } from './placement.ts';

/** The folder from which an engine can load the model. */
export async function engineFolder(
  entry: CatalogueEntry,
  manifest: ModelManifest,
  { places, home }: { readonly places: SnapshotPlaces; readonly home: string },
): Promise<string> {
  if (entry.format !== 'onnx' || manifest.repo === undefined) return places.folder;
  const repository = `${await realPath(places.repository)}${sep}`;
  const real = await Promise.all(manifest.files.map((file) => realPath(snapshotPath(places, file))));
  if (real.every((path) => path.startsWith(repository))) return places.folder;
  return await viewOf(manifest, { places, home });
}

async function viewOf(
  manifest: ModelManifest,
  { places, home }: { readonly places: SnapshotPlaces; readonly home: string },
): Promise<string> {
  const view = join(home, 'views', manifest.repository, manifest.commit);
  if ((await statIfPresent(view)) !== undefined) return view;
  const temporary = temporaryBeside(view);
  for (const file of manifest.files) {
    const path = join(temporary, ...file.name.split('/'));
    await makeFolder(dirname(path));
    await linkOrCopy(await realPath(snapshotPath(places, file)), path);
  }
  await publishFolder(temporary, view);
  return view;
}
