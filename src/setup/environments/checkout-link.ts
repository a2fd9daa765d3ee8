/**
 * Checkout link: `venv/<engine>` in a checkout, leading to the environment, so that `source venv/mlx/bin/activate` works.
 * @module
 */
import { join } from 'node:path';
import type { PythonEngineName } from '../../engines/index.ts';
import { canLinkIn, factsOf, linkTarget, makeFolder, replaceLink } from '../../platform/index.ts';

/** Makes the link if it is not there. In words why not, where that cannot be: somebody's own environment stays. */
export async function linkFromCheckout(
  checkout: string,
  engine: PythonEngineName,
  folder: string,
): Promise<string | undefined> {
  const place = join(checkout, 'venv');
  const path = join(place, engine);
  if ((await linkTarget(path)) === folder) return undefined;
  const there = await factsOf(path);
  if (there !== undefined && there.kind !== 'link')
    return `${path} is there and is no link of ours; it was left as it is.`;
  await makeFolder(place);
  if (!(await canLinkIn(place))) return `${place} cannot hold symbolic links; use ${folder}.`;
  await replaceLink(folder, path);
  return undefined;
}
