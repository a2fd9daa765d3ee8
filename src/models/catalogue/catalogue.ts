/**
 * Catalogue: finding a model by any of its names, among the built-in rows and the user's own.
 *
 * In      the built-in rows; `[[model]]` tables of `offscribe.toml` in the current folder, then of the user's own
 *         file. A name means one model on every machine: no table may take a name that is there already.
 * Throws  UsageError E_MODEL_UNKNOWN with the names that come closest; E_CONFIG_INVALID with the file and the key.
 * @module
 */
import { join } from 'node:path';
import { systemCode, UsageError } from '../../kernel/index.ts';
import { configFolder, type Environment, readTextIfPresent } from '../../platform/index.ts';
import { CATALOGUE } from './catalogue.data.ts';
import type { CatalogueEntry, LoadingEngine } from './catalogue-entry.ts';
import { namesOf } from './entry-names.ts';
import { nearNames } from './near-names.ts';

/** Name of the settings file, in a project's folder and in the user's own. */
const SETTINGS_FILE = 'offscribe.toml';

/** Every model that can be named. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /**
   * The row of that name, alias or hub repository. Where several rows share it: the first that `engine` takes, else
   * the first. Throws UsageError E_MODEL_UNKNOWN.
   */
  find(name: string, engine?: LoadingEngine): CatalogueEntry;
}

/** Where settings may lie. */
export interface CataloguePlaces {
  readonly env: Environment;
  /** The current folder. */
  readonly folder: string;
}

/** The built-in rows alone. */
export const BUILT_IN_CATALOGUE: Catalogue = catalogueOf(CATALOGUE);

/** The built-in rows and those of the user's settings files. */
export async function openCatalogue({ env, folder }: CataloguePlaces): Promise<Catalogue> {
  const files = [...new Set([join(folder, SETTINGS_FILE), join(configFolder(env), SETTINGS_FILE)])];
  let entries = CATALOGUE;
  for (const file of files) {
    const text = await readSettings(file);
    if (text === undefined) continue;
    // Loaded only for those who have such a file: reading TOML costs more than most commands take.
    const { parseUserEntries } = await import('./user-entries.ts');
    entries = [...entries, ...parseUserEntries(text, file, entries)];
  }
  return entries === CATALOGUE ? BUILT_IN_CATALOGUE : catalogueOf(entries);
}

/** A settings file's text; undefined when there is none. */
async function readSettings(file: string): Promise<string | undefined> {
  try {
    return await readTextIfPresent(file);
  } catch (error) {
    const code = systemCode(error);
    // Going on without it could use other models than the user set.
    if (code === undefined || !['EACCES', 'EPERM', 'EISDIR', 'EIO'].includes(code)) throw error;
    throw new UsageError('E_CONFIG_INVALID', `${file} cannot be read (${code}).`, {
      hint: `ls -l ${JSON.stringify(file)}`,
      cause: error,
      details: { file },
    });
  }
}

/** A catalogue of these rows. */
export function catalogueOf(entries: readonly CatalogueEntry[]): Catalogue {
  return {
    entries,
    find(name, engine) {
      const found = entries.filter((entry) => namesOf(entry).includes(name));
      const taken = engine === undefined ? undefined : found.find(({ engines }) => engines.includes(engine));
      const entry = taken ?? found[0];
      if (entry === undefined) throw unknownModel(name, entries);
      return entry;
    },
  };
}

function unknownModel(name: string, entries: readonly CatalogueEntry[]): UsageError {
  const near = nearNames(name, entries.flatMap(namesOf));
  const guess =
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `There are ${entries.length}, among them ${entries
          .slice(0, 3)
          .map((entry) => entry.name)
          .join(', ')}.`;
  return new UsageError('E_MODEL_UNKNOWN', `There is no model called ${JSON.stringify(name)}. ${guess}`, {
    hint: 'offscribe models list',
    details: { name, near },
  });
}
