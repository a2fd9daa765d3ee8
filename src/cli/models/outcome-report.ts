/**
 * Outcome report: what became of each model, as a table for people and as JSON for programs.
 *
 * SUCCESS is printed for a model that is `ready`, and for nothing less.
 * @module
 */
import type { ModelOutcome } from '../../app/index.ts';
import { batchExitCode, type CommandContext, type GlobalFlags } from '../command-context.ts';
import { errorDocument, printError } from '../error-report.ts';
import { formatBytes } from '../figures.ts';
import { printOutcomes } from '../json-document.ts';
import { formatTable, type TableColumn } from '../table.ts';

/** Prints the outcomes as `flags` ask for; returns the exit code. `facts` stand beside them in the JSON. */
export function reportOutcomes(
  outcomes: readonly ModelOutcome[],
  { flags, facts }: { readonly flags: GlobalFlags; readonly facts?: object },
  { terminal }: CommandContext,
): number {
  const models = outcomes.map(outcomeDocument);
  if (flags.json === true) printOutcomes(terminal, outcomes, { what: 'models', facts: { ...facts, models } });
  else {
    for (const outcome of outcomes) if (!outcome.ok) printError(outcome.error, terminal, outcome.name);
    if (outcomes.length > 0)
      terminal.out(formatTable(columnsFor(outcomes), outcomes, { width: terminal.dataColumns() }));
    if (outcomes.length > 1) terminal.err(`${summary(outcomes)}\n`);
  }
  return batchExitCode(outcomes);
}

/** An outcome as JSON. */
export function outcomeDocument(outcome: ModelOutcome): object {
  return outcome.ok ? outcome : { ...outcome, error: errorDocument(outcome.error) };
}

function columnsFor(outcomes: readonly ModelOutcome[]): readonly TableColumn<ModelOutcome>[] {
  const hasTraffic = outcomes.some((outcome) => outcome.ok && outcome.transferredBytes !== undefined);
  return [
    { title: 'MODEL', cell: ({ name }) => name },
    { title: 'OUTCOME', cell: outcomeWord },
    { title: 'STATE', cell: ({ state }) => state },
    { title: 'SIZE', cell: ({ sizeBytes }) => formatBytes(sizeBytes), isRight: true },
    ...(hasTraffic ? [{ title: 'FETCHED', cell: fetched, isRight: true, rank: 1 }] : []),
    { title: 'REASON', cell: reason },
  ];
}

function outcomeWord({ ok, state }: ModelOutcome): string {
  if (!ok) return 'FAILED';
  return state === 'ready' ? 'SUCCESS' : 'ok';
}

function fetched(outcome: ModelOutcome): string {
  return outcome.ok && outcome.transferredBytes !== undefined ? formatBytes(outcome.transferredBytes) : '-';
}

function reason(outcome: ModelOutcome): string {
  return outcome.ok ? (outcome.note ?? '') : `${outcome.error.code}: ${outcome.error.message}`;
}

/** `3 models: 2 ready, 1 failed; 226.0 MB on this machine.` */
function summary(outcomes: readonly ModelOutcome[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const word = outcome.ok ? outcome.state : 'failed';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts].map(([word, count]) => `${count} ${word}`);
  const bytes = outcomes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `${outcomes.length} models: ${parts.join(', ')}; ${formatBytes(bytes)} on this machine.`;
}
