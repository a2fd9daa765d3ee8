/**
 * models: the catalogue, and the store that fetches and proves what it names.
 * @module
 */
export { openBundle, writeBundle } from './bundle/bundle-doors.ts';
export { bundleOffer } from './bundle/bundle-source.ts';
export type { Bundle, BundleSignature } from './bundle/read-bundle.ts';
export type { BundleProgress, WrittenBundle } from './bundle/write-bundle.ts';
export { CATALOGUE } from './catalogue/catalogue.data.ts';
export { BUILT_IN_CATALOGUE, type Catalogue, openCatalogue } from './catalogue/catalogue.ts';
export type { CatalogueEntry, LoadingEngine } from './catalogue/catalogue-entry.ts';
export { nearNames } from './catalogue/near-names.ts';
export type { SettingLine } from './catalogue/settings-file.ts';
export { readSettingsFiles, type SettingsFile, type SettingsPlaces } from './catalogue/settings-places.ts';
export { withLease } from './lease.ts';
export type { ManifestFile, ModelManifest } from './manifest.ts';
export { markUsed } from './model-marks.ts';
export { type ModelServers, modelServers, type ServerAddress } from './model-servers.ts';
export type { PullProgress, PullWait } from './model-source.ts';
export type {
  CachedModel,
  ModelState,
  ModelStatus,
  ModelStore,
  PullOptions,
  PullPlan,
} from './model-store.ts';
export { type EngineVersionOf, keepProbeRecord, type ProbeRecord } from './probe-records.ts';
export type { Prober } from './prober.ts';
export { parseAge } from './prune/age.ts';
export { type PruneOptions, planPrune, prune } from './prune/prune.ts';
export type { PruneItem, PruneKind, PruneReport, PruneSkip } from './prune/prune-report.ts';
export { DEFAULT_INDEX_URL, readPipSettings } from './pypi/pip-settings.ts';
export { openModelStore } from './store.ts';
