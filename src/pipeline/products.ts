/**
 * Products: which artifact a key stands for, and which stages a run has come through.
 *
 * Order   an artifact is on the disk before its row, and its row before the parts it was made of are dropped.
 * Throws  as `openDatabase`.
 * @module
 */
import type { StageState } from './run-records.ts';
import type { Keyed, StageName } from './stage-types.ts';
import type { State } from './state.ts';

/** The product of that key as JSON text; undefined when it is not there or not sound. */
export async function recallProduct(
  { database, artifacts }: State,
  key: string,
): Promise<string | undefined> {
  const row = database.get<{ artifact: string }>('SELECT artifact FROM products WHERE key = ?', key);
  const text = row === undefined ? undefined : await artifacts.get(row.artifact);
  if (text !== undefined) database.run('UPDATE products SET used_ms = ? WHERE key = ?', Date.now(), key);
  return text;
}

/** Keeps a product, and drops its parts. */
export async function keepProduct(
  { database, artifacts }: State,
  { stage, key }: Keyed<StageName>,
  text: string,
): Promise<void> {
  const { digest, bytes } = await artifacts.put(text);
  database.transaction(() => {
    database.run(
      'INSERT OR REPLACE INTO products (key, stage, artifact, bytes, used_ms) VALUES (?, ?, ?, ?, ?)',
      ...[key, stage, digest, bytes, Date.now()],
    );
    database.run('DELETE FROM parts WHERE stage_key = ?', key);
  });
}

/** A stage's place in a run. */
export interface StagePlace {
  readonly run: string;
  readonly stage: StageName;
  readonly branch: string;
}

/** Records how far a run has come with a stage. */
export function recordStage(
  { database }: State,
  { run, stage, branch }: StagePlace,
  reached: { readonly key: string; readonly state: StageState; readonly ms?: number },
): void {
  database.run(
    'INSERT OR REPLACE INTO run_stages (run, stage, branch, key, state, ms) VALUES (?, ?, ?, ?, ?, ?)',
    ...[run, stage, branch, reached.key, reached.state, reached.ms ?? null],
  );
}
