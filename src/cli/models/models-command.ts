/**
 * `offscribe models`: the model store from the command line.
 * @module
 */
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addBundleCommands } from './bundle-commands.ts';
import { addCheckCommands } from './check-commands.ts';
import { addListCommand } from './list-command.ts';
import { MODELS_HELP } from './models-help.ts';
import { addPathCommand } from './path-command.ts';
import { addPruneCommand } from './prune-command.ts';
import { addPullCommand } from './pull-command.ts';

/** Adds the command and its own commands. */
export function addModelsCommand(program: Command, context: CommandContext): void {
  const models = program
    .command('models')
    .summary('fetch, check, prove, find and move models')
    .description('Models on this machine and in the catalogue.')
    .addHelpText('after', MODELS_HELP);
  addListCommand(models, context);
  addPullCommand(models, context);
  addCheckCommands(models, context);
  addPathCommand(models, context);
  addPruneCommand(models, context);
  addBundleCommands(models, context);
}
