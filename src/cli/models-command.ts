/**
 * `offscribe models`: list, pull and find models.
 * @module
 */
import type { Command } from 'commander';
import type { ModelRow, PullOutcome } from '../app/index.ts';
import { AppError } from '../kernel/index.ts';
import {
  batchExitCode,
  type CommandContext,
  type GlobalFlags,
  openApp,
  withProgress,
} from './command-context.ts';
import { errorDocument, printError } from './error-report.ts';
import { formatBytes } from './figures.ts';
import { MODELS_HELP, MODELS_LIST_HELP, MODELS_PULL_HELP } from './help-texts.ts';
import { printFailure, printSuccess } from './json-document.ts';
import { formatTable } from './table.ts';

/** Adds the command and its own commands. */
export function addModelsCommand(program: Command, context: CommandContext): void {
  const models = program
    .command('models')
    .summary('list, pull and find models')
    .description('Models on this machine and in the catalogue.')
    .addHelpText('after', MODELS_HELP);
  models
    .command('list')
    .description('Every model of the catalogue and its state on this machine.')
    .addHelpText('after', MODELS_LIST_HELP)
    .action(async (_: unknown, self: Command) => context.finish(await list(self.optsWithGlobals(), context)));
  models
    .command('pull')
    .description('Fetches models, or proves and mends those that are there.')
    .argument('<name...>', 'names from: offscribe models list')
    .addHelpText('after', MODELS_PULL_HELP)
    .action(async (names: string[], _: unknown, self: Command) =>
      context.finish(await pull(names, self.optsWithGlobals(), context)),
    );
  models
    .command('path')
    .description('Prints the folder with the files of a model, once they are proved.')
    .argument('<name>', 'name from: offscribe models list')
    .action(async (name: string, _: unknown, self: Command) =>
      context.finish(await path(name, self.optsWithGlobals(), context)),
    );
}

async function list(flags: GlobalFlags, context: CommandContext): Promise<number> {
  const { app, wiring } = await openApp(context, flags);
  const rows = await app.listModels(wiring);
  if (flags.json === true) printSuccess(context.terminal, { models: rows });
  else
    context.terminal.out(
      formatTable(['NAME', 'TASK', 'LANGUAGE', 'SIZE', 'LICENCE', 'STATE'], rows.map(cells)),
    );
  return 0;
}

function cells(row: ModelRow): readonly string[] {
  const languages =
    row.task === 'vad' ? 'any' : row.languages === 'multilingual' ? 'many' : row.languages.join(' ');
  const licence = row.nonCommercial ? `${row.licence} (non-commercial)` : row.licence;
  const name = row.isDefault ? `${row.name} (default)` : row.name;
  return [name, row.task, languages, formatBytes(row.sizeBytes), licence, row.state];
}

async function pull(names: readonly string[], flags: GlobalFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags);
  const outcomes = await withProgress(context, (supervision) => app.pullModels(names, wiring, supervision));
  if (flags.json === true) printPullJson(outcomes, context);
  else {
    for (const outcome of outcomes) {
      if (outcome.ok) terminal.out(`${outcome.name}: ${outcome.state}\n`);
      else printError(outcome.error, terminal, outcome.name);
    }
    const verified = outcomes.filter(({ ok }) => ok).length;
    if (outcomes.length > 1) terminal.err(`${verified} of ${outcomes.length} models verified.\n`);
  }
  return batchExitCode(outcomes);
}

function printPullJson(outcomes: readonly PullOutcome[], { terminal }: CommandContext): void {
  const models = outcomes.map((outcome) =>
    outcome.ok ? outcome : { ok: false, name: outcome.name, error: errorDocument(outcome.error) },
  );
  const failed = outcomes.filter((outcome) => !outcome.ok);
  const first = failed[0]?.error;
  if (first === undefined) printSuccess(terminal, { models });
  else if (outcomes.length === 1) printFailure(terminal, first, { models });
  else {
    const message = `${failed.length} of ${outcomes.length} models failed; the first: ${first.message}`;
    const { code, hint } = first;
    printFailure(terminal, new AppError(code, message, hint === undefined ? {} : { hint }), { models });
  }
}

async function path(name: string, flags: GlobalFlags, context: CommandContext): Promise<number> {
  const { app, wiring } = await openApp(context, flags);
  const folder = await app.modelPath(name, wiring);
  if (flags.json === true) printSuccess(context.terminal, { name, folder });
  else context.terminal.out(`${folder}\n`);
  return 0;
}
