/**
 * Settings places: the offscribe.toml of the project, which is the current folder, and the user's own.
 *
 * Throws  UsageError E_CONFIG_INVALID for a file that cannot be read, or has a key that nothing reads.
 * @module
 */
import { join, resolve } from 'node:path';
import { systemCode, UsageError } from '../../kernel/index.ts';
import { configFolder, type Environment, readTextIfPresent } from '../../platform/index.ts';
import type { SettingLine } from './settings-file.ts';

/** Name of the settings file, in a project's folder and in the user's own. */
const SETTINGS_FILE = 'offscribe.toml';

/** Where settings may lie. */
export interface SettingsPlaces {
  readonly env: Environment;
  /** The current folder. */
  readonly folder: string;
}

/** A settings file that is there. */
export interface SettingsFile {
  readonly path: string;
  /** Whose it is: a project's may have come with a clone, and is trusted with less. */
  readonly owner: 'project' | 'user';
  readonly text: string;
  readonly settings: readonly SettingLine[];
}

/** The files that are there, the one that counts more first. */
export async function readSettingsFiles({ env, folder }: SettingsPlaces): Promise<readonly SettingsFile[]> {
  const own = join(configFolder(env), SETTINGS_FILE);
  const here = join(folder, SETTINGS_FILE);
  const files: SettingsFile[] = [];
  for (const path of resolve(here) === own ? [own] : [here, own]) {
    const text = await readSettings(path);
    if (text === undefined) continue;
    // Loaded only for those who have such a file: reading TOML costs more than most commands take.
    const { parseSettings } = await import('./settings-file.ts');
    const { settings } = parseSettings(text, path);
    files.push({ path, owner: path === own ? 'user' : 'project', text, settings });
  }
  return files;
}

/** A settings file's text; undefined when there is none. */
async function readSettings(file: string): Promise<string | undefined> {
  try {
    return await readTextIfPresent(file);
  } catch (error) {
    const code = systemCode(error);
    // Going on without it could do something else than the user set.
    if (code === undefined || !['EACCES', 'EPERM', 'EISDIR', 'EIO'].includes(code)) throw error;
    throw new UsageError('E_CONFIG_INVALID', `${file} cannot be read (${code}).`, {
      hint: `ls -l ${JSON.stringify(file)}`,
      cause: error,
      details: { file },
    });
  }
}
