/**
 * Batch report: what became of each file, told when it is known, and of all of them at the end.
 *
 * stdout  paths of the outputs as each file finishes, or the text itself with `-o -`, or one JSON document at the end.
 * stderr  errors as they happen; at the end of more than one file a table and the counts.
 * @module
 */
import type { BatchOutcome } from '../app/index.ts';
import { CancelledError } from '../kernel/index.ts';
import { type FileRow, summaryLine, summaryTable } from './batch-summary.ts';
import { batchExitCode } from './command-context.ts';
import { errorDocument, printError } from './error-report.ts';
import { printOutcomes } from './json-document.ts';
import { outcomeDocument, outcomePaths } from './outcome-document.ts';
import type { Terminal } from './terminal.ts';

/** How outcomes are told. */
export interface ReportOptions {
  readonly terminal: Terminal;
  readonly form: 'paths' | 'text' | 'json';
  /** Takes the progress line away. */
  readonly clear: () => void;
}

/** Tells outcomes as they come. */
export class BatchReport {
  readonly #options: ReportOptions;
  readonly #rows: FileRow[] = [];
  readonly #documents: object[] = [];

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  /** Takes an outcome, and prints what of it is wanted at once. */
  note(outcome: BatchOutcome): void {
    const { terminal, form, clear } = this.#options;
    this.#rows.push(rowOf(outcome));
    if (form === 'json') {
      this.#documents.push(outcomeDocument(outcome));
      return;
    }
    clear();
    if (!outcome.ok) printError(outcome.error, terminal, outcome.file);
    else if (outcome.skipped !== undefined) return;
    else if (form === 'text') terminal.out(Object.values(outcome.texts).join(''));
    else for (const path of outcomePaths(outcome)) terminal.out(`${path}\n`);
  }

  /** Sums up what was done until the work ended so; the same error, which for JSON tells the counts if it is a cancellation. */
  ended(error: unknown): unknown {
    const { terminal, form, clear } = this.#options;
    const rows = this.#rows;
    if (rows.length === 0) return error;
    clear();
    if (form !== 'json') terminal.err(`${summaryLine(rows)}\n`);
    else if (error instanceof CancelledError) {
      const details = { ...error.details, summary: countsOf(rows) };
      return new CancelledError({
        cause: error,
        details,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
    return error;
  }

  /** Sums up everything; the exit code. */
  finish(): number {
    const { terminal, form, clear } = this.#options;
    const rows = this.#rows;
    clear();
    if (form === 'json') {
      const facts = { files: this.#documents, ...(rows.length > 1 ? { summary: countsOf(rows) } : {}) };
      printOutcomes(terminal, rows, { what: 'files', facts });
    } else if (rows.length > 1) {
      const width = terminal.isInteractive ? terminal.columns() : undefined;
      terminal.err(`\n${summaryTable(rows, width)}\n${summaryLine(rows)}\n`);
    } else if (rows[0]?.state === 'skipped') terminal.err(`${rows[0].file}: skipped. ${rows[0].reason}\n`);
    return batchExitCode(rows);
  }
}

function rowOf(outcome: BatchOutcome): FileRow {
  const { file, ok } = outcome;
  if (!outcome.ok) {
    // Its hint was printed when it happened.
    const { code, message } = errorDocument(outcome.error);
    return { file, ok, state: 'FAILED', reason: `${code}: ${message}`, audioSec: 0, error: outcome.error };
  }
  if (outcome.skipped !== undefined)
    return { file, ok, state: 'skipped', reason: outcome.skipped, audioSec: 0 };
  const warnings = outcome.warnings.length;
  const reason = warnings === 0 ? '' : `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return { file, ok, state: 'done', reason, audioSec: outcome.transcript.duration };
}

function countsOf(rows: readonly FileRow[]): Readonly<Record<string, number>> {
  const count = (state: FileRow['state']): number => rows.filter((row) => row.state === state).length;
  return { files: rows.length, done: count('done'), skipped: count('skipped'), failed: count('FAILED') };
}
