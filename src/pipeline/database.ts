/**
 * Database: `state.db`, opened when it is first needed, and the few ways of asking it.
 *
 * Durable  WAL with synchronous NORMAL: a killed process loses nothing that it had written; a power cut may lose the last
 *          moments, never the whole.
 * Limits   where the file system cannot share memory between processes SQLite stays with a rollback journal.
 * Throws   StoreError E_STATE_CORRUPT, E_STATE_NEWER, E_STATE_LOCKED, E_STORE_UNWRITABLE, E_DISK_FULL; NotReadyError
 *          E_RUNTIME_MISSING where the native library cannot be loaded.
 * @module
 */
import { dirname } from 'node:path';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { NotReadyError, StoreError } from '../kernel/index.ts';
import { makeFolder, pause, storeErrorFrom } from '../platform/index.ts';
import { SCHEMA_STEPS } from './schema.data.ts';
import { isBusy, stateErrorFrom } from './state-errors.ts';

/** How long a statement waits for another process's write, ms. */
const BUSY_MS = 5_000;
/** Turning a new file to WAL does not wait by itself: so often it is tried, with a pause of this many ms. */
const OPEN_TRIES = 40;
const OPEN_PAUSE_MS = 50;

/** What SQLite takes and gives. */
export type SqlValue = string | number | null;

/** Opens the database at `path`, which is made if it is not there, in this release's schema. */
export async function openDatabase(path: string): Promise<Database> {
  const { DatabaseSync } = await loadLibrary();
  try {
    await makeFolder(dirname(path));
  } catch (error) {
    throw storeErrorFrom(error, dirname(path));
  }
  for (let tries = 1; ; tries += 1) {
    let opened: DatabaseSyncInstance | undefined;
    try {
      opened = new DatabaseSync(path, { timeout: BUSY_MS });
      prepareSchema(opened, path);
      return new Database(opened, path);
    } catch (error) {
      if (opened?.isOpen === true) opened.close();
      if (!isBusy(error) || tries >= OPEN_TRIES) throw stateErrorFrom(error, path);
    }
    await pause(OPEN_PAUSE_MS);
  }
}

/** An open database. Every error is one of those listed above. */
export class Database {
  readonly path: string;
  readonly #opened: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();

  constructor(opened: DatabaseSyncInstance, path: string) {
    this.#opened = opened;
    this.path = path;
  }

  /** Changes rows and says how many. */
  run(sql: string, ...values: readonly SqlValue[]): number {
    return this.#ask(() => this.#statement(sql).run(...values).changes);
  }

  /** The first row. */
  get<Row>(sql: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#ask(() => this.#statement(sql).get(...values) as Row | undefined);
  }

  /** All rows. */
  all<Row>(sql: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#ask(() => this.#statement(sql).all(...values) as Row[]);
  }

  /** Does all of `work` or nothing of it; nobody else writes meanwhile. */
  transaction<T>(work: () => T): T {
    return this.#inTransaction(work, 'COMMIT');
  }

  /** What `work` would do: it is undone again. */
  rehearse<T>(work: () => T): T {
    return this.#inTransaction(work, 'ROLLBACK');
  }

  /** Harmless the second time. */
  close(): void {
    this.#statements.clear();
    if (this.#opened.isOpen) this.#opened.close();
  }

  #inTransaction<T>(work: () => T, end: 'COMMIT' | 'ROLLBACK'): T {
    this.#ask(() => this.#opened.exec('BEGIN IMMEDIATE'));
    try {
      const result = work();
      this.#ask(() => this.#opened.exec(end));
      return result;
    } catch (error) {
      if (this.#opened.isTransaction) this.#opened.exec('ROLLBACK');
      throw error;
    }
  }

  #statement(sql: string): StatementSyncInstance {
    const known = this.#statements.get(sql) ?? this.#opened.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  #ask<T>(question: () => T): T {
    try {
      return question();
    } catch (error) {
      throw stateErrorFrom(error, this.path);
    }
  }
}

async function loadLibrary(): Promise<typeof import('@photostructure/sqlite')> {
  try {
    return await import('@photostructure/sqlite');
  } catch (error) {
    throw new NotReadyError('E_RUNTIME_MISSING', 'The SQLite library has no build for this machine.', {
      hint: 'npm rebuild @photostructure/sqlite   (in the folder where offscribe is installed)',
      cause: error,
    });
  }
}

function prepareSchema(opened: DatabaseSyncInstance, path: string): void {
  const newest = SCHEMA_STEPS.length;
  const version = readVersion(opened);
  if (version > newest) throw newerError(path, version);
  // The version stands in the header: this reads the first page behind it too, so that damage shows here.
  opened.prepare('SELECT count(*) FROM sqlite_schema').get();
  // Asked first, since setting it takes the whole file, and another process may be using it.
  if (opened.prepare('PRAGMA journal_mode').get()['journal_mode'] !== 'wal') {
    opened.exec('PRAGMA journal_mode = WAL');
  }
  opened.exec('PRAGMA synchronous = NORMAL');
  if (version === newest) return;
  opened.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been first.
    for (const step of SCHEMA_STEPS.slice(readVersion(opened))) opened.exec(step);
    opened.exec(`PRAGMA user_version = ${newest}`);
    opened.exec('COMMIT');
  } catch (error) {
    if (opened.isTransaction) opened.exec('ROLLBACK');
    throw error;
  }
}

function readVersion(opened: DatabaseSyncInstance): number {
  return Number(opened.prepare('PRAGMA user_version').get()['user_version']);
}

function newerError(path: string, version: number): StoreError {
  const message = `${path} was written by a newer Offscribe (schema ${version}, this one knows ${SCHEMA_STEPS.length}).`;
  return new StoreError('E_STATE_NEWER', message, {
    hint: 'npm install offscribe@latest   (or OFFSCRIBE_HOME=/another/folder offscribe ...)',
  });
}
