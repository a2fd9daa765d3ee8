/**
 * State errors: what SQLite says about `state.db`, as typed errors with a hint that can be run.
 *
 * Source  https://sqlite.org/rescode.html: the low byte of an extended result code is its primary code.
 * @module
 */
import { AppError, type ErrorCode, StoreError, systemCode } from '../kernel/index.ts';

const BUSY = 5;
const LOCKED = 6;
const FULL = 13;
/** PERM, READONLY, IOERR, CANTOPEN. */
const UNWRITABLE = [3, 8, 10, 14];
/** CORRUPT, FORMAT, NOTADB. */
const DAMAGED = [11, 24, 26];

/** Errors of the state that need not stop a transcription: it goes on, and is not remembered. */
const BEARABLE: readonly ErrorCode[] = [
  'E_STATE_CORRUPT',
  'E_STATE_NEWER',
  'E_STATE_LOCKED',
  'E_STORE_UNWRITABLE',
  'E_DISK_FULL',
  'E_RUNTIME_MISSING',
];

/** Whether work can go on without the state that failed so. */
export function isBearable(error: unknown): error is AppError {
  return error instanceof AppError && BEARABLE.includes(error.code);
}

/** Whether SQLite says that someone else is writing. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === BUSY || code === LOCKED;
}

/** SQLite's complaint about the database at `path` as a StoreError; anything else unchanged. */
export function stateErrorFrom(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  const quoted = JSON.stringify(path);
  if (DAMAGED.includes(code))
    return new StoreError('E_STATE_CORRUPT', `${path} is damaged.`, {
      hint: `mv ${quoted} ${JSON.stringify(`${path}.damaged`)}   (the next run makes a new one)`,
      cause: error,
    });
  if (isBusy(error))
    return new StoreError('E_STATE_LOCKED', `Another program keeps ${path} locked.`, {
      hint: `lsof ${quoted}   (says which; run the same command again when it has ended)`,
      cause: error,
    });
  if (code === FULL)
    return new StoreError('E_DISK_FULL', `The disk that holds ${path} is full.`, {
      hint: `df -h ${quoted}   (free some space and run the same command again)`,
      cause: error,
    });
  if (UNWRITABLE.includes(code))
    return new StoreError('E_STORE_UNWRITABLE', `${path} cannot be written.`, {
      hint: 'OFFSCRIBE_HOME=/a/writable/folder offscribe ...',
      cause: error,
    });
  return error;
}

/** SQLite's primary result code, or undefined for another kind of error. */
function resultCode(error: unknown): number | undefined {
  if (systemCode(error) !== 'ERR_SQLITE_ERROR' || !(error instanceof Error) || !('errcode' in error))
    return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
