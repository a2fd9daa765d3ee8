/**
 * Catalogue: finding a model by any of its names, among the built-in rows and the user's own.
 *
 * In      the built-in rows; `[[model]]` tables of `offscribe.toml` in the current folder, then of the user's own
 *         file. A name means one model on every machine: no table may take a name that is there already.
 * Throws  UsageError E_MODEL_UNKNOWN with the names that come closest; E_CONFIG_INVALID with the file and the key.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import { CATALOGUE } from './catalogue.data.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { namesOf } from './entry-names.ts';
import { nearNames } from './near-names.ts';
import { readSettingsFiles, type SettingsPlaces } from './settings-places.ts';

/** Every model that can be named. */
export interface Catalogue {
  readonly entries: readonly CatalogueEntry[];
  /** The row of that name, alias or hub repository. Throws UsageError E_MODEL_UNKNOWN. */
  find(name: string): CatalogueEntry;
}

/** The built-in rows alone. */
export const BUILT_IN_CATALOGUE: Catalogue = catalogueOf(CATALOGUE);

/** The built-in rows and those of the user's settings files. */
export async function openCatalogue(places: SettingsPlaces): Promise<Catalogue> {
  let entries = CATALOGUE;
  for (const { path, text } of await readSettingsFiles(places)) {
    const { parseUserEntries } = await import('./user-entries.ts');
    entries = [...entries, ...parseUserEntries(text, path, entries)];
  }
  return entries === CATALOGUE ? BUILT_IN_CATALOGUE : catalogueOf(entries);
}

/** A catalogue of these rows. */
export function catalogueOf(entries: readonly CatalogueEntry[]): Catalogue {
  return {
    entries,
    find(name) {
      const entry = entries.find((each) => namesOf(each).includes(name));
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
