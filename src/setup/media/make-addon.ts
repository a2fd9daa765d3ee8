/**
 * Make add-on: FFmpeg as an add-on to Node.js, made in a folder of its own, proven, stamped and put in its place by rename.
 *
 * Crash    what a kill leaves is a temporary folder that nobody reads; the next maker removes it. npm's own cache keeps what
 *          was fetched whole. The installer ends with its maker.
 * Trust    the stamp is written only after the add-on has decoded a recording, with the very process that will use it.
 * Offline  refused before anything is looked for.
 * Throws   NotReadyError E_ENVIRONMENT_FAILED, E_RUNTIME_MISSING; NetworkError E_OFFLINE; StoreError E_DISK_FULL,
 *          E_STORE_UNWRITABLE; CancelledError.
 * @module
 */
import { join } from 'node:path';
import { NetworkError, NotReadyError } from '../../kernel/index.ts';
import {
  type AddonRecipe,
  addonFolder,
  addonRecipe,
  addonSupport,
  addonsFolder,
  inspectAddonFolder,
  type MediaAddon,
  proveAddon,
  stampAddon,
} from '../../media/index.ts';
import {
  bytesBelow,
  carryOut,
  type Environment,
  isAbandoned,
  listFolder,
  makeFolder,
  publish,
  removePath,
  storeErrorFrom,
  temporaryBeside,
  withLock,
} from '../../platform/index.ts';
import { SetupLog } from '../environments/setup-log.ts';
import { addonFailure, installAddon } from './install-addon.ts';

/** How to make it. */
export interface MakeAddonOptions {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly env: Environment;
  readonly offline: boolean;
  /** Make it again even when it is ready. */
  readonly force?: boolean | undefined;
  /** Everything the installer says is added to it. */
  readonly logFile: string;
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done, in sentences. */
  readonly report?: ((message: string) => void) | undefined;
}

/** Makes the add-on unless it is ready, and gives it as it is then. */
export async function makeAddon(options: MakeAddonOptions): Promise<MediaAddon> {
  return await makeAddonByRecipe(await addonRecipe(), options);
}

/** The same, for a recipe. */
export async function makeAddonByRecipe(recipe: AddonRecipe, options: MakeAddonOptions): Promise<MediaAddon> {
  const { home, offline, force, signal, report } = options;
  const { supported, reason } = addonSupport();
  if (!supported) {
    throw new NotReadyError('E_RUNTIME_MISSING', `The media add-on cannot run here: ${reason}`, {
      hint: 'sudo apt-get install ffmpeg',
    });
  }
  const folder = addonFolder(home, recipe.version);
  const addon = await inspectAddonFolder(folder, recipe);
  if (addon.state === 'ready' && force !== true) return addon;
  if (offline) throw offlineRefusal(addon);
  let hasWaited = false;
  const make = async (): Promise<MediaAddon> => {
    const meanwhile = await inspectAddonFolder(folder, recipe);
    // Whoever was waited for has made it: that is as good as making it, by force or not.
    if (meanwhile.state === 'ready' && (hasWaited || force !== true)) return meanwhile;
    await makeAnew(folder, recipe, options);
    return await inspectAddonFolder(folder, recipe);
  };
  const onWait = (owner: string): void => {
    hasWaited = true;
    report?.(`Waiting for ${owner}, which makes the media add-on.`);
  };
  const place = addonsFolder(home);
  try {
    await makeFolder(place);
    return await withLock(join(place, '.lock'), make, { signal, onWait });
  } catch (error) {
    throw storeErrorFrom(error, place);
  }
}

async function makeAnew(folder: string, recipe: AddonRecipe, options: MakeAddonOptions): Promise<void> {
  const { home, env, signal, logFile, report } = options;
  const place = addonsFolder(home);
  for (const name of await listFolder(place)) if (isAbandoned(name)) await removePath(join(place, name));
  const log = await SetupLog.open(logFile);
  const making = temporaryBeside(folder);
  try {
    log.write(`[${new Date().toISOString()}] the media add-on, ${folder}\n`);
    await makeFolder(making);
    report?.(`Fetching node-av ${recipe.version} with npm.`);
    await installAddon(making, recipe, { env, log, signal });
    const flaw = await proveAddon(making, recipe, { env, signal });
    log.write(`check: ${flaw ?? 'it decodes'}\n`);
    if (flaw !== undefined) throw addonFailure(flaw, log);
    report?.('It has decoded a recording.');
    await stampAddon(making, recipe, await bytesBelow([making]));
    // Aside by rename first: a part of the old one under this name would have its stamp.
    await carryOut({ path: folder, bytes: 0, reason: 'made anew', steps: [[folder]] });
    await publish(making, folder);
    await removeSuperseded(place, recipe.version);
  } finally {
    await removePath(making);
    await log.close();
  }
}

/** Other versions are of no use to this program, and large. */
async function removeSuperseded(place: string, version: string): Promise<void> {
  for (const name of await listFolder(place)) {
    if (/^\d+\.\d+\.\d+/.test(name) && name !== version) await removePath(join(place, name));
  }
}

function offlineRefusal({ state, finding }: MediaAddon): NetworkError {
  return new NetworkError(
    'E_OFFLINE',
    `The media add-on is ${state} and cannot be made while the network is forbidden. ${finding}`,
    { hint: 'offscribe bootstrap --media   (once, with the network on)' },
  );
}
