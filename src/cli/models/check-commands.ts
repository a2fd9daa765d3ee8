/**
 * `offscribe models verify` and `offscribe models probe`: are the bytes right; does the engine work with them.
 * @module
 */
import type { Command } from 'commander';
import {
  addLockFlag,
  type CommandContext,
  type GlobalFlags,
  type LockFlag,
  openApp,
  withProgress,
} from '../command-context.ts';
import { PROBE_HELP, VERIFY_HELP } from './models-help.ts';
import { reportOutcomes } from './outcome-report.ts';

interface CheckFlags extends GlobalFlags, LockFlag {
  readonly engine?: string;
}

type CheckName = 'verifyModels' | 'probeModels';

/** Adds both. */
export function addCheckCommands(models: Command, context: CommandContext): void {
  const verify = models
    .command('verify')
    .description('Hashes every byte of models that are here, and mends nothing.')
    .addHelpText('after', VERIFY_HELP);
  const probe = models
    .command('probe')
    .description('Proves that an engine loads models and understands speech with them.')
    .addHelpText('after', PROBE_HELP);
  verify.option('--engine <name>', 'refuse models that are not for it');
  probe.option('--engine <name>', 'the engine to prove them with (default: the first that is ready)');
  addCheck(verify, 'verifyModels', context);
  addCheck(probe, 'probeModels', context);
}

function addCheck(command: Command, check: CheckName, context: CommandContext): void {
  addLockFlag(command)
    .argument('[name...]', 'default: all that are here')
    .action(async (names: string[], _: unknown, self: Command) => {
      const flags = self.optsWithGlobals<CheckFlags>();
      const { app, wiring } = await openApp(context, flags, 'models');
      const outcomes = await withProgress(context, (supervision) =>
        app[check]({ names, engine: flags.engine }, wiring, supervision),
      );
      if (outcomes.length === 0 && flags.json !== true)
        context.terminal.err('No model is here yet: offscribe models pull base\n');
      context.finish(reportOutcomes(outcomes, { flags }, context));
    });
}
