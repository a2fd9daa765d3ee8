/**
 * `offscribe models pull`: fetch, check, prove; or say what that would take.
 * @module
 */
import type { Command } from 'commander';
import {
  addLockFlag,
  batchExitCode,
  type CommandContext,
  type GlobalFlags,
  type LockFlag,
  openApp,
  withProgress,
} from '../command-context.ts';
import { errorDocument, printError } from '../error-report.ts';
import { printOutcomes } from '../json-document.ts';
import { PULL_HELP } from './models-help.ts';
import { reportOutcomes } from './outcome-report.ts';
import { planReport } from './plan-report.ts';

interface PullFlags extends GlobalFlags, LockFlag {
  readonly engine?: string;
  readonly revision?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly anonymous?: boolean;
  readonly updateLock?: boolean;
  readonly probe?: boolean;
}

/** Adds the command. */
export function addPullCommand(models: Command, context: CommandContext): void {
  const command = models
    .command('pull')
    .description('Fetches models, or checks and mends those that are there, and proves them.')
    .argument('<name...>', 'names from: offscribe models list')
    .option('--engine <name>', 'the engine to prove them with (default: the first that is ready)')
    .option('--revision <name>', "a branch, tag or commit on the model's hub")
    .option('--dry-run', 'say what it would take, and fetch nothing')
    .option('--force', 'go on although the disk seems too small')
    .option('--anonymous', 'ask the hub without your token')
    .option('--update-lock', 'take what the source has now, and lock that')
    .option('--no-probe', 'leave it at right bytes: verified, not ready');
  addLockFlag(command)
    .addHelpText('after', PULL_HELP)
    .action(async (names: string[], _: unknown, self: Command) => {
      const flags = self.optsWithGlobals<PullFlags>();
      context.finish(await (flags.dryRun === true ? plan : pull)(names, flags, context));
    });
}

async function pull(names: readonly string[], flags: PullFlags, context: CommandContext): Promise<number> {
  const { app, wiring } = await openApp(context, flags, 'models');
  const outcomes = await withProgress(context, (supervision) =>
    app.pullModels({ ...flags, names }, wiring, supervision),
  );
  return reportOutcomes(outcomes, { flags }, context);
}

async function plan(names: readonly string[], flags: PullFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'models');
  const outcomes = await withProgress(context, (supervision) =>
    app.planPulls({ ...flags, names }, wiring, supervision),
  );
  if (flags.json === true) {
    const plans = outcomes.map((each) => (each.ok ? each : { ...each, error: errorDocument(each.error) }));
    printOutcomes(terminal, outcomes, { what: 'models', facts: { plans } });
  } else {
    for (const each of outcomes) if (!each.ok) printError(each.error, terminal, each.name);
    terminal.out(planReport(outcomes));
    terminal.err('This was a dry run: nothing was fetched.\n');
  }
  return batchExitCode(outcomes);
}
