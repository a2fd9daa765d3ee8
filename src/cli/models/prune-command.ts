/**
 * `offscribe models prune`: takes away what nothing wants any more.
 * @module
 */
import type { Command } from 'commander';
import type { PruneItem, PruneReport } from '../../app/index.ts';
import {
  addLockFlag,
  type CommandContext,
  type GlobalFlags,
  type LockFlag,
  openApp,
  withProgress,
} from '../command-context.ts';
import { formatBytes, printable } from '../figures.ts';
import { printSuccess } from '../json-document.ts';
import { formatTable, type TableColumn } from '../table.ts';
import { PRUNE_HELP } from './models-help.ts';

interface PruneFlags extends GlobalFlags, LockFlag {
  readonly unusedFor?: string;
  readonly dryRun?: boolean;
}

/** Adds the command. */
export function addPruneCommand(models: Command, context: CommandContext): void {
  const command = models
    .command('prune')
    .description('Removes what nothing wants any more from the model store.')
    .option('--unused-for <age>', 'also models that Offscribe pulled, unused so long: 90d, 12h, 2w')
    .option('--dry-run', 'say what would go, and remove nothing');
  addLockFlag(command)
    .addHelpText('after', PRUNE_HELP)
    .action(async (_: unknown, self: Command) =>
      context.finish(await prune(self.optsWithGlobals(), context)),
    );
}

async function prune(flags: PruneFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'models');
  const report = await withProgress(context, (supervision) => app.pruneModels(flags, wiring, supervision));
  const dryRun = flags.dryRun === true;
  const bytes = report.items.reduce((sum, item) => sum + item.bytes, 0);
  if (flags.json === true) {
    printSuccess(terminal, { dryRun, bytes, ...report });
    return 0;
  }
  if (report.items.length > 0)
    terminal.out(formatTable(COLUMNS, report.items, { width: terminal.dataColumns() }));
  for (const { path, reason } of report.skipped) terminal.err(`left alone: ${printable(path)}: ${reason}\n`);
  terminal.err(`${closing(report, bytes, dryRun)}\n`);
  return 0;
}

const COLUMNS: readonly TableColumn<PruneItem>[] = [
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'SIZE', cell: ({ bytes }) => formatBytes(bytes), isRight: true },
  { title: 'WHAT AND WHY', cell: ({ path, reason }) => `${path}: ${reason}` },
];

function closing({ items }: PruneReport, bytes: number, dryRun: boolean): string {
  if (items.length === 0) return 'Nothing to remove.';
  const what = `${items.length} ${items.length === 1 ? 'thing' : 'things'}, ${formatBytes(bytes)}`;
  return dryRun ? `This was a dry run: nothing was removed. It would be ${what}.` : `Removed: ${what}.`;
}
