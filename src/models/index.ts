/**
 * models: the catalogue, and the store that fetches and proves what it names.
 * @module
 */
export { CATALOGUE } from './catalogue.data.ts';
export { findEntry } from './catalogue.ts';
export type { CatalogueEntry, FilePin, Source } from './catalogue-entry.ts';
export type { PullProgress } from './model-source.ts';
export { DEFAULT_PATIENCE, type Patience } from './patience.ts';
export {
  type CachedModel,
  type ModelState,
  type ModelStore,
  type ModelStoreOptions,
  openModelStore,
  type PullOptions,
} from './store.ts';
