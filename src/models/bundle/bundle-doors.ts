/**
 * Bundle doors: what reads and writes bundles, loaded when first called: every other command would wait for the code
 * that checks manifests.
 * @module
 */
import type { Bundle, OpenBundleOptions } from './read-bundle.ts';
import type { BundleOrder, WrittenBundle } from './write-bundle.ts';

/** Opens a bundle and checks all of it but the contents; the caller closes it. */
export async function openBundle(path: string, options?: OpenBundleOptions): Promise<Bundle> {
  return await (await import('./read-bundle.ts')).openBundle(path, options);
}

/** Writes a bundle. Every file is hashed on its way; a damaged one leaves no bundle behind. */
export async function writeBundle(order: BundleOrder): Promise<WrittenBundle> {
  return await (await import('./write-bundle.ts')).writeBundle(order);
}
