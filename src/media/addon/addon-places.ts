/**
 * Add-on places: what the add-on is made from, and where it lies: `OFFSCRIBE_HOME/media/<version>`.
 * @module
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '../../kernel/index.ts';
import { readText, readTextIfPresent, sha256, statIfPresent } from '../../platform/index.ts';

/** What an add-on is made from. */
export interface AddonRecipe {
  /** Folder of `package.json` and `package-lock.json`. */
  readonly folder: string;
  /** Version of node-av. */
  readonly version: string;
  /** Digest of the lock file and the platform. */
  readonly digest: string;
}

/** Folder of all add-ons of an OFFSCRIBE_HOME. */
export function addonsFolder(home: string): string {
  return join(home, 'media');
}

/** Folder of one version. */
export function addonFolder(home: string, version: string): string {
  return join(addonsFolder(home), version);
}

/** The file that says an add-on is whole, written last. */
export function addonStamp(folder: string): string {
  return join(folder, 'media.json');
}

/** Module of node-av with FFmpeg's own interface. */
export function addonLibrary(folder: string): string {
  return join(folder, 'node_modules', 'node-av', 'dist', 'lib', 'index.js');
}

/** The native part, for this platform. */
export function addonBinary(folder: string): string {
  const toolchain = process.platform === 'win32' ? '-msvc' : '';
  const name = `node-av-${process.platform}-${process.arch}${toolchain}`;
  return join(folder, 'node_modules', '@seydx', name, 'node-av.node');
}

/** The recipe of this package. Throws InternalError when the package is not whole. */
export async function addonRecipe(): Promise<AddonRecipe> {
  const folder = join(await packageFolder(), 'media');
  const lock = await readText(join(folder, 'package-lock.json'));
  const { packages } = JSON.parse(lock) as { packages: Record<string, { version: string }> };
  const version = packages['node_modules/node-av']?.version;
  if (version === undefined) throw new InternalError('the lock file of the media add-on names no node-av');
  return { folder, version, digest: sha256(`${lock}\n${process.platform} ${process.arch}`) };
}

/** Path of the program that runs the add-on. Throws InternalError when the package is not whole. */
export async function addonProgram(): Promise<string> {
  const program = join(await packageFolder(), 'dist', 'cli', 'decode.js');
  if ((await statIfPresent(program)) !== undefined) return program;
  throw new InternalError('the program that decodes media is missing from the package');
}

/** Found from this very file, whoever imported it. */
async function packageFolder(): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (; dirname(folder) !== folder; folder = dirname(folder)) {
    const text = await readTextIfPresent(join(folder, 'package.json'));
    if (text !== undefined && /"name":\s*"offscribe"/.test(text)) return folder;
  }
  throw new InternalError('the package that this file belongs to is not to be found');
}
