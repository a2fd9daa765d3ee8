/**
 * Run records: one row for each media file under one request, and who works on it now.
 *
 * Id           first 10 hex digits of the sha256 of canonical JSON `{ command, media, request }`: the same line twice is the same
 *              run.
 * Interrupted  a row that says `running` though none of its processes lives is put right whenever runs are looked at.
 * Throws       as `openDatabase`; UsageError E_USAGE for an id that names none, or several.
 * @module
 */
import { type AppError, canonicalJson, UsageError } from '../kernel/index.ts';
import { sha256 } from '../platform/index.ts';
import { isHolding } from './holders.ts';
import type { StageName } from './stage-types.ts';
import { STAGES } from './stages.data.ts';
import type { State } from './state.ts';

/** What a run is asked to do. */
export interface RunRequest {
  /** Name of the command, by which it can be resumed. */
  readonly command: string;
  /** Absolute path. */
  readonly media: string;
  /** Everything else that was asked for; survives JSON. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** How far a run has come. */
export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** Why a run ended as it did. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** One run as it is remembered. Times are ms since the epoch. */
export interface RunRecord extends RunRequest {
  readonly id: string;
  readonly status: RunStatus;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly error?: RunError;
}

/** How far one stage of a run has come. `waiting`: the run was begun again and has not come to it. */
export type StageState = 'waiting' | 'running' | 'ran' | 'reused' | 'failed' | 'cancelled' | 'interrupted';

/** One stage of a run. */
export interface RunStage {
  readonly stage: StageName;
  /** Empty where there is one only. */
  readonly branch: string;
  readonly key: string;
  readonly state: StageState;
  /** Time that the work took; absent while it lasts. */
  readonly ms?: number;
}

/** The id of a run: 10 hex digits. */
export function runId({ command, media, request }: RunRequest): string {
  return sha256(canonicalJson({ command, media, request })).slice(0, 10);
}

/** All runs, the latest first. */
export async function readRuns(state: State): Promise<readonly RunRecord[]> {
  await settleRuns(state);
  return state.database.all<RunRow>('SELECT * FROM runs ORDER BY started_ms DESC, id').map(recordFrom);
}

/** The run whose id begins so. */
export async function findRun(state: State, id: string): Promise<RunRecord> {
  await settleRuns(state);
  const like = /^[0-9a-f]{1,10}$/.test(id) ? `${id}%` : '';
  const found = state.database.all<RunRow>('SELECT * FROM runs WHERE id LIKE ? ORDER BY id', like);
  const [run] = found;
  if (run === undefined) throw unknownRun(id);
  if (found.length === 1) return recordFrom(run);
  const message = `The id ${id} begins ${found.length} runs: ${found.map((each) => each.id).join(', ')}.`;
  throw new UsageError('E_USAGE', message, { hint: 'offscribe runs list' });
}

/** What is said of an id that no run has. */
export function unknownRun(id: string): UsageError {
  return new UsageError('E_USAGE', `No run has the id ${JSON.stringify(id)}.`, {
    hint: 'offscribe runs list',
  });
}

/** The stages of a run, in the table's order. */
export function stagesOf(state: State, id: string): readonly RunStage[] {
  const order = Object.keys(STAGES);
  const rows = state.database.all<StageRecord>('SELECT * FROM run_stages WHERE run = ? ORDER BY branch', id);
  return [...rows]
    .sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage))
    .map(({ stage, branch, key, state: reached, ms }) => ({
      ...{ stage, branch, key, state: reached },
      ...(ms === null ? {} : { ms }),
    }));
}

/** Asks every process that works on a run to stop, and says how many those are. */
export function askToStop({ database }: State, id: string): number {
  return database.run('UPDATE holders SET cancel = 1 WHERE run = ?', id);
}

/** Puts right what processes that are gone have left `running`. */
export async function settleRuns({ database }: State): Promise<void> {
  const holders = database.all<HolderRow>('SELECT mark, run, seen_ms FROM holders');
  const gone: string[] = [];
  for (const { mark, seen_ms } of holders) if (!(await isHolding(mark, seen_ms))) gone.push(mark);
  const left = "status = 'running' AND id NOT IN (SELECT run FROM holders)";
  if (gone.length === 0 && database.get(`SELECT 1 FROM runs WHERE ${left}`) === undefined) return;
  database.transaction(() => {
    for (const mark of gone) database.run('DELETE FROM holders WHERE mark = ?', mark);
    database.run(
      `UPDATE run_stages SET state = 'interrupted'
       WHERE state = 'running' AND run IN (SELECT id FROM runs WHERE ${left})`,
    );
    database.run(`UPDATE runs SET status = 'interrupted', ended_ms = NULL WHERE ${left}`);
  });
}

/** An error as a run remembers it. */
export function runErrorFrom({ code, message, hint }: AppError): RunError {
  return { code, message, hint: hint ?? null };
}

interface RunRow {
  readonly id: string;
  readonly command: string;
  readonly media: string;
  readonly request: string;
  readonly status: RunStatus;
  readonly started_ms: number;
  readonly ended_ms: number | null;
  readonly error: string | null;
}

interface HolderRow {
  readonly mark: string;
  readonly run: string;
  readonly seen_ms: number;
}

interface StageRecord {
  readonly stage: StageName;
  readonly branch: string;
  readonly key: string;
  readonly state: StageState;
  readonly ms: number | null;
}

function recordFrom({ started_ms, ended_ms, error, request, ...row }: RunRow): RunRecord {
  return {
    id: row.id,
    command: row.command,
    media: row.media,
    request: JSON.parse(request),
    status: row.status,
    startedMs: started_ms,
    ...(ended_ms === null ? {} : { endedMs: ended_ms }),
    ...(error === null ? {} : { error: JSON.parse(error) }),
  };
}
