/**
 * models: the catalogue, and the store that fetches and proves what it names.
 * @module
 */
export { CATALOGUE } from './catalogue.data.ts';
export { findEntry } from './catalogue.ts';
export type { CatalogueEntry } from './catalogue-entry.ts';
export type { PullProgress } from './model-source.ts';
export { type CachedModel, type ModelStore, openModelStore } from './store.ts';
