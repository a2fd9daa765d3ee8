/**
 * Prune report: what a prune removes, or would, and what it leaves alone although nothing wants it.
 * @module
 */
import type { Removal } from '../../platform/index.ts';

/**
 * What something is. `part`: of a download; `leftover`: of a run that was killed; `blob`, `snapshot`: of an older
 * version of a model; `model`: a whole one; `derived`: converted weights and views; `record`: what was remembered of
 * something that is gone.
 */
export type PruneKind = 'part' | 'leftover' | 'blob' | 'snapshot' | 'model' | 'derived' | 'record';

/** One thing that goes. */
export interface PruneItem {
  readonly kind: PruneKind;
  readonly path: string;
  readonly bytes: number;
  /** Why nothing wants it: `no snapshot links to it`. */
  readonly reason: string;
}

/** One thing that stays, because somebody is using it just now. */
export interface PruneSkip {
  readonly path: string;
  /** `process 4711 is using it`. */
  readonly reason: string;
}

/** The whole of it. */
export interface PruneReport {
  readonly items: readonly PruneItem[];
  readonly skipped: readonly PruneSkip[];
}

/** An item and the way to take it away. */
export interface PruneRemoval extends Removal {
  readonly kind: PruneKind;
}
