/**
 * Inspect add-on: in what state the media add-on is, from its stamp; no process is started.
 *
 * absent   nothing there
 * partial  something there, but no stamp: it was never finished
 * stale    whole, but made for another version of Offscribe or another platform
 * broken   whole once, but its native part is another or gone
 * ready    as it was made, and it has decoded
 * @module
 */
import { readTextIfPresent, statIfPresent, writeFileAtomic } from '../../platform/index.ts';
import {
  type AddonRecipe,
  addonBinary,
  addonFolder,
  addonLibrary,
  addonRecipe,
  addonStamp,
} from './addon-places.ts';

const SCHEMA = 'offscribe.media/1';

/** How far an add-on can be used: only `ready` is. */
export type AddonState = 'absent' | 'partial' | 'stale' | 'broken' | 'ready';

/** The add-on as it is found. */
export interface MediaAddon {
  readonly state: AddonState;
  readonly folder: string;
  /** Version of node-av. */
  readonly version: string;
  /** One sentence for people. */
  readonly finding: string;
  /** Bytes on the disk, when ready. */
  readonly sizeBytes?: number;
}

interface Stamp {
  readonly recipe: string;
  readonly sizeBytes: number;
  readonly binary: BinaryMark;
}

interface BinaryMark {
  readonly sizeBytes: number;
  readonly changedMs: number;
}

/** The state of the add-on of an OFFSCRIBE_HOME. */
export async function inspectAddon(home: string): Promise<MediaAddon> {
  const recipe = await addonRecipe();
  return await inspectAddonFolder(addonFolder(home, recipe.version), recipe);
}

/** The state of the add-on in a folder. */
export async function inspectAddonFolder(folder: string, recipe: AddonRecipe): Promise<MediaAddon> {
  const { version } = recipe;
  const found = (state: AddonState, finding: string): MediaAddon => ({ state, folder, version, finding });
  if ((await statIfPresent(folder)) === undefined) return found('absent', 'It was not made yet.');
  const stamp = await readStamp(folder);
  if (stamp === undefined) return found('partial', 'It was never finished; make it again.');
  if (stamp.recipe !== recipe.digest)
    return found('stale', 'It was made for another version of Offscribe or another machine; make it again.');
  const [binary, library] = await Promise.all([markBinary(folder), statIfPresent(addonLibrary(folder))]);
  const isSame = binary?.sizeBytes === stamp.binary.sizeBytes && binary.changedMs === stamp.binary.changedMs;
  if (!isSame || library === undefined)
    return found('broken', 'Its files are gone or have changed; make it again.');
  return { ...found('ready', `node-av ${version}, with FFmpeg in it.`), sizeBytes: stamp.sizeBytes };
}

/** Says that an add-on is whole: the last thing that is written. */
export async function stampAddon(folder: string, recipe: AddonRecipe, sizeBytes: number): Promise<void> {
  const stamp = { schema: SCHEMA, recipe: recipe.digest, sizeBytes, binary: await markBinary(folder) };
  await writeFileAtomic(addonStamp(folder), `${JSON.stringify(stamp, null, 2)}\n`);
}

async function markBinary(folder: string): Promise<BinaryMark | undefined> {
  const stats = await statIfPresent(addonBinary(folder));
  return stats && { sizeBytes: stats.size, changedMs: stats.mtimeMs };
}

async function readStamp(folder: string): Promise<Stamp | undefined> {
  try {
    const { schema, ...stamp } = JSON.parse((await readTextIfPresent(addonStamp(folder))) ?? '{}');
    const isWhole =
      schema === SCHEMA &&
      typeof stamp.recipe === 'string' &&
      typeof stamp.sizeBytes === 'number' &&
      typeof stamp.binary?.sizeBytes === 'number' &&
      typeof stamp.binary.changedMs === 'number';
    return isWhole ? stamp : undefined;
  } catch {
    return undefined;
  }
}
