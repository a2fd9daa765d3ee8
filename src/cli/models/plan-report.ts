/**
 * Plan report: what a pull would take, for people.
 * @module
 */
import type { PlanOutcome } from '../../app/index.ts';
import { formatBytes, printable } from '../figures.ts';
import { formatTable } from '../table.ts';

type Plan = Extract<PlanOutcome, { readonly ok: true }>;

/** Each model's bytes, source, files and disk space. */
export function planReport(outcomes: readonly PlanOutcome[]): string {
  return outcomes.map((outcome) => (outcome.ok ? onePlan(outcome) : '')).join('');
}

function onePlan(plan: Plan): string {
  const { name, state, origin, files, pendingBytes, neededBytes, freeBytes } = plan;
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const size = `${formatBytes(total)} in ${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  const verdict = neededBytes > freeBytes ? 'NOT ENOUGH: pull would refuse without --force' : 'enough';
  const table = formatTable(
    [
      { title: '  ', cell: ({ isHere }) => (isHere ? '  here' : '  fetch') },
      { title: '', cell: ({ sizeBytes }) => formatBytes(sizeBytes), isRight: true },
      { title: '', cell: (file) => file.name },
    ],
    files,
  );
  return [
    `${name}: ${state}; ${size}\n`,
    `  from   ${printable(origin)}\n`,
    `  fetch  ${formatBytes(pendingBytes)}\n`,
    `  disk   ${formatBytes(neededBytes)} needed, ${formatBytes(freeBytes)} free: ${verdict}\n`,
    table.slice(table.indexOf('\n') + 1),
  ].join('');
}
