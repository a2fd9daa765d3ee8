/**
 * Prober: the proof that an engine loads a model and understands speech with it; `app/` builds one on the engines.
 * @module
 */
import type { LoadingEngine } from './catalogue/catalogue-entry.ts';
import type { CachedModel } from './model-store.ts';
import type { ProbeRecord } from './probe-records.ts';

/** How to probe. */
export interface ProbeOptions {
  /** Default: the first engine of the model's row that is ready here. */
  readonly engine?: LoadingEngine | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Proves models. */
export interface Prober {
  /** Why no engine here, or not the one that is named, can load the model; undefined when one can. */
  unprovable(model: CachedModel, engine?: LoadingEngine): Promise<string | undefined>;
  /**
   * Runs the probe in a process of its own, without network, within a time limit, and keeps the record. A model that
   * fails is a record with `ok: false`, not an exception. Throws CancelledError, and InternalError when the probe
   * itself cannot run.
   */
  probe(model: CachedModel, options?: ProbeOptions): Promise<ProbeRecord>;
}
