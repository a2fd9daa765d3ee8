/**
 * Report file: whether it may be written, before any work; then the whole file at once, or none.
 *
 * Throws  InputError E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE, UsageError E_USAGE, StoreError E_DISK_FULL, CancelledError.
 * @module
 */
import { dirname, resolve } from 'node:path';
import { InputError, throwIfCancelled, UsageError } from '../../../kernel/index.ts';
import { statIfPresent } from '../../../platform/index.ts';
import { prepareFolder, writeOutputs } from '../../outputs.ts';

/** Where the report goes. */
export interface ReportRequest {
  readonly path: string;
  /** Whether a file that is there may be replaced. */
  readonly overwrite?: boolean | undefined;
}

/** Refuses a place that cannot be written, or that holds something to be kept. */
export async function checkReport(
  { path, overwrite }: ReportRequest,
  inputs: readonly string[],
): Promise<void> {
  if (inputs.some((input) => resolve(input) === resolve(path))) {
    throw new UsageError('E_USAGE', `The report would replace its own input ${path}.`, {
      hint: 'offscribe eval MANIFEST.jsonl --report report.html',
    });
  }
  const there = await statIfPresent(path);
  if (there !== undefined && !there.isFile()) throw unwritable(path);
  if (there !== undefined && overwrite !== true) {
    throw new InputError('E_OUTPUT_EXISTS', `${path} is already there and would be overwritten.`, {
      hint: `offscribe eval MANIFEST.jsonl --report ${JSON.stringify(path)} --overwrite`,
      details: { path },
    });
  }
  try {
    await prepareFolder(dirname(resolve(path)));
  } catch (error) {
    if (error instanceof InputError && error.code === 'E_OUTPUT_UNWRITABLE') throw unwritable(path, error);
    throw error;
  }
}

/** Writes it beside its place, then renames. */
export async function writeReport(path: string, content: string, signal: AbortSignal): Promise<void> {
  await writeOutputs([{ path: resolve(path), content }], async () => throwIfCancelled(signal));
}

function unwritable(path: string, cause?: unknown): InputError {
  return new InputError('E_OUTPUT_UNWRITABLE', `${path} cannot be written.`, {
    hint: 'offscribe eval MANIFEST.jsonl --report a-writable-folder/report.html',
    ...(cause === undefined ? {} : { cause }),
  });
}
