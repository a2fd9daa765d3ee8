/**
 * `offscribe runs`: what was done, how far it came, and going on with it.
 * @module
 */
import type { Command } from 'commander';
import type { PruneRunsReport, RunRecord, RunStage, ShownRun } from '../app/index.ts';
import { type CommandContext, type GlobalFlags, openApp, withProgress } from './command-context.ts';
import { printError } from './error-report.ts';
import { formatBytes, printable } from './figures.ts';
import { printFailure, printSuccess } from './json-document.ts';
import { outcomeDocument, outcomePaths } from './outcome-document.ts';
import { CANCEL_HELP, PRUNE_RUNS_HELP, RESUME_HELP, RUNS_HELP, SHOW_HELP } from './runs-help.ts';
import { collectWords } from './setting-flags.ts';
import { formatTable, type TableColumn } from './table.ts';
import { addWhyCommand } from './why-command.ts';

interface ShowFlags extends GlobalFlags {
  readonly mermaid?: boolean;
}

interface ResumeFlags extends GlobalFlags {
  readonly restore?: readonly string[];
}

interface PruneFlags extends GlobalFlags {
  readonly olderThan?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
}

const ID = 'from: offscribe runs list; its beginning is enough';

/** Adds the command and its own commands. */
export function addRunsCommand(program: Command, context: CommandContext): void {
  const runs = program
    .command('runs')
    .summary('what was done, and going on with it')
    .description('Runs that are remembered: one media file under one request each.')
    .addHelpText('after', RUNS_HELP);
  runs
    .command('list')
    .description('Every run that is remembered, the latest first.')
    .action(async (_: unknown, self: Command) => context.finish(await list(self.optsWithGlobals(), context)));
  runs
    .command('show')
    .description('One run and its stages: what worked, what was there already, how long it took.')
    .argument('<id>', ID)
    .option('--mermaid', 'print the stages as a Mermaid flowchart')
    .addHelpText('after', SHOW_HELP)
    .action(async (id: string, _: unknown, self: Command) =>
      context.finish(await show(id, self.optsWithGlobals(), context)),
    );
  runs
    .command('resume')
    .description('Does what a run was asked to do; what is finished is not done again.')
    .argument('<id>', ID)
    .option('--restore <ids>', 'put back what was removed; `runs why` has the ids', collectWords)
    .addHelpText('after', RESUME_HELP)
    .action(async (id: string, _: unknown, self: Command) =>
      context.finish(await resume(id, self.optsWithGlobals(), context)),
    );
  addWhyCommand(runs, context);
  runs
    .command('cancel')
    .description('Asks the processes that work on a run to stop.')
    .argument('<id>', ID)
    .addHelpText('after', CANCEL_HELP)
    .action(async (id: string, _: unknown, self: Command) =>
      context.finish(await cancel(id, self.optsWithGlobals(), context)),
    );
  runs
    .command('prune')
    .description('Forgets old runs, and removes what only they needed.')
    .option('--older-than <age>', 'ended or last used so long ago: 30d, 12h, 2w (default: 30d)')
    .option('--all', 'everything but what a running run needs')
    .option('--dry-run', 'say what would go, and remove nothing')
    .addHelpText('after', PRUNE_RUNS_HELP)
    .action(async (_: unknown, self: Command) =>
      context.finish(await prune(self.optsWithGlobals(), context)),
    );
}

async function list(flags: GlobalFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'runs');
  const runs = await app.listRuns(wiring);
  if (flags.json === true) printSuccess(terminal, { runs: runs.map(runDocument) });
  else if (runs.length === 0) terminal.err('No run is remembered yet.\n');
  else terminal.out(formatTable(RUN_COLUMNS, runs, { width: terminal.dataColumns() }));
  return 0;
}

async function show(id: string, flags: ShowFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'runs');
  const shown = await app.showRun(id, wiring);
  if (flags.json === true) {
    const { run, stages, mermaid } = shown;
    printSuccess(terminal, { run: runDocument(run), stages, mermaid });
  } else if (flags.mermaid === true) terminal.out(shown.mermaid);
  else printRun(shown, context);
  return 0;
}

function printRun({ run, stages }: ShownRun, { terminal }: CommandContext): void {
  const facts = [
    ['run', run.id],
    ['media', run.media],
    ['command', run.command],
    ['status', run.status],
    ['started', localTime(run.startedMs)],
    ...(run.endedMs === undefined ? [] : [['ended', localTime(run.endedMs)]]),
    ...(run.error === undefined ? [] : [['error', `${run.error.code}: ${run.error.message}`]]),
    ...(run.error?.hint ? [['hint', run.error.hint]] : []),
  ];
  terminal.out(facts.map(([name = '', text = '']) => `${name.padEnd(9)}${printable(text)}\n`).join(''));
  if (stages.length > 0)
    terminal.out(`\n${formatTable(STAGE_COLUMNS, stages, { width: terminal.dataColumns() })}`);
}

async function resume(id: string, flags: ResumeFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  // It loads models and media as the command does that it repeats.
  const { app, wiring } = await openApp(context, flags, 'transcribe');
  const { run, outcome } = await withProgress(context, (supervision) =>
    app.resumeRun({ id, restore: flags.restore }, wiring, supervision),
  );
  const { file } = outcome;
  if (flags.json === true) {
    const document = outcomeDocument(outcome);
    const about = { run: run.id, file };
    if (outcome.ok) printSuccess(terminal, { ...document, ...about });
    else printFailure(terminal, outcome.error, { ...about, files: [document] });
  } else if (outcome.ok) for (const path of outcomePaths(outcome)) terminal.out(`${path}\n`);
  else printError(outcome.error, terminal, file);
  return outcome.ok ? 0 : outcome.error.exitCode;
}

async function cancel(id: string, flags: GlobalFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'runs');
  const report = await app.cancelRun(id, wiring);
  if (flags.json === true) printSuccess(terminal, report);
  else terminal.err(`Asked to stop: ${report.id} (${printable(report.media)}).\n`);
  return 0;
}

async function prune(flags: PruneFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'runs');
  const report = await app.pruneRuns(flags, wiring);
  if (flags.json === true) printSuccess(terminal, report);
  else terminal.err(`${closing(report)}\n`);
  return 0;
}

const RUN_COLUMNS: readonly TableColumn<RunRecord>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'STATUS', cell: ({ status }) => status },
  { title: 'STARTED', cell: ({ startedMs }) => localTime(startedMs), rank: 1 },
  { title: 'COMMAND', cell: ({ command }) => command, rank: 2 },
  { title: 'MEDIA', cell: ({ media }) => media },
];

const STAGE_COLUMNS: readonly TableColumn<RunStage>[] = [
  { title: 'STAGE', cell: ({ stage, branch }) => (branch === '' ? stage : `${stage} ${branch}`) },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'TIME', cell: ({ ms }) => (ms === undefined ? '' : `${(ms / 1000).toFixed(2)} s`), isRight: true },
  { title: 'KEY', cell: ({ key }) => key.slice(0, 12), rank: 1 },
];

function runDocument({ startedMs, endedMs, ...run }: RunRecord): object {
  return {
    ...run,
    started: new Date(startedMs).toISOString(),
    ...(endedMs === undefined ? {} : { ended: new Date(endedMs).toISOString() }),
  };
}

/** `2026-03-01 14:05`, as the clock here shows it. */
function localTime(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace('T', ' ');
}

function closing({ runs, products, parts, bytes, dryRun }: PruneRunsReport): string {
  const counts: readonly (readonly [number, string])[] = [
    [runs.length, 'run'],
    [products, 'product'],
    [parts, 'part'],
  ];
  const some = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}${count === 1 ? '' : 's'}`);
  if (some.length === 0 && bytes === 0) return 'Nothing to remove.';
  const what = [...some, formatBytes(bytes)].join(', ');
  return dryRun ? `This was a dry run: nothing was removed. It would be ${what}.` : `Removed: ${what}.`;
}
