/**
 * Checkout: whether this program runs from a checkout of its own sources, where links to the environments are of use.
 * @module
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { statIfPresent } from '../../platform/index.ts';

/** The checkout's folder; undefined for an installed package, which has no `bootstrap.sh` and no sources. */
export async function findCheckout(): Promise<string | undefined> {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (dirname(folder) !== folder) {
    const marks = ['package.json', 'bootstrap.sh', join('src', 'index.ts')];
    const found = await Promise.all(marks.map((mark) => statIfPresent(join(folder, mark))));
    if (found.every((facts) => facts !== undefined)) return folder;
    folder = dirname(folder);
  }
  return undefined;
}
