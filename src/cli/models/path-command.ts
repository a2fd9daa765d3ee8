/**
 * `offscribe models path`: where a model's files are, for scripts.
 * @module
 */
import type { Command } from 'commander';
import {
  addLockFlag,
  type CommandContext,
  type GlobalFlags,
  type LockFlag,
  openApp,
} from '../command-context.ts';
import { printSuccess } from '../json-document.ts';
import { PATH_HELP } from './models-help.ts';

interface PathFlags extends GlobalFlags, LockFlag {
  readonly engine?: string;
}

/** Adds the command. */
export function addPathCommand(models: Command, context: CommandContext): void {
  const command = models
    .command('path')
    .description('Prints the folder with the files of a model, if their bytes are right.')
    .argument('<name>', 'name from: offscribe models list')
    .option('--engine <name>', 'refuse a model that is not for it');
  addLockFlag(command)
    .addHelpText('after', PATH_HELP)
    .action(async (name: string, _: unknown, self: Command) => {
      const flags = self.optsWithGlobals<PathFlags>();
      const { app, wiring } = await openApp(context, flags, 'models');
      const folder = await app.modelPath(name, wiring, flags.engine);
      if (flags.json === true) printSuccess(context.terminal, { name, folder });
      else context.terminal.out(`${folder}\n`);
      context.finish(0);
    });
}
