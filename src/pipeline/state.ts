/**
 * State: what Offscribe remembers between two commands: runs and products in `state.db`, the products' content as
 * artifacts beside it.
 *
 * Throws  as `openDatabase`; `openStateIfUsable` only what is no matter of the state.
 * @module
 */
import { join } from 'node:path';
import { statIfPresent } from '../platform/index.ts';
import { type Artifacts, openArtifacts } from './artifacts.ts';
import { type Database, openDatabase } from './database.ts';
import { isBearable } from './state-errors.ts';

/** The memory of one OFFSCRIBE_HOME. Close it when done. */
export interface State {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly database: Database;
  readonly artifacts: Artifacts;
  close(): void;
}

/** Opens the state of `home`, and makes it if there is none. */
export async function openState(home: string): Promise<State> {
  const database = await openDatabase(statePath(home));
  return { home, database, artifacts: openArtifacts(home), close: () => database.close() };
}

/** Opens the state of `home` if there is one. */
export async function openStateIfThere(home: string): Promise<State | undefined> {
  return (await statIfPresent(statePath(home))) === undefined ? undefined : await openState(home);
}

/** Opens the state for work that can do without: where it cannot be used that is told, and nothing will be remembered. */
export async function openStateIfUsable(
  home: string,
  onNote: (message: string) => void,
): Promise<State | undefined> {
  try {
    return await openState(home);
  } catch (error) {
    if (!isBearable(error)) throw error;
    onNote(`This run is not remembered, and could not be resumed: ${error.message}`);
    return undefined;
  }
}

function statePath(home: string): string {
  return join(home, 'state.db');
}
