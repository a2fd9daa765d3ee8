/**
 * Entry names: everything a user may type to mean one row of the catalogue.
 * @module
 */
import type { CatalogueEntry } from './catalogue-entry.ts';

/** Its name first, then its aliases and the hub repositories it can come from. */
export function namesOf(entry: CatalogueEntry): readonly string[] {
  const repos = entry.sources.flatMap((source) => (source.kind === 'hub' ? [source.repo] : []));
  return [entry.name, ...entry.aliases, ...repos];
}
