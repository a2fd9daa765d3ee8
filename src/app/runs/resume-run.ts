/**
 * Resume run: does again what a run was asked to do; what is finished is found, so that only the rest is done.
 *
 * Seam    a command that remembers its runs has a row in `RESUMABLE`.
 * Throws  UsageError E_USAGE for an id that names no run, or several, and for a command that this release does not know; what
 *         the command throws.
 * @module
 */
import { InternalError, UsageError } from '../../kernel/index.ts';
import type { RunRecord } from '../../pipeline/index.ts';
import type { Supervision } from '../events.ts';
import { type FileOutcome, isSkipped } from '../outcomes.ts';
import type { Wiring } from '../wiring.ts';
import { withRun } from './look-at-runs.ts';

/** Does what the run was asked to do. */
type Resume = (run: RunRecord, wiring: Wiring, supervision: Supervision) => Promise<FileOutcome | undefined>;

/** The commands that remember their runs, by the name under which they do. */
const RESUMABLE: Readonly<Record<string, Resume>> = {
  transcribe: transcribeAgain,
  subtitle: transcribeAgain,
};

async function transcribeAgain(
  { media, request }: RunRecord,
  wiring: Wiring,
  supervision: Supervision,
): Promise<FileOutcome | undefined> {
  const { transcribeEach } = await import('../transcribe-files.ts');
  const { restoredRequest } = await import('../make-file.ts');
  for await (const outcome of transcribeEach(restoredRequest(media, request), wiring, supervision))
    if (!isSkipped(outcome)) return outcome;
  return undefined;
}

/** Which run, and what is asked for besides. */
export interface ResumeRequest {
  /** Beginning of its id. */
  readonly id: string;
  /** Ids of removals that are put back. */
  readonly restore?: readonly string[] | undefined;
}

/** Does the run whose id begins so once more, with the request that it was begun with. */
export async function resumeRun(
  { id, restore = [] }: ResumeRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<{ readonly run: RunRecord; readonly outcome: FileOutcome }> {
  const found = await withRun(id, wiring, (_, record) => record);
  const run = restore.length === 0 ? found : { ...found, request: { ...found.request, restore } };
  const resume = Object.hasOwn(RESUMABLE, run.command) ? RESUMABLE[run.command] : undefined;
  if (resume === undefined)
    throw new UsageError('E_USAGE', `This release cannot resume a run of ${JSON.stringify(run.command)}.`, {
      hint: `offscribe runs show ${run.id}`,
    });
  const outcome = await resume(run, wiring, supervision);
  if (outcome === undefined) throw new InternalError(`the run ${run.id} has no outcome`);
  return { run, outcome };
}
