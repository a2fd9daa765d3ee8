/**
 * Parts: finished pieces of a product that is not there yet, so that a stage that was killed goes on where it was. They
 * lie in `state.db` until the product is kept.
 *
 * Part key  chosen by the stage: it must name all that decides the part beside the stage's own key.
 * Throws    nothing of the state: what cannot be kept is told once and made again next time.
 * @module
 */
import type { CourseEvent } from './course.ts';
import type { State } from './state.ts';
import { isBearable } from './state-errors.ts';

/** The parts of one product. */
export interface Parts {
  /** The part of that key, as JSON gives it back; undefined when it is not there. */
  recall(key: string): unknown;
  /** Keeps a part, from the moment this returns; a later one of the same key takes its place. */
  keep(key: string, value: unknown): void;
}

/** The parts of the product that a stage of this key makes; without a state there are none. */
export function openParts(
  { state, report }: { readonly state: State | undefined; readonly report: (event: CourseEvent) => void },
  stageKey: string,
): Parts {
  if (state === undefined) return { recall: () => undefined, keep: () => {} };
  const { database } = state;
  let isTold = false;
  const bear = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!isBearable(error)) throw error;
      const message = `Finished work is not kept, should this run be interrupted: ${error.message}`;
      if (!isTold) report({ type: 'note', message });
      isTold = true;
      return undefined;
    }
  };
  return {
    recall(key) {
      const sql = 'SELECT value FROM parts WHERE stage_key = ? AND part_key = ?';
      const part = bear(() => database.get<{ value: string }>(sql, stageKey, key));
      return part === undefined ? undefined : JSON.parse(part.value);
    },
    keep(key, value) {
      const sql = 'INSERT OR REPLACE INTO parts (stage_key, part_key, value) VALUES (?, ?, ?)';
      bear(() => database.run(sql, stageKey, key, JSON.stringify(value)));
    },
  };
}
