/**
 * Prober: the proof that an engine loads a model and understands speech with it; `app/` builds one on the engines.
 * @module
 */
import type { CachedModel } from './model-store.ts';
import type { ProbeRecord } from './probe-records.ts';

/** Proves models. */
export interface Prober {
  /** Why no engine of this build can load the model; undefined when one can. */
  unprovable(model: CachedModel): Promise<string | undefined>;
  /**
   * Runs the probe in a process of its own, without network, within a time limit, and keeps the record. A model that
   * fails is a record with `ok: false`, not an exception. Throws CancelledError, and InternalError when the probe
   * itself cannot run.
   */
  probe(model: CachedModel, signal?: AbortSignal): Promise<ProbeRecord>;
}
