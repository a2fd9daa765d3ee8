/**
 * Install add-on: npm puts exactly what the lock file names into a folder, and runs no code of it.
 *
 * Settings  the user's own: registry, tokens, proxies, certificates. A project's in the current folder have no say.
 * Throws    NotReadyError E_RUNTIME_MISSING, E_ENVIRONMENT_FAILED; StoreError E_DISK_FULL; CancelledError.
 * @module
 */
import { join } from 'node:path';
import { NotReadyError, StoreError } from '../../kernel/index.ts';
import type { AddonRecipe } from '../../media/index.ts';
import { copyFileAtomic, type Environment, endInWords, runGroup } from '../../platform/index.ts';
import type { SetupLog } from '../environments/setup-log.ts';
import { findNpm } from './find-npm.ts';

/** Over what a user's settings could say of it: what is installed is not for them to choose. */
const FLAGS = [
  ...[
    '--ignore-scripts',
    '--include=optional',
    '--include=prod',
    '--install-strategy=hoisted',
    '--package-lock',
  ],
  ...['--no-audit', '--no-fund', '--no-global', '--no-dry-run', '--no-bin-links', '--no-workspaces'],
  ...['--no-update-notifier', '--no-progress'],
];

/** How to install. */
export interface InstallOptions {
  readonly env: Environment;
  readonly log: SetupLog;
  readonly signal?: AbortSignal | undefined;
}

/** Installs into a folder that is there and empty. */
export async function installAddon(
  folder: string,
  recipe: AddonRecipe,
  { env, log, signal }: InstallOptions,
): Promise<void> {
  for (const name of ['package.json', 'package-lock.json'])
    await copyFileAtomic(join(recipe.folder, name), join(folder, name));
  const command = [...(await findNpm(env)), 'ci', '--prefix', folder, ...FLAGS];
  log.write(`$ ${command.join(' ')}\n`);
  const guard = join(recipe.folder, 'guard.mjs');
  const end = await runGroup(
    { file: process.execPath, args: [guard, ...command], env, folder },
    { signal, onOutput: (piece) => log.write(piece) },
  );
  log.write(`(${endInWords(end)})\n`);
  if (end.exitCode === 0) return;
  if (/ENOSPC|EDQUOT/.test(end.stderr)) {
    throw new StoreError('E_DISK_FULL', 'The disk is full; the media add-on could not be installed.', {
      hint: 'df -h   (free some space and run the same command again)',
      details: { logFile: log.path, output: log.lastLines },
    });
  }
  throw addonFailure(`npm failed (${endInWords(end)})`, log);
}

/** E_ENVIRONMENT_FAILED; it names the log. */
export function addonFailure(what: string, log: SetupLog): NotReadyError {
  const message = `The media add-on could not be made: ${what.replace(/\.$/, '')}. See ${log.path}.`;
  return new NotReadyError('E_ENVIRONMENT_FAILED', message, {
    hint: `tail -n 40 ${JSON.stringify(log.path)}`,
    details: { logFile: log.path, output: log.lastLines },
  });
}
