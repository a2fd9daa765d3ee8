/**
 * Prune derived: converted weights that nothing wants any more.
 *
 * Wanted  a folder of this GENERATOR, or of a later one, whose source weights are still in the model store.
 * Crash   folders go by a rename first, so that a half-removed one is never found; what a killed conversion or removal
 *         left under a temporary name goes too.
 * @module
 */
import { join } from 'node:path';
import {
  bytesBelow,
  listFolder,
  type Removal,
  readTextIfPresent,
  TEMPORARY_SUFFIX,
} from '../platform/index.ts';
import { GENERATOR, manifestPath } from './derived-folder.ts';

/** What can go, and the lock to hold meanwhile: that of whoever converts the same weights. */
export type DerivedRemoval = Removal & { readonly lock: string };

/** Everything under `<home>/derived` that nothing wants; `present` holds the sha256 of all weights in the model store. */
export async function findUnwantedDerived(
  home: string,
  present: ReadonlySet<string>,
): Promise<readonly DerivedRemoval[]> {
  const root = join(home, 'derived');
  const removals: DerivedRemoval[] = [];
  for (const source of await listFolder(root)) {
    const folder = join(root, source);
    const lock = join(folder, '.lock');
    const names = (await listFolder(folder)).filter((name) => !name.startsWith('.lock'));
    let kept = 0;
    for (const name of names) {
      const path = join(folder, name);
      const reason = await reasonAgainst(path, name, present);
      if (reason === undefined) kept += 1;
      else removals.push({ path, bytes: await bytesBelow([path]), reason, steps: [[path]], lock });
    }
    // By then it is empty but for the lock, which goes with it.
    if (kept === 0) removals.push({ path: folder, bytes: 0, reason: 'empty', steps: [[folder]], lock });
  }
  return removals;
}

async function reasonAgainst(
  path: string,
  name: string,
  present: ReadonlySet<string>,
): Promise<string | undefined> {
  if (name.endsWith(TEMPORARY_SUFFIX)) return 'a run that was killed left it half-written';
  const generator = Number(/-g(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  if (generator < GENERATOR) return 'converted by an older version, which this one does not use';
  const weights = await weightsOf(path);
  if (weights === undefined) return generator === GENERATOR ? 'its manifest cannot be read' : undefined;
  return present.has(weights) ? undefined : 'its model is gone';
}

/** sha256 of the weights that a folder was made from: the first file of its source. */
async function weightsOf(path: string): Promise<string | undefined> {
  try {
    const { source } = JSON.parse((await readTextIfPresent(manifestPath(path))) ?? '{}');
    const digest: unknown = Array.isArray(source) ? source[0]?.sha256 : undefined;
    return typeof digest === 'string' ? digest : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
