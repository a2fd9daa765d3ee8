/**
 * Errors: one base, few classes, many codes. The code is API, the sentence is for people, the hint can be run.
 *
 * Throws  nothing itself; `toAppError` turns any thrown value into an AppError, unknown ones into E_INTERNAL.
 * @module
 */
import { ERROR_TABLE } from './error-table.data.ts';

/** Every code of this release. */
export type ErrorCode = keyof typeof ERROR_TABLE;

type Kind = (typeof ERROR_TABLE)[ErrorCode]['kind'];
type CodeOf<K extends Kind> = {
  [C in ErrorCode]: (typeof ERROR_TABLE)[C]['kind'] extends K ? C : never;
}[ErrorCode];

/** A value that survives JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** What an error carries beside its code and sentence. */
export interface ErrorContext {
  /** One command that can be run, or one concrete next step. */
  readonly hint?: string;
  /** The error that led here. */
  readonly cause?: unknown;
  /** Facts for `--json`; no secrets, no raw audio. */
  readonly details?: Readonly<Record<string, JsonValue>>;
}

/** Base of every error that Offscribe raises on purpose. Match on `code`, not on the class or the message. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, JsonValue>>;

  constructor(code: C, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = new.target.name;
    this.code = code;
    if (context.hint !== undefined) this.hint = context.hint;
    if (context.details !== undefined) this.details = context.details;
  }

  /** Process exit code of this error. */
  get exitCode(): number {
    return ERROR_TABLE[this.code].exit;
  }
}

/** The command line, an option or a name is wrong: mend the call. */
export class UsageError extends AppError<CodeOf<'usage'>> {}
/** The user's file or output place is the problem. */
export class InputError extends AppError<CodeOf<'input'>> {}
/** Something must be installed or fetched first. */
export class NotReadyError extends AppError<CodeOf<'not-ready'>> {}
/** Bytes on disk are wrong, or cannot be put there. */
export class StoreError extends AppError<CodeOf<'store'>> {}
/** A server or the link to it failed. */
export class NetworkError extends AppError<CodeOf<'network'>> {}
/** The speech engine failed. */
export class EngineError extends AppError<CodeOf<'engine'>> {}
/** Stopped on request. */
export class CancelledError extends AppError<CodeOf<'cancelled'>> {
  constructor(context: ErrorContext = {}) {
    super('E_CANCELLED', 'Cancelled.', context);
  }
}
/** An impossible state: a bug, reported as such. */
export class InternalError extends AppError<CodeOf<'internal'>> {
  constructor(message: string, context: ErrorContext = {}) {
    super('E_INTERNAL', message, {
      hint: 'offscribe --version   (and report this with the command you ran)',
      ...context,
    });
  }
}

/** Any thrown value as an AppError: itself, a cancellation for an AbortError, else E_INTERNAL with the cause kept. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new CancelledError({ cause: thrown });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new InternalError(message, { cause: thrown });
}

/** The `code` of a system error (`ENOENT`, `ENOSPC` ...), or undefined. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** Throws CancelledError when the signal has fired; called between pieces of work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError({ cause: signal.reason });
}
