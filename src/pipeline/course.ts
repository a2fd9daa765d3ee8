/**
 * Course: one run under way, from its first stage to its end.
 *
 * Begun    the run is `running` from here, held by this process; begun again, it keeps the stages that it had.
 * Ended    `done` when the work returns, `cancelled` or `failed` when it throws; a process that dies in between leaves it to be
 *          found `interrupted`.
 * Without  a state nothing is remembered: every stage works, and nothing can be resumed.
 * Throws   what the work throws; CancelledError when `runs cancel` asked for it. Troubles of the state are told, not thrown.
 * @module
 */
import { CancelledError, canonicalJson, toAppError } from '../kernel/index.ts';
import { ownMark } from '../platform/index.ts';
import { watchHolder } from './holders.ts';
import {
  type RunRequest,
  type RunStatus,
  runErrorFrom,
  runId,
  type StageState,
  settleRuns,
} from './run-records.ts';
import type { ProductMap, StageName } from './stage-types.ts';
import type { State } from './state.ts';
import { isBearable } from './state-errors.ts';

/** What a course says while it goes on. */
export type CourseEvent =
  | { readonly type: 'note'; readonly message: string }
  | {
      readonly type: 'stage';
      readonly stage: StageName;
      readonly branch: string;
      readonly state: StageState;
      /** Time that the work took, once it is over. */
      readonly ms?: number;
    };

/** What a course is opened with. */
export interface CourseOptions {
  /** Absent: nothing is remembered. */
  readonly state: State | undefined;
  readonly request: RunRequest;
  readonly signal: AbortSignal;
  /** Must not throw. */
  readonly report: (event: CourseEvent) => void;
}

/** One run under way, whose stages make `P`. */
export interface Course<P extends ProductMap> {
  /** The run's id. */
  readonly id: string;
  readonly state: State | undefined;
  /** Fires when the caller's does, and when `runs cancel` asks for it. */
  readonly signal: AbortSignal;
  readonly report: (event: CourseEvent) => void;
  /** Never set: it carries the types. */
  readonly products?: P;
}

/** Does `work` as a run: begun before it, ended as it ends. */
export async function withCourse<P extends ProductMap, T>(
  options: CourseOptions,
  work: (course: Course<P>) => Promise<T>,
): Promise<T> {
  const { request, signal } = options;
  const id = runId(request);
  const stop = new AbortController();
  const report = sayOnce(options.report);
  const held = await hold({ ...options, report }, id, () => stop.abort(cancelledRun(id)));
  const course: Course<P> = {
    id,
    state: held === undefined ? undefined : options.state,
    signal: AbortSignal.any([signal, stop.signal]),
    report,
  };
  try {
    const result = await work(course);
    held?.end('done');
    return result;
  } catch (thrown) {
    // Once stopped, whatever goes wrong is a consequence of that.
    const isStopped = stop.signal.aborted || (signal.aborted && held !== undefined);
    const error = isStopped ? cancelledRun(id, thrown) : thrown;
    held?.end(
      course.signal.aborted || toAppError(error).code === 'E_CANCELLED' ? 'cancelled' : 'failed',
      error,
    );
    throw error;
  }
}

/** Does something with the state, which the work can do without: a trouble is told, and `work` gives undefined. */
export async function remember<T>(
  { report }: Pick<CourseOptions, 'report'>,
  work: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isBearable(error)) throw error;
    report({
      type: 'note',
      message: `What was finished could not be kept for another run: ${error.message}`,
    });
    return undefined;
  }
}

/** A full disk is told once, not at every stage. */
function sayOnce(report: CourseOptions['report']): CourseOptions['report'] {
  const said = new Set<string>();
  return (event) => {
    if (event.type === 'note' && said.has(event.message)) return;
    if (event.type === 'note') said.add(event.message);
    report(event);
  };
}

interface Held {
  end(status: RunStatus, error?: unknown): void;
}

async function hold(
  { state, request, report }: CourseOptions,
  id: string,
  onCancel: () => void,
): Promise<Held | undefined> {
  if (state === undefined) return undefined;
  const mark = await ownMark();
  const isHeld = await remember({ report }, async () => {
    await settleRuns(state);
    beginRun(state, { id, mark, request });
    return true;
  });
  if (isHeld === undefined) return undefined;
  const stopWatching = watchHolder(state.database, mark, onCancel);
  return {
    end(status, error) {
      stopWatching();
      try {
        endRun(state, { id, mark, status, error });
      } catch (trouble) {
        // It will be found `interrupted`, which allows the same.
        if (!isBearable(trouble)) throw trouble;
      }
    },
  };
}

function beginRun(
  { database }: State,
  { id, mark, request }: { readonly id: string; readonly mark: string; readonly request: RunRequest },
): void {
  const now = Date.now();
  database.transaction(() => {
    const others = database.get('SELECT 1 FROM holders WHERE run = ?', id);
    database.run(
      `INSERT INTO runs (id, command, media, request, status, started_ms) VALUES (?, ?, ?, ?, 'running', ?)
       ON CONFLICT (id) DO UPDATE SET status = 'running', started_ms = excluded.started_ms, ended_ms = NULL, error = NULL`,
      ...[id, request.command, request.media, canonicalJson(request.request), now],
    );
    if (others === undefined)
      database.run("UPDATE run_stages SET state = 'waiting', ms = NULL WHERE run = ?", id);
    database.run('INSERT INTO holders (mark, run, seen_ms) VALUES (?, ?, ?)', mark, id, now);
  });
}

function endRun(
  { database }: State,
  ending: { readonly id: string; readonly mark: string; readonly status: RunStatus; readonly error: unknown },
): void {
  const { id, mark, status, error } = ending;
  database.transaction(() => {
    database.run('DELETE FROM holders WHERE mark = ?', mark);
    // Another process still works on it: how that ends will be how the run ended.
    if (database.get('SELECT 1 FROM holders WHERE run = ?', id) !== undefined) return;
    const text = error === undefined ? null : JSON.stringify(runErrorFrom(toAppError(error)));
    database.run(
      'UPDATE runs SET status = ?, ended_ms = ?, error = ? WHERE id = ?',
      status,
      Date.now(),
      text,
      id,
    );
    if (status === 'done') database.run("DELETE FROM run_stages WHERE run = ? AND state = 'waiting'", id);
  });
}

/** What was finished is kept, and whoever stopped it may want to know how it goes on. */
function cancelledRun(id: string, cause?: unknown): CancelledError {
  const hint = `offscribe runs resume ${id}   (or the same command again: it goes on where it stopped)`;
  return new CancelledError({ hint, details: { run: id }, cause });
}
